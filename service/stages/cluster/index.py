"""Places each article: the contacts that it tells of, and its story.

In: articles with what was read in them, in order of publication. Out: a `Placed` each. Called by the read job and by
`hotline scan`. The rows live on shelves: in memory for a scan, in the store for the daemon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from service.model.article import Article
from service.model.contact import ContactClaim
from service.model.verdict import Mention, Verdict
from service.stages.cluster.contacts import ContactFolder, ContactRow
from service.stages.cluster.shelf import Shelf
from service.stages.cluster.stories import SignedText, Story, StoryFolder


class ReadArticle(Protocol):
    """What this room needs of a reading."""

    @property
    def mentions(self) -> Sequence[Mention]: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article belongs. `contact` is the id of its main contact, `contacts` those of all its claims in order;
    None and empty where it claims none. `text_id`: the id of the article whose text this one copies, its own where it
    copies none; `origin`: the agency, ministry or outlet whose text that is."""

    story: str
    contact: str | None = None
    contacts: tuple[str, ...] = ()
    text_id: str = ""
    origin: str = ""


class StoryIndex:
    """Assigns articles to stories and contacts. The same articles in the same order get the same ids."""

    def __init__(
        self,
        stories: Shelf[Story] | None = None,
        texts: Shelf[SignedText] | None = None,
        contacts: Shelf[ContactRow] | None = None,
    ) -> None:
        self._contacts = ContactFolder(contacts)
        self._stories = StoryFolder(stories, texts)

    def assign(
        self, article: Article, reading: ReadArticle, verdict: Verdict, claims: Sequence[ContactClaim]
    ) -> Placed:
        """Place one article; to be called in order of publication."""
        told = claims if verdict.relevant else ()
        known = {mention.name for mention in reading.mentions}
        contacts = tuple(self._contacts.assign(claim, article, known) for claim in told)
        contact = contacts[0] if contacts else None
        text = self._stories.assign(article, told, contact)
        return Placed(text.story, contact, contacts, text.text_id, text.origin)
