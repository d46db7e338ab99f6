"""Stories, newest first; one with its articles, copies told from originals.

Enter: asks. Leave: JSON objects. Called through `operations`.
"""

from typing import Any

from service.errors import RequestError
from service.stages.ledger.describe import describe_placed, describe_story
from service.web.api.operation import Operation
from service.web.api.parameters import CURSOR, PathParameter, Values, limit
from service.web.api.schemas import page_of, ref
from service.web.site import Ask, Site

MOST_MEMBERS = 500


def list_stories(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    page = site.views.page_stories(limit=values["limit"], before=values["cursor"])
    return {"items": [describe_story(story) for story in page.items], "next": page.next}


def show_story(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    story = site.views.find_story(values["id"])
    if story is None:
        raise RequestError(404, "there is no story of this id; it may have become one with another")
    members = site.views.list_story_articles(story.id, MOST_MEMBERS)
    return {**describe_story(story), "members": [describe_placed(article, placed) for article, placed in members]}


OPERATIONS = (
    Operation(
        "listStories",
        "/stories",
        "Stories, newest first by their last article",
        list_stories,
        page_of("Story"),
        (limit(), CURSOR),
    ),
    Operation(
        "showStory",
        "/stories/{id}",
        f"One story with its articles, first published first; at most {MOST_MEMBERS}",
        show_story,
        ref("WholeStory"),
        within=(PathParameter("id", "The story's id, or at least four characters that only it begins with"),),
    ),
)
