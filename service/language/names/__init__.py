"""What a person's name looks like in running text: derived from the name as configured, per language."""

from service.language.names.forms import PersonForms, Strength, derive_forms, pack_forms, unpack_forms

__all__ = ["PersonForms", "Strength", "derive_forms", "pack_forms", "unpack_forms"]
