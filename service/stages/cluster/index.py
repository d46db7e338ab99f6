"""Places each article: the contacts that it tells of, and its story.

In: articles with what was read in them, in order of publication. Out: a `Placed` each. Called by the read job and by
`hotline scan`. The rows live on shelves: in memory for a scan, in the store for the daemon.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from service.model.article import Article
from service.model.contact import ContactClaim
from service.model.verdict import Mention, Verdict
from service.stages.cluster.contacts import ContactFolder, ContactLink
from service.stages.cluster.mistaken import Naming
from service.stages.cluster.origins import find_origin
from service.stages.cluster.rows import ContactRow, SignedText, Story
from service.stages.cluster.shelf import Shelf
from service.stages.cluster.stories import StoryFolder, StoryLink
from service.stages.cluster.telling import Words
from service.stages.cluster.texts import TextFolder, sketch_text


class ReadArticle(Protocol):
    """What this room needs of a reading."""

    @property
    def mentions(self) -> Sequence[Mention]: ...

    @property
    def language(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article belongs. `contact` is the id of its main contact, `contacts` those of all its claims in order;
    None and empty where it claims none. `text_id`: the id of the article whose text this one copies, its own where it
    copies none; `origin`: the agency, ministry or outlet whose text that is. `link` says why it is in its story,
    `links` why each claim is of its contact."""

    story: str
    contact: str | None = None
    contacts: tuple[str, ...] = ()
    text_id: str = ""
    origin: str = ""
    link: StoryLink | None = None
    links: tuple[ContactLink, ...] = ()

    @property
    def why(self) -> tuple[str, ...]:
        """Why it is in its story, then why each claim is of its contact, in words."""
        return (*([self.link.reason.value] if self.link else []), *(link.explain() for link in self.links))


class StoryIndex:
    """Assigns articles to stories and contacts. The same articles in the same order get the same ids.

    Where no shelves are given they live as long as the index. What a human put right about stories is above this room:
    whoever places an article looks up where a correction has put it.
    """

    def __init__(
        self,
        stories: Shelf[Story] | None = None,
        texts: Shelf[SignedText] | None = None,
        contacts: Shelf[ContactRow] | None = None,
    ) -> None:
        self._contacts = ContactFolder(contacts)
        self._stories = StoryFolder(stories)
        self._texts = TextFolder(texts)

    def assign(
        self,
        article: Article,
        reading: ReadArticle,
        verdict: Verdict,
        claims: Sequence[ContactClaim],
        before: SignedText | None = None,
    ) -> Placed:
        """Place one article; to be called in order of publication.

        `before`: of an article that is read again, its text as it was, which is on the shelf no more. It stays in the
        contact and the story that it was in, unless what it says now speaks against that, or copies another.
        """
        told = claims if verdict.relevant else ()
        sketch = sketch_text(article, reading.language)
        copied = self._texts.find_copied(sketch)
        if copied is None and before is not None:
            own = find_origin(article, reading.language)
            copied = replace(before, text_id=article.id, origin=own)
        words = Words(article, reading.language, reading.mentions)
        linked = self._link_claims(article, reading, told, copied, words)
        links = tuple(link for link, _ in linked)
        main = links[0].contact_id if links else None
        same = copied if copied is not None and (main is None or copied.contact == main) else None
        news = self._contacts.find_news(linked[0][1]) if linked else None
        story = self._stories.assign(
            article,
            told[0] if told else None,
            news,
            same.story if same else None,
            self._contacts.find_mistaken(news) if news else (),
            words,
        )
        text_id = same.text_id if same else article.id
        origin = same.origin if same else find_origin(article, reading.language)
        self._texts.put(
            SignedText(
                article.id,
                sketch.signature,
                story.story_id,
                main,
                sketch.published,
                text_id,
                origin,
                sketch.sentences,
            )
        )
        return Placed(story.story_id, main, tuple(link.contact_id for link in links), text_id, origin, story, links)

    def _link_claims(
        self,
        article: Article,
        reading: ReadArticle,
        claims: Sequence[ContactClaim],
        copied: SignedText | None,
        words: Words,
    ) -> list[tuple[ContactLink, ContactRow]]:
        named = {mention.name for mention in reading.mentions}
        recalled = frozenset(claim.date for claim in claims if claim.recalled and claim.date)
        return [
            self._contacts.assign(
                claim, article, named, copied.contact if copied and number == 0 else None, Naming(words, recalled)
            )
            for number, claim in enumerate(claims)
        ]
