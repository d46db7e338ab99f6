"""Judges whether an article concerns a topic, and says why.

Enters: a reading, a topic. Leaves: a `Verdict`: the sum of the weights of the rules that hold, with the spans that
satisfied each, and what was missing. Called by the jobs `read` and `scan`, and by `hotline explain`; triage asks only
where the groups are found.

A group is found where one of its terms, packs' terms, officials, offices or member groups is found; with `near`, where
all the named groups stand within `words` words of each other in a sentence. A rule holds where all its groups stand in
one sentence, two neighbouring ones, one paragraph or the article, in the zones of `where`.
"""

from service.stages.relevance.groups import find_groups
from service.stages.relevance.judge import judge_article

__all__ = ["find_groups", "judge_article"]
