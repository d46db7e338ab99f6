"""Packs and forms that were kept are those that were read and derived."""

from typing import Any

import pytest

from service.language import compute_digest
from service.language.names import derive_forms, pack_forms, unpack_forms
from service.language.packs import give_packs, list_languages, list_terms, load_pack, read_packs


@pytest.mark.parametrize("lang", list_languages())
def test_the_names_of_term_lists_are_those_of_the_pack(lang: str) -> None:
    assert list_terms(lang) == load_pack(lang).terms.keys()


@pytest.mark.parametrize("data", [None, {}, [], {"en": {"lang": "en", "terms": {}}}, 3])
def test_what_is_no_set_of_packs_is_not_taken(data: Any) -> None:
    assert not give_packs(data)


def test_packs_that_were_read_are_taken() -> None:
    assert give_packs(read_packs())


def test_forms_survive_being_kept() -> None:
    forms = [derive_forms("Andrei Belousov", {"ru": "Андрей Белоусов"}), derive_forms("Dan Caine", {"ko": "댄 케인"})]
    kept = unpack_forms(pack_forms(forms), 2)
    assert kept is not None
    assert [(one.surnames, one.givens) for one in kept] == [(one.surnames, one.givens) for one in forms]


@pytest.mark.parametrize(
    "data", [None, [], [[{}, []]] * 3, [[{"x": 9}, []]] * 2, [[{"": 1}, []]] * 2, "ab", [[1, 2]] * 2]
)
def test_what_is_no_set_of_forms_is_not_taken(data: Any) -> None:
    assert unpack_forms(data, 2) is None


def test_the_digest_is_stable() -> None:
    assert compute_digest() == compute_digest()
    assert len(compute_digest()) == 16
