"""Stories and contacts across articles: what is a copy, what is the same news, what is the same contact.

In: articles with their claims, in order of publication. Out: story ids and contact ids. Called by jobs and by
`hotline scan`, through `StoryIndex.assign`.
"""

from service.stages.cluster.contacts import ContactLink, ContactReason
from service.stages.cluster.index import Placed, StoryIndex
from service.stages.cluster.origins import find_origin
from service.stages.cluster.rows import ContactRow, SignedText, Story
from service.stages.cluster.shelf import MemoryShelf, Shelf
from service.stages.cluster.stories import StoryLink, StoryReason

__all__ = [
    "ContactLink",
    "ContactReason",
    "ContactRow",
    "MemoryShelf",
    "Placed",
    "Shelf",
    "SignedText",
    "Story",
    "StoryIndex",
    "StoryLink",
    "StoryReason",
    "find_origin",
]
