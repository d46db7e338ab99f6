"""Which story an article belongs to: articles that tell the same news, in any language.

In: articles with their claims and the id of their main contact, in order of publication. Out: a story id each. Called
by `index`, after contacts are assigned. Copies of one text are one story; else a story is a
phase of a contact: its preview, the event, a later reaction. An article that is not relevant is only folded with its
copies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b

from service.model.article import Article
from service.model.contact import ContactClaim, ContactStatus
from service.stages.cluster.copies import Signature, band_tokens, compare_signatures, sign_text
from service.stages.cluster.origins import find_origin
from service.stages.cluster.shelf import MemoryShelf, Shelf

WINDOW = timedelta(days=7)
_COPY = 0.5
_EVENT_DAYS = 5
_REACTION_DAYS = 3


@dataclass(frozen=True, slots=True)
class Story:
    """A story as far as it is known: a phase of a contact. `first`, `last`: days of publication of its articles."""

    id: str
    contact: str
    phase: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SignedText:
    """A text that copies are compared with, and the story it is in. `text_id`: the article whose text it copies, its
    own id where none; `origin`: whose text that is."""

    id: str
    signature: Signature
    story: str
    contact: str | None
    published: date
    text_id: str = ""
    origin: str = ""


class StoryFolder:
    """Assigns articles to stories. Deterministic: the same articles in the same order give the same ids."""

    def __init__(self, stories: Shelf[Story] | None = None, texts: Shelf[SignedText] | None = None) -> None:
        self._stories: Shelf[Story] = stories if stories is not None else MemoryShelf()
        self._texts: Shelf[SignedText] = texts if texts is not None else MemoryShelf()

    def assign(self, article: Article, claims: Sequence[ContactClaim], contact_id: str | None) -> SignedText:
        """The article's text, signed, with its story.

        `contact_id`: the contact of its first claim, None where it has no claim.
        """
        published = article.published.date()
        signature = sign_text(article.body or article.summary or article.title)
        copy = self._find_copy(signature, contact_id, published)
        if copy is not None:
            story_id = copy.story
        elif contact_id is None or not claims:
            story_id = _new_id(article.id)
        else:
            story_id = self._join(article, claims[0], contact_id, published)
        text_id = copy.text_id if copy is not None else article.id
        origin = copy.origin if copy is not None else find_origin(article)
        text = SignedText(article.id, signature, story_id, contact_id, published, text_id, origin)
        self._texts.put(text, band_tokens(signature))
        return text

    def _find_copy(self, signature: Signature, contact_id: str | None, published: date) -> SignedText | None:
        best: tuple[float, SignedText] | None = None
        for text in self._texts.find(band_tokens(signature)):
            resemblance = compare_signatures(signature, text.signature)
            near = abs(published - text.published) <= WINDOW and (text.contact is None) == (contact_id is None)
            if near and resemblance >= _COPY and (best is None or resemblance > best[0]):
                best = resemblance, text
        return best[1] if best else None

    def _join(self, article: Article, claim: ContactClaim, contact_id: str, published: date) -> str:
        phase = find_phase(claim, published)
        token = f"contact:{contact_id}"
        for story in self._stories.find([token]):
            if story.phase == phase and _is_within(story, published):
                self._stories.put(
                    replace(story, first=min(story.first, published), last=max(story.last, published)), [token]
                )
                return story.id
        story = Story(_new_id(contact_id, phase, article.id), contact_id, phase, published, published)
        self._stories.put(story, [token])
        return story.id


def find_phase(claim: ContactClaim, published: date) -> str:
    """`preview`, `event` or `reaction`: how the article stands to its contact."""
    if claim.status is ContactStatus.PLANNED:
        return "preview"
    if claim.date is None:
        return "event"
    if len(claim.date) < 10:
        return "event" if claim.date == f"{published:%Y-%m}" else "reaction"
    late = (published - date.fromisoformat(claim.date)).days > _EVENT_DAYS
    return "reaction" if late else "event"


def _is_within(story: Story, published: date) -> bool:
    reach = timedelta(days=_REACTION_DAYS) if story.phase == "reaction" else WINDOW
    return story.first - reach <= published <= story.last + reach


def _new_id(*parts: str) -> str:
    return "s" + blake2b("|".join(parts).encode(), digest_size=6).hexdigest()
