"""What the detection reaches on labelled articles, as rows of a table: for the scorecard page, and for the test of it.

Labels are lines as `hotline scan` takes them, with `relevant`, `officials`, `story` and `contact` beside.
"""

import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from service.jobs.scan import scan_lines
from service.jobs.world import Rules
from tests.support.name_forms import build_frugal_recogniser, find_missed, read_forms

Labelled = Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
"""Label and answer of each article."""


@dataclass(frozen=True)
class Row:
    """One line of the card: `value` is a share from 0 to 1; `of`: how many it was taken over, and of what."""

    name: str
    value: float
    of: str

    def __str__(self) -> str:
        return f"| {self.name} | {self.value:.3f} | {self.of} |"


def scan_files(rules: Rules, paths: Iterable[Path]) -> Labelled:
    """The labelled articles of all files with what the shipped detection answers, stories over all of them."""
    lines = [line for path in paths for line in path.read_bytes().splitlines() if line.strip()]
    source = io.BytesIO(b"\n".join(lines) + b"\n")
    answers = scan_lines(rules, source, "labels", lambda _: None, lambda: None)
    return [(json.loads(line), json.loads(answer)) for line, answer in zip(lines, answers, strict=True)]


def split_sets(labelled: Labelled) -> dict[str, Labelled]:
    """By the label `set`, `first` where there is none; those scanned together stay so."""
    sets: dict[str, list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = defaultdict(list)
    for gold, said in labelled:
        sets[gold.get("set", "first")].append((gold, said))
    return dict(sets)


def score_articles(labelled: Labelled) -> list[Row]:
    relevant = [(gold, said) for gold, said in labelled if gold["relevant"]]
    kept = [(gold, said) for gold, said in labelled if said["relevant"]]
    named = [set(gold["officials"]) for gold, _ in labelled]
    flagged = [set(said["officials"]) for _, said in labelled]
    both = sum(len(gold & said) for gold, said in zip(named, flagged, strict=True))
    total = sum(map(len, named)) + sum(map(len, flagged))
    false = sum(bool(said - gold) for gold, said in zip(named, flagged, strict=True))
    articles = f"{len(labelled)} articles"
    return [
        Row("relevance, precision", _share(gold["relevant"] for gold, _ in kept), f"{len(kept)} kept"),
        Row("relevance, recall", _share(said["relevant"] for _, said in relevant), f"{len(relevant)} relevant"),
        Row("officials, micro F1", 2 * both / total if total else 1.0, f"{sum(map(len, named))} named"),
        Row("articles with a false official", false / len(labelled) if labelled else 0.0, articles),
        Row("triage, recall", _share(said["triage"] for _, said in relevant), f"{len(relevant)} relevant"),
        Row("stories, F1 of pairs", _compare_stories(relevant), f"{len(relevant)} relevant"),
    ]


def score_contacts(labelled: Labelled) -> list[Row]:
    pairs = [(gold["contact"], said["contact"] or {}) for gold, said in labelled if gold["contact"]]
    slots: dict[str, Callable[[Mapping[str, Any]], Hashable]] = {
        "channel": lambda contact: contact.get("channel"),
        "participants": lambda contact: frozenset([*contact.get("us", ()), *contact.get("ru", ())]),
        "initiator": lambda contact: contact.get("initiator"),
        "status": lambda contact: contact.get("status"),
        "first since": lambda contact: contact.get("claims_first_since"),
    }
    of = f"{len(pairs)} contacts"
    rows = [Row("contact, day", _share(_same_day(gold, said) for gold, said in pairs), of)]
    for name, read in slots.items():
        rows.append(
            Row(f"contact, {name}", _share(bool(said) and read(gold) == read(said) for gold, said in pairs), of)
        )
    together = [slots[name] for name in ("channel", "participants", "initiator", "status")]
    whole = [
        bool(said) and _same_day(gold, said) and all(read(gold) == read(said) for read in together)
        for gold, said in pairs
    ]
    return [
        *rows,
        Row("contact, the five together", _share(whole), of),
        Row("contact, account of the US", _balance_presence(pairs, "us_account"), of),
        Row("contact, account of Russia", _balance_presence(pairs, "ru_account"), of),
        Row("ledger, B-cubed F1", _compare_ledger(pairs), of),
    ]


def score_forms() -> list[Row]:
    """How many of the lines of names in running text are found, by language."""
    recogniser = build_frugal_recogniser()
    return [
        Row(f"forms, {lang}", 1 - len(find_missed(recogniser, lang)) / len(cases), f"{len(cases)} sentences")
        for lang, cases in sorted(read_forms().items())
    ]


def _share(facts: Iterable[bool]) -> float:
    counted = [bool(fact) for fact in facts]
    return sum(counted) / len(counted) if counted else 1.0


def _same_day(gold: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """A label may give a month only; a label without a date is met by no date."""
    day = said.get("date")
    return day is None if gold["date"] is None else str(day).startswith(gold["date"])


def _balance_presence(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], slot: str) -> float:
    """Balanced accuracy: the mean of the shares found where there is one and not found where there is none."""
    shares = []
    for present in (True, False):
        right = [
            bool(said) and bool(said.get(slot)) is present for gold, said in pairs if bool(gold.get(slot)) is present
        ]
        if right:
            shares.append(_share(right))
    return sum(shares) / len(shares) if shares else 1.0


def _compare_ledger(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> float:
    """B-cubed F1 (Bagga and Baldwin, 1998) of the ids against the real events; no contact is a row of its own."""
    gold = [str(label.get("event")) for label, _ in pairs]
    said = [str(answer.get("id") or f"none {number}") for number, (_, answer) in enumerate(pairs)]
    precision, recall = _agree(said, gold), _agree(gold, said)
    return 2 * precision * recall / (precision + recall) if pairs else 1.0


def _agree(one: Sequence[str], other: Sequence[str]) -> float:
    """Of those that `one` puts with an item, the share that `other` puts there too: the mean over the items."""
    if not one:
        return 1.0
    both, alone = Counter(zip(one, other, strict=True)), Counter(one)
    return sum(both[key, group] / alone[key] for key, group in zip(one, other, strict=True)) / len(one)


def _compare_stories(labelled: Labelled) -> float:
    gold = _pair_up(label["story"] for label, _ in labelled)
    said = _pair_up(answer["story"] for _, answer in labelled)
    return 2 * len(gold & said) / (len(gold) + len(said)) if gold or said else 1.0


def _pair_up(stories: Iterable[str]) -> set[tuple[int, int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for number, story in enumerate(stories):
        members[story].append(number)
    return {pair for group in members.values() for pair in combinations(group, 2)}
