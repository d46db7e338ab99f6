"""Whatever a stranger writes comes out as plain text that is safe to show and still says what it said."""

import pytest

from service.stages.parse.text import one_line, plain_text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Be<b>lou</b>sov", "Belousov"),
        ("Andrei<br>Belousov", "Andrei Belousov"),
        ("Belo&#117;sov", "Belousov"),
        ("Belo&amp;#117;sov", "Belousov"),
        ("AT&amp;T &copy; &nbsp;x", "AT&T © x"),
        ("<script>alert(1)</script>Belousov", "Belousov"),
        ("</script><script>x</script> Belousov <!--", "Belousov"),
        ("<style>*{display:none}</style><p>x</p>", "x"),
        ("<iframe src=x>in</iframe>y", "y"),
        ("<a title=\"a>b\" href='x'>link</a>", "link"),
        ("a < b and c > d", "a < b and c > d"),
        ("cut <a href='http://x", "cut"),
        ("<![CDATA[<p>wrapped</p>]]>", "wrapped"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
        ("a&#" + "9" * 5000 + ";b&#xD800;c&#0;", "abc"),
        ("A\u200bus\u200ct\u200di\u2060n\ufeff", "Austin"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a\x1b[2J\x1b[31mb\x1b]0;title\x07c\x1b]8;;http://x\x1b\\d\x9b31me", "abcde"),
        ("one\r\nBcc: x\u2028two\u2029three\x85four", "one Bcc: x two three four"),
        ("и\u0306", "й"),
        ("a\x00b\x08c\ud800", "abc\ufffd"),
    ],
)
def test_markup_becomes_one_line_of_text(raw: str, expected: str) -> None:
    assert plain_text(raw, html=True, one_line=True) == expected


def test_paragraphs_keep_their_lines() -> None:
    assert (
        plain_text("<p>One  two</p>\n\n<p>Three</p><ul><li>a</li><li>b</li></ul>", html=True) == "One two\nThree\na\nb"
    )


def test_plain_text_that_is_no_markup_stays() -> None:
    assert plain_text("if a < 5 then <Belousov> said", html=False) == "if a < 5 then <Belousov> said"


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert plain_text("می\u200cخواهم", html=False) == "می\u200cخواهم"


def test_a_pile_of_accents_is_cut() -> None:
    assert len(plain_text("Belousov" + "\u0301\u0316" * 10_000, html=False)) < 20


def test_length_is_bounded_and_cut_between_words() -> None:
    text = plain_text("word " * 1_000, html=False, max_chars=100)
    assert len(text) <= 100
    assert text.endswith("word…")


def test_a_log_line_cannot_be_forged() -> None:
    assert "\n" not in one_line("x\r\n2026-01-15 ALERT\u2028forged\x0b\x0c")
