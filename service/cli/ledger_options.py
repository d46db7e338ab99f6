"""What the commands on the ledger are asked for: days, persons, ids; and their way through the store's pages.

Enter: words of a command line. Leave: days, names, a hint for a misspelt id. Called by `contacts` and `stories`.
"""

import calendar
import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

import click

from service.cli.options import Age
from service.model.ledger import LedgerContact, LedgerStory
from service.model.watch import Official
from service.stages.ledger.names import fold_words, list_forms
from service.stages.ledger.wording import find_surname

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_SUGGESTED = 5
_PAGE = 200
_SEARCHED = 5000
"""Among how many of the newest rows a misspelt id is looked for."""

Row = TypeVar("Row", LedgerContact, LedgerStory)


def page_through(list_page: Callable[[int, str | None], Sequence[Row]]) -> Iterator[Row]:
    """Every row of a view, newest first. `list_page` gives the rows of one page: at most so many, behind that id."""
    before: str | None = None
    while True:
        page = list_page(_PAGE, before)
        yield from page
        if len(page) < _PAGE:
            return
        before = page[-1].id


def read_days(text: str | None, option: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a day, month or year, or the day that an age as 90d leads back to; None twice where
    nothing is asked. Raises click.BadParameter."""
    if text is None:
        return None, None
    found = _DAY.fullmatch(text.strip())
    if not found:
        try:
            day = today - Age().convert(text, None, None)
        except (click.BadParameter, OverflowError) as error:
            raise _blame(text, option) from error
        return day, day
    year, month, number = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = date(year, month or 1, number or 1)
    except ValueError as error:
        raise _blame(text, option) from error
    last_month = month or 12
    return first, date(year, last_month, number or calendar.monthrange(year, last_month)[1])


def _blame(text: str, option: str) -> click.BadParameter:
    advice = "write 2024-06-25, 2024-06, 2024, or an age as 90d"
    return click.BadParameter(f"{text!r} is no day; {advice}", param_hint=option)


def find_names(text: str, officials: Sequence[Official]) -> list[str]:
    """The canonical names of the tracked people that go by this: an id, a full name in any language, a surname. The
    text itself where it is nobody's: the ledger names others, too."""
    wanted = fold_words(text)
    forms = {official.name: {official.id, *list_forms(official)} for official in officials}
    full = [name for name, known in forms.items() if wanted in known]
    surname = [name for name, known in forms.items() if wanted in {find_surname(form) for form in known}]
    return full or surname or [text]


def suggest_names(text: str, officials: Sequence[Official]) -> str:
    """Whom a name that nobody goes by may mean: " (did you mean Andrei Belousov?)", or nothing."""
    forms = {form: official.name for official in officials for form in list_forms(official)}
    forms |= {find_surname(form): name for form, name in forms.items()}
    near = [] if fold_words(text) in forms else difflib.get_close_matches(fold_words(text), forms, 3, 0.7)
    names = list(dict.fromkeys(forms[form] for form in near))
    return f" (did you mean {' or '.join(names)}?)" if names else ""


def suggest_ids(wanted: str, rows: Iterator[Row], command: str) -> str:
    """What to do about an id that is none of `rows`: those that begin so, else those that are near, else the list."""
    ids = [row.id for row in islice(rows, _SEARCHED)]
    begin = [known for known in ids if known.startswith(wanted)] if wanted else []
    if len(begin) > 1:
        more = f" and {len(begin) - _SUGGESTED} more" if len(begin) > _SUGGESTED else ""
        return f" alone; {', '.join(begin[:_SUGGESTED])}{more} begin so"
    cut = {known[: max(len(wanted), 4)]: known for known in reversed(ids)}
    near = begin or [cut[part] for part in difflib.get_close_matches(wanted, cut, 3, 0.6)]
    return f"; did you mean {' or '.join(near)}?" if near else f"; `{command}` lists them"
