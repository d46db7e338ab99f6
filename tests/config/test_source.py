"""How a YAML file is read: version 1.2, every value with its place, and syntax mistakes in plain words."""

from pathlib import Path

import pytest

from service.config.source import MAX_BYTES, Place, Source, read_source


def read(tmp_path: Path, text: str | bytes) -> Source:
    path = tmp_path / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_source(path, "x.yaml")


def told(tmp_path: Path, text: str | bytes) -> list[str]:
    return [str(problem) for problem in read(tmp_path, text).problems]


def test_values_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    data = read(tmp_path, "a: no\nb: 2021-01-22\nc: 0o17\nd: 012\ne: 1e3\nf: 'true'\ng: true\nh: ~\ni: on\n1: x\n").data
    assert data == {
        "a": "no",
        "b": "2021-01-22",
        "c": 15,
        "d": 12,
        "e": 1000.0,
        "f": "true",
        "g": True,
        "h": None,
        "i": "on",
        "1": "x",
    }


def test_places_count_from_one(tmp_path: Path) -> None:
    source = read(tmp_path, "feeds:\n  - {id: a, lang: ru}\n  - id: б\n    lang: en\n")
    assert source.values["feeds", 0] == Place(2, 5)
    assert source.keys["feeds", 0, "lang"] == Place(2, 13)
    assert source.values["feeds", 0, "lang"] == Place(2, 19)
    assert source.values["feeds", 1, "lang"] == Place(4, 11)


def test_aliases_are_unfolded(tmp_path: Path) -> None:
    assert read(tmp_path, "a: &x [1, two]\nb: *x\n").data == {"a": [1, "two"], "b": [1, "two"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "x.yaml:3:2: not valid YAML"),
        ("a:\n\tb: 1\n", "x.yaml:2:1: not valid YAML: a tab stands here; indent with spaces"),
        ("a: b: c\n", "x.yaml:1:5: not valid YAML: a second `:` in one line"),
        ("a: *b\n", "x.yaml:1:4: not valid YAML: found undefined alias"),
        ("a: @b\n", "x.yaml:1:4: not valid YAML"),
        ("a: 'b\nc: 1\n", "x.yaml:1:4: not valid YAML: the quote that opens here is never closed; close it"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1: not valid YAML: a second document"),
        ("a: 1\nb\n", "x.yaml:2:1: not valid YAML: a key without `:`"),
        ("a: 1\nb:c\nd: 1\n", "x.yaml:2:1: not valid YAML: a key without `:`"),
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: `a` stands twice; it is already in line 1: keep one"),
        ("a: !!python/object:os.system x\n", "x.yaml:1:4: the tag `tag:yaml.org,2002:python/object:os.system`"),
        ("a: {<<: {b: 1}}\n", "x.yaml:1:5: merging with `<<` is not supported; write the keys out"),
        ("? [a]\n: b\n", "x.yaml:1:3: a key must be plain text"),
        ("a: &x [*x]\n", "x.yaml:1:"),
        (b"a: 1\nb: \xff\n", "x.yaml:2:4: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"a: 1\nb: x\x00\n", "x.yaml:2:5: control character U+0000; remove it"),
        ("a: " + "[" * 50_000, "x.yaml:1:43: not valid YAML: nested deeper than 40 levels"),
        ("a: " + "[" * 60 + "]" * 60, "x.yaml:1:43: not valid YAML: nested deeper than 40 levels"),
        (b"#" * (MAX_BYTES + 1), "x.yaml:1:1: larger than 8 MB"),
    ],
)
def test_mistakes_are_told_at_their_place(tmp_path: Path, text: str | bytes, expected: str) -> None:
    lines = told(tmp_path, text)
    assert len(lines) == 1
    assert lines[0].startswith(expected)
    assert lines[0].isprintable()


def test_each_duplicate_key_is_told(tmp_path: Path) -> None:
    assert len(told(tmp_path, "a: {x: 1, x: 2}\nb: {y: 1, y: 2, y: 3}\n")) == 3


def test_aliases_that_unfold_without_end_are_stopped(tmp_path: Path) -> None:
    levels = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        levels += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    assert "unfold to too many values" in told(tmp_path, levels)[0]


def test_an_anchor_may_be_used_again_silently(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    assert read(tmp_path, "a: &x 1\nb: &x 2\nc: *x\n").data == {"a": 1, "b": 2, "c": 2}
    assert not recwarn.list


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    source = read(tmp_path, b"\xef\xbb\xbfa: 1\n")
    assert source.data == {"a": 1}
    assert not source.problems


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    assert "cannot be read" in str(read_source(tmp_path / "x.yaml", "x.yaml").problems[0])
