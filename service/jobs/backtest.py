"""Backtest: what a changed watch would have opened, kept, flagged and alerted over the archive. Nothing is written.

Enter: a store, the rules in force, the rules with the changed watch. Leave: a `Comparison`. Called by
`hotline backtest`, beside a daemon if need be. Both watches are asked now, of the same texts: what an older watch once
decided plays no part. Of a dropped item only headline and summary are known, so for it the answer is mostly whether its
page would have been opened. Alerts are counted as if each article had just come, by the settings in force.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from service.jobs.archive import ArchivedText, walk_archive
from service.jobs.judge import Judgement, judge
from service.jobs.ports import Store
from service.jobs.world import Rules
from service.model.alert import Alert
from service.model.article import Article
from service.model.verdict import Mention, MentionKind, Triage
from service.stages.alerts import decide_alerts
from service.stages.triage import triage_entry


@dataclass(frozen=True, slots=True)
class Example:
    """One article of a change, and why it changed: the rule, or what was missing."""

    article: Article
    why: str


@dataclass
class Change:
    """One kind of change: `more` is what the changed watch adds, `less` what it loses. `what` is opened, kept,
    relevant, flagged or alerted; `subject` the topic's id or the official's name, "" where there is none."""

    what: str
    subject: str = ""
    more: int = 0
    less: int = 0
    gained: list[Example] = field(default_factory=list)
    lost: list[Example] = field(default_factory=list)


@dataclass
class Totals:
    """What one watch makes of the archive, in articles and items."""

    opened: int = 0
    kept: int = 0
    flagged: int = 0
    alerted: int = 0


@dataclass
class Comparison:
    """`articles` were compared by their whole text, `items` by headline and summary; `changes` holds what differs.
    `same_watch`: the two have one digest."""

    articles: int = 0
    items: int = 0
    running: Totals = field(default_factory=Totals)
    changed: Totals = field(default_factory=Totals)
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)
    same_watch: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one watch makes of one text. An item whose page is not opened is neither kept, nor flagged, nor alerted."""

    rules: Rules
    triage: Triage
    found: Judgement
    alerts: tuple[Alert, ...]

    @property
    def facts(self) -> dict[tuple[str, str], str]:
        """(what, subject) -> why, for all that holds."""
        if not self.triage.passed:
            return {}
        facts = {("opened", ""): self._tell_triage()}
        if self.found.matched:
            facts["kept", ""] = self._tell_kept()
        for verdict in self.found.verdicts:
            if verdict.relevant:
                facts["relevant", verdict.topic] = self._tell_topic(verdict.topic)
        for official in self.found.officials:
            name = self.rules.config.watch.official(official).name
            facts["flagged", name] = next(_tell(m) for m in self.found.mentions if m.official == official and _names(m))
        for alert in self.alerts:
            facts["alerted", ""] = f"{alert.kind.value}, {alert.priority.value}: {alert.reason}"
        return facts

    def tell_absence(self, what: str, subject: str) -> str:
        """Why a fact does not hold by this watch."""
        if not self.triage.passed:
            return f"not opened: {self.triage.reason.value}"
        if what == "flagged":
            return self._tell_unflagged(subject)
        if what == "alerted" and self.found.matched:
            return "nothing in it that would alert"
        wanted = [verdict for verdict in self.found.verdicts if subject in ("", verdict.topic)]
        missing = [words for verdict in wanted for words in verdict.missing[:3]]
        if not subject:
            missing.insert(0, "nobody is named")
        return "; ".join(missing) or "no such topic"

    def _tell_triage(self) -> str:
        quotes = ", ".join(dict.fromkeys(f"«{span.text}»" for span in self.triage.evidence[:3]))
        return f"{self.triage.reason.value}{': ' if quotes else ''}{quotes}"

    def _tell_kept(self) -> str:
        relevant = next((verdict.topic for verdict in self.found.verdicts if verdict.relevant), None)
        return self._tell_topic(relevant) if relevant else next(_tell(m) for m in self.found.mentions if _names(m))

    def _tell_topic(self, topic: str) -> str:
        verdict = next(verdict for verdict in self.found.verdicts if verdict.topic == topic)
        best = max(verdict.evidence, key=lambda evidence: evidence.weight, default=None)
        if best is None:
            return f"{verdict.score:g} of {verdict.threshold:g} points"
        quotes = ", ".join(dict.fromkeys(f"«{span.text}»" for span in best.spans[:3]))
        return f"{best.rule} ({verdict.score:g} of {verdict.threshold:g} points): {quotes}"

    def _tell_unflagged(self, name: str) -> str:
        if name not in {official.name for official in self.rules.config.watch.officials}:
            return "not tracked"
        doubtful = [found.mention for found in self.found.reading.doubtful if found.mention.name == name]
        return _tell(doubtful[0]) if doubtful else "no form of the name stands in it"


def compare_watches(
    store: Store, running: Rules, changed: Rules, examples: int, on_done: Callable[[], None]
) -> Comparison:
    """Ask both watches about all that is stored; `examples` at most for each kind of change. Raises StoreError.

    `changed` holds the config in force but for its watch.
    """
    comparison = Comparison(same_watch=running.config.watch == changed.config.watch)
    for text in walk_archive(store, running.config):
        comparison.articles += text.whole
        comparison.items += not text.whole
        before, after = _ask(running, text), _ask(changed, text)
        old, new = before.facts, after.facts
        _count(comparison.running, old)
        _count(comparison.changed, new)
        for what, subject, gained, why in _differ(before, after, old, new):
            change = comparison.changes.setdefault((what, subject), Change(what, subject))
            change.more += gained
            change.less += not gained
            shown = change.gained if gained else change.lost
            if len(shown) < examples:
                shown.append(Example(text.article, why))
        on_done()
    return comparison


def _ask(rules: Rules, text: ArchivedText) -> Outcome:
    triage = triage_entry(text.entry, text.feed, rules.recogniser, text.article.first_seen)
    found = judge(rules, text.article)
    settings = rules.config.settings.alerts
    alerts: tuple[Alert, ...] = ()
    if triage.passed and found.matched:
        at = text.article.first_seen
        alerts = decide_alerts(text.article, found.mentions, found.verdicts, (), settings, at).alerts
    return Outcome(rules, triage, found, alerts)


def _count(totals: Totals, facts: dict[tuple[str, str], str]) -> None:
    kinds = {what for what, _ in facts}
    totals.opened += "opened" in kinds
    totals.kept += "kept" in kinds
    totals.flagged += "flagged" in kinds
    totals.alerted += "alerted" in kinds


def _differ(
    before: Outcome, after: Outcome, old: dict[tuple[str, str], str], new: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str, bool, str]]:
    """What, subject, whether it was gained, and why."""
    for key in new.keys() - old.keys():
        yield *key, True, new[key]
    for key in old.keys() - new.keys():
        yield *key, False, after.tell_absence(*key)


def _names(mention: Mention) -> bool:
    return mention.kind is MentionKind.NAME


def _tell(mention: Mention) -> str:
    return f"«{mention.span.text}» in the {mention.span.zone}, {mention.rule}"
