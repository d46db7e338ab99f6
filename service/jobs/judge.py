"""Judge: what the rules in force make of one article. Nothing is loaded and nothing saved.

Enter: rules, an article. Leave: a `Judgement`. Called by the jobs that judge articles: `read`, `rescan`, `backtest`.
"""

from dataclasses import dataclass

from service.jobs.world import Rules
from service.model.article import Article
from service.model.verdict import Mention, MentionKind, Verdict
from service.stages.recognise import Reading
from service.stages.relevance import judge_article


@dataclass(frozen=True, slots=True)
class Judgement:
    """The reading of an article, with the verdict of each topic, in the watch's order."""

    reading: Reading
    verdicts: tuple[Verdict, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return self.reading.mentions

    @property
    def officials(self) -> frozenset[str]:
        """The ids of the tracked officials that are named (and not implied)."""
        return frozenset(m.official for m in self.mentions if m.kind is MentionKind.NAME and m.official is not None)

    @property
    def topics(self) -> frozenset[str]:
        """The ids of the topics that the article is relevant to."""
        return frozenset(verdict.topic for verdict in self.verdicts if verdict.relevant)

    @property
    def matched(self) -> bool:
        """Whether the article is to be kept: relevant to a topic, or naming a tracked official."""
        return bool(self.topics or self.officials)


def judge(rules: Rules, article: Article) -> Judgement:
    """Read the article once and ask every topic about it."""
    reading = rules.recogniser.read(article)
    return Judgement(reading, tuple(judge_article(reading, topic) for topic in rules.config.watch.topics))
