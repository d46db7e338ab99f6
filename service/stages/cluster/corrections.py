"""What a human put right about stories, respected whenever articles are placed.

In: the story that an article would belong to by itself. Out: the one that it belongs to by the corrections. Called by
`index`, after the story was assigned. The corrections are given as values and never change while articles are placed: a
new one takes effect by placing the stored articles anew, in the order in which they came.

MERGE_STORIES: the stories of the named articles are one, under the id of that which came first; articles that later
join any of them join it. SPLIT_STORY: the named articles leave their story for one of their own, and copies of them
follow; the story that they leave keeps its id. Corrections that name one article are applied in the order of their ids.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import blake2b

from service.model.ledger import Correction, CorrectionKind
from service.stages.cluster.rows import Story
from service.stages.cluster.shelf import Shelf
from service.stages.cluster.stories import StoryLink, StoryReason


class StoryCorrections:
    """Applies corrections to links; `shelf`: where the stories are kept."""

    def __init__(self, corrections: Sequence[Correction], shelf: Shelf[Story]) -> None:
        self._shelf = shelf
        self._by_article: defaultdict[str, list[Correction]] = defaultdict(list)
        for correction in sorted(corrections, key=lambda correction: correction.id):
            for article_id in dict.fromkeys(correction.articles):
                self._by_article[article_id].append(correction)

    def apply(self, article_id: str, link: StoryLink, published: date) -> StoryLink:
        """The link as corrected. `published`: the day of the article."""
        if not self._by_article:
            return link
        link = replace(link, story_id=self._resolve(link.story_id))
        for correction in self._by_article.get(article_id, ()):
            if correction.kind is CorrectionKind.SPLIT_STORY:
                link = replace(link, story_id=_name_split(correction), reason=StoryReason.SPLIT)
            else:
                link = self._merge(correction, link, published)
        return link

    def _merge(self, correction: Correction, link: StoryLink, published: date) -> StoryLink:
        token = f"merge:{correction.id}"
        first = next(iter(self._shelf.find([token])), None)
        if first is None:
            story = self._find(link.story_id) or Story(link.story_id, "", link.phase, published, published)
            self._shelf.put(story, [token, f"id:{story.id}"])
            return link
        target = self._resolve(first.id)
        if target == link.story_id:
            return replace(link, reason=StoryReason.MERGED)
        joined = self._find(link.story_id) or Story(link.story_id, "", link.phase, published, published)
        self._shelf.put(replace(joined, joined=target), [f"id:{joined.id}"])
        return replace(link, story_id=target, reason=StoryReason.MERGED, moved=(*link.moved, joined.id))

    def _resolve(self, story_id: str) -> str:
        """The story that a story has become part of, itself if of none."""
        story = self._find(story_id)
        while story is not None and story.joined:
            story_id = story.joined
            story = self._find(story_id)
        return story_id

    def _find(self, story_id: str) -> Story | None:
        return next((story for story in self._shelf.find([f"id:{story_id}"]) if story.id == story_id), None)


def _name_split(correction: Correction) -> str:
    key = "|".join(["split", str(correction.id), *sorted(set(correction.articles))])
    return "s" + blake2b(key.encode(), digest_size=6).hexdigest()
