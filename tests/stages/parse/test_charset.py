"""Bytes become the right letters, whatever was declared."""

import gzip
import zlib

import pytest

from service.errors import ParseError
from service.stages.parse.charset import decode_body

RUSSIAN = "Министр обороны Андрей Белоусов провёл телефонный разговор с главой Пентагона"
UKRAINIAN = "Міністр оборони Росії Андрій Бєлоусов зателефонував очільнику Пентагону"


def document(text: str, codec: str, declared: str | None = None) -> bytes:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{head}<rss><channel><item><title>{text}</title></item></channel></rss>".encode(codec)


@pytest.mark.parametrize(
    ("codec", "declared", "header"),
    [
        ("utf-8", None, ""),
        ("utf-8", "windows-1251", "text/xml; charset=windows-1251"),
        ("utf-8", "utf-16", ""),
        ("utf-8", "undefined", ""),
        ("utf-8", "utf\0-8", ""),
        ("cp1251", None, "text/xml; charset=windows-1251"),
        ("cp1251", "utf-8", "text/xml; charset=utf-8"),
        ("cp1251", "iso-8859-1", ""),
        ("cp1251", None, ""),
        ("koi8-r", None, ""),
        ("koi8-r", "windows-1251", ""),
        ("iso8859-5", None, ""),
        ("cp866", None, ""),
        ("mac-cyrillic", None, ""),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", None, ""),
        ("utf-16-be", "utf-16", ""),
        ("utf-32-le", None, ""),
        ("utf-32-be", None, ""),
    ],
)
def test_russian_is_read_in_any_codec(codec: str, declared: str | None, header: str) -> None:
    assert RUSSIAN in decode_body(document(RUSSIAN, codec, declared), header).text


@pytest.mark.parametrize(("codec", "declared"), [("cp1251", None), ("koi8-u", "koi8-u"), ("koi8-u", None)])
def test_ukrainian_letters_survive(codec: str, declared: str | None) -> None:
    assert UKRAINIAN in decode_body(document(UKRAINIAN, codec, declared), "").text


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("déjà vu à l'Élysée", "latin-1", "iso-8859-1"),
        ("Präsident über Größe", "cp1252", None),
        ("Święto wojsk łączności", "cp1250", "windows-1250"),
        ("Savunma Bakanı Güler görüştü", "cp1254", "windows-1254"),
        ("υπουργός άμυνας", "cp1253", "windows-1253"),
        ("שר הביטחון", "cp1255", "windows-1255"),
        ("وزير الدفاع", "cp1256", "windows-1256"),
        ("防衛大臣がロシア国防相と会談した", "cp932", "Shift_JIS"),
        ("防衛大臣がロシア国防相と会談した", "cp932", None),
        ("防衛大臣がロシア国防相と会談した", "euc_jp", None),
        ("국방부 장관이 러시아 국방장관과 통화했다", "cp949", None),
        ("国防部长与俄罗斯国防部长通电话", "gb18030", "gb2312"),
        ("国防部长与俄罗斯国防部长通电话", "gb18030", None),
        ("國防部長與俄羅斯國防部長通電話", "big5", None),
    ],
)
def test_other_languages_are_not_taken_for_russian(text: str, codec: str, declared: str | None) -> None:
    assert text in decode_body(document(text, codec, declared), "").text


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("Ü", "cp437", "437"),
        ("Çü", "cp850", "IBM850"),
        ("Čš", "cp852", "csPCp852"),
        ("Привет", "cp855", "cp855"),
        ("Žą", "iso8859-13", "ISO-8859-13"),
        ("Șț", "iso8859-16", "iso-8859-16"),
        ("שלום", "iso8859-8", "ISO-8859-8"),
        ("سلام", "iso8859-6", "iso-8859-6"),
        ("ไทย", "cp874", "tis-620"),
        ("café", "mac-roman", "mac_roman"),
        ("Қазақстан", "kz1048", "KZ-1048"),
        ("한국어", "johab", "johab"),
        ("日本語", "iso2022_jp", "ISO-2022-JP"),
        ("한국어", "iso2022_kr", "iso-2022-kr"),
        ("中文", "hz", "HZ-GB-2312"),
        ("[abc]", "cp500", "cp500"),
        ("é", "latin-1", "ISO_8859-1:1987"),
    ],
)
def test_a_label_that_somebody_thought_of_is_believed_for_a_word(text: str, codec: str, declared: str) -> None:
    assert f">{text}<" in decode_body(document(text, codec, declared), "").text


def test_much_text_of_one_alphabet_is_proof_against_a_label() -> None:
    assert RUSSIAN in decode_body(document(f"{RUSSIAN} {RUSSIAN}", "cp1251", "iso-8859-9"), "").text
    kazakh = "Қорғаныс министрі Ресеймен келіссөз жүргізді, деп хабарлады министрліктің баспасөз қызметі"
    assert kazakh in decode_body(document(kazakh, "kz1048", "kz-1048"), "").text


