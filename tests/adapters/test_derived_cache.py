"""The cache of derived values: gives back what it was given, trusts no file that others could write, never fails."""

from pathlib import Path
from typing import Any

import pytest

from service.adapters.derived_cache import FILES_KEPT, DerivedCache, find_cache_folder

VALUE: dict[str, Any] = {"words": ["Минобороны", "x"], "days": {-1: ["yesterday"], 0: ["today"]}, "none": None}


@pytest.fixture
def cache(tmp_path: Path) -> DerivedCache:
    return DerivedCache(tmp_path / "cache" / "hotline")


def test_a_value_comes_back_as_it_was(cache: DerivedCache) -> None:
    assert cache.load("packs-1") is None
    cache.save("packs-1", VALUE)
    assert cache.load("packs-1") == VALUE
    assert cache.load("packs-2") is None


def test_only_the_user_can_read_and_write_it(cache: DerivedCache) -> None:
    cache.save("packs-1", VALUE)
    assert [path.stat().st_mode & 0o777 for path in cache.folder.iterdir()] == [0o600]


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_not_trusted(cache: DerivedCache, mode: int) -> None:
    cache.save("packs-1", VALUE)
    (cache.folder / "packs-1.json").chmod(mode)
    assert cache.load("packs-1") is None


def test_a_link_is_not_followed(cache: DerivedCache, tmp_path: Path) -> None:
    cache.save("packs-1", VALUE)
    (tmp_path / "elsewhere.json").write_text("{}", "utf-8")
    (tmp_path / "elsewhere.json").chmod(0o600)
    (cache.folder / "packs-2.json").symlink_to(tmp_path / "elsewhere.json")
    assert cache.load("packs-2") is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"\\u0000pairs": 3}', b"[" * 100_000])
def test_a_broken_file_is_as_good_as_none(cache: DerivedCache, content: bytes) -> None:
    cache.save("packs-1", VALUE)
    (cache.folder / "packs-1.json").write_bytes(content)
    assert cache.load("packs-1") is None
    cache.save("packs-1", VALUE)
    assert cache.load("packs-1") == VALUE


def test_a_folder_that_cannot_be_made_means_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    cache = DerivedCache(tmp_path / "file" / "hotline")
    cache.save("packs-1", VALUE)
    assert cache.load("packs-1") is None


def test_it_does_not_grow(cache: DerivedCache) -> None:
    for number in range(FILES_KEPT + 5):
        cache.save(f"forms-{number}", [number])
    assert len(list(cache.folder.iterdir())) == FILES_KEPT


def test_the_folder_is_the_users_cache_folder() -> None:
    assert find_cache_folder({"XDG_CACHE_HOME": "/var/x", "HOME": "/home/u"}) == Path("/var/x/hotline")
    assert find_cache_folder({"XDG_CACHE_HOME": "not/absolute", "HOME": "/home/u"}) == Path("/home/u/.cache/hotline")
    assert find_cache_folder({}) is None
