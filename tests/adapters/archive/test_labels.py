"""The comparison of an alert log with the labels: silent on a right one, and it names each mistake in a wrong one."""

from typing import Any

from tests.support.archive_labels import find_differences, load_labels


def alert(item: str, *names: str, priority: str = "normal") -> dict[str, Any]:
    return {
        "url": f"http://127.0.0.1:9/outlet/2026/03/10/{item}.html?utm_source=rss",
        "kind": "mention" if names else "match",
        "names": list(names),
        "priority": priority,
    }


def right_log() -> list[dict[str, Any]]:
    return [
        alert(item, *sorted(label.officials), priority="normal" if label.relevant else "low")
        for item, label in load_labels().items()
        if not label.old and (label.relevant or label.officials)
    ]


def test_a_log_that_follows_the_labels_is_right() -> None:
    assert find_differences(right_log()) == []


def test_a_log_that_folds_a_story_into_one_alert_is_right() -> None:
    labels = load_labels()
    folded = [
        entry
        for entry in right_log()
        if not ("/pl-" in entry["url"] or "/hg-" in entry["url"]) or "senate" in entry["url"]
    ]
    assert {label.story for label in labels.values()} > {None}
    assert find_differences(folded) == []


def test_a_silent_log_misses_every_story() -> None:
    found = find_differences([])
    assert "call: no alert" in found
    assert "line-test: no alert" in found
    assert "call: Lloyd Austin was not alerted" in found


def test_each_kind_of_mistake_is_named() -> None:
    log = [
        *right_log(),
        alert("mw-0313-caine-film", "Dan Caine", priority="low"),
        alert("pr-0305-barracks", "Pete Hegseth"),
    ]
    found = find_differences([*log, alert("mw-0312-swap")])
    assert "mw-0313-caine-film: Dan Caine is not named" in found
    assert "pr-0305-barracks: old, yet alerted" in found
    assert "mw-0312-swap: not relevant, yet match of priority normal" in found


def test_what_may_be_found_need_not_be() -> None:
    assert find_differences([*right_log(), alert("pl-0313-veterans", "Pete Hegseth", priority="low")]) == []