def test_a_character_in_two_halves_is_one() -> None:
    body = document("face!", "utf-8").replace(b"!", b"\xed\xa0\xbd\xed\xb8\x80")
    assert "face\U0001f600<" in decode_body(body, "").text


def test_one_bad_byte_costs_one_character() -> None:
    body = document(RUSSIAN, "utf-8", "utf-8").replace("Пентагона".encode(), b"\xff" + "Пентагона".encode())
    decoded = decode_body(body, "")
    assert RUSSIAN.replace("Пентагона", "\ufffdПентагона") in decoded.text
    assert decoded.notes == ("1 bytes could not be read",)


def test_utf_7_is_never_decoded() -> None:
    assert "<script>" not in decode_body(document("+ADw-script+AD4-", "ascii", "utf-7"), "").text


def test_overlong_forms_do_not_become_markup() -> None:
    body = document("x", "utf-8").replace(b">x<", b">\xc0\xbcscript\xc0\xbe<")
    assert "<script" not in decode_body(body, "").text


def test_text_that_was_encoded_twice_is_read() -> None:
    twice = document(RUSSIAN, "utf-8").decode("latin-1").encode("utf-8")
    assert RUSSIAN in decode_body(twice, "").text


def test_a_contradiction_is_noted() -> None:
    assert decode_body(document(RUSSIAN, "utf-8", "utf-16"), "").notes == ("declared utf-16, is utf-8",)


def test_gzip_without_header_is_read() -> None:
    assert RUSSIAN in decode_body(gzip.compress(document(RUSSIAN, "utf-8")) + b"\0" * 20, "").text


@pytest.mark.parametrize("body", [gzip.compress(b"<rss/>" * 99, mtime=0)[:20], b"\x1f\x8b\x08\0" + b"noise" * 50])
def test_damaged_gzip_is_an_error(body: bytes) -> None:
    with pytest.raises(ParseError, match="gzip"):
        decode_body(body, "")


def test_a_gzip_bomb_is_stopped() -> None:
    with pytest.raises(ParseError, match="over 32 MB"):
        decode_body(gzip.compress(b" " * 40_000_000, mtime=0), "")


def test_half_a_surrogate_pair_costs_one_character() -> None:
    body = document("Belousov!", "utf-8", "utf-8").replace(b"!", b"\xed\xa0\x80!")
    assert "Belousov\ufffd!" in decode_body(body, "").text


def test_text_that_was_read_as_windows_1251_and_encoded_again_is_read() -> None:
    twice = document(RUSSIAN, "utf-8").decode("cp1251", "surrogateescape").replace("\udc98", "\x98").encode()
    assert RUSSIAN in decode_body(twice, "").text


def test_a_byte_that_was_lost_between_two_encodings_costs_its_own_letter() -> None:
    twice = document(RUSSIAN, "utf-8").decode("cp1252", "ignore").encode("utf-8")
    assert "Пентагона" in decode_body(twice, "").text


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
@pytest.mark.parametrize("declared", ["utf-8", None])
def test_a_part_in_another_codec_costs_neither_part_a_letter(codec: str, declared: str | None) -> None:
    part = "Министр обороны провёл переговоры с коллегой по телефону"
    body = document(f"{RUSSIAN} @@", "utf-8", declared).replace(b"@@", part.encode(codec))
    decoded = decode_body(body, "")
    assert RUSSIAN in decoded.text
    assert part in decoded.text
    assert "in one part" in decoded.notes[0]


def test_umlauts_of_two_codecs_side_by_side_are_read() -> None:
    body = document("Gespräche über Rüstung @@", "utf-8").replace(
        b"@@", "für spätere Übungen, größere Brücken".encode("latin-1")
    )
    text = decode_body(body, "").text
    assert "Gespräche über Rüstung" in text
    assert "für spätere Übungen, größere Brücken" in text


@pytest.mark.parametrize(("mark", "codec"), [(b"\xff\xfe", "utf-16-be"), (b"\xfe\xff", "utf-16-le")])
def test_a_mark_of_the_wrong_order_does_not_turn_letters_round(mark: bytes, codec: str) -> None:
    assert RUSSIAN in decode_body(mark + document(RUSSIAN, codec), "").text


def test_zlib_without_header_is_read_and_a_bomb_of_it_stopped() -> None:
    assert RUSSIAN in decode_body(zlib.compress(document(RUSSIAN, "utf-8")), "").text
    with pytest.raises(ParseError, match="over 32 MB"):
        decode_body(zlib.compress(b" " * 40_000_000), "")
