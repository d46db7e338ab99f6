"""What a person's name looks like in running text: derived from the name as configured, per language."""

from service.language.names.forms import PersonForms, Strength, derive_forms

__all__ = ["PersonForms", "Strength", "derive_forms"]
