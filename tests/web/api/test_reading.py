"""What can be read about a guide: findings, revisions, comparisons, events."""

from collections.abc import Callable, Mapping

import pytest

from tests.factories import a_document
from tests.support.clients import Api
from tests.support.people import Person
from tests.web.api.calls import at, created, done, problem, saved, told

For = Callable[..., Api]


def test_findings_name_rule_severity_path_and_sentence(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api, overview=None)
    expected = {"rule": "S01", "severity": "error", "path": "overview", "message": "Overview is still empty."}
    assert expected in told(api.get(at(guide_id, "findings")))["findings"]
    whole = created(api, slug="another-one")
    assert {one["severity"] for one in told(api.get(at(whole, "findings")))["findings"]} == {"hint"}


def test_revisions_are_listed_newest_first(api_for: For, people: Mapping[str, Person]) -> None:
    guide_id = created(api_for("author"))
    saved(api_for("second_author"), guide_id, title="Second")
    second, first = told(api_for("reviewer").get(at(guide_id, "revisions")))["revisions"]
    assert list(second) == ["number", "digest", "author", "cause", "base", "at"]
    assert (second["number"], second["base"], second["cause"]) == (2, 1, "edit")
    assert (first["number"], first["base"]) == (1, None)
    assert first["digest"] != second["digest"]
    assert second["author"] == str(people["second_author"].id)


def test_a_revision_carries_its_document(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, title="Second")
    first = told(api.get(at(guide_id, "revisions", 1)))
    assert first["document"] == a_document()
    assert (first["number"], first["base"]) == (1, None)


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("number", ["2", "0", "01", "-1", "1.0", "one", "%D9%A1", "9" * 12, "9" * 5000, "%00"])
def test_a_revision_that_is_not_there_is_not_found(api_for: For, number: str) -> None:
    api = api_for("author")
    problem(api.get(at(created(api), "revisions", number)), 404)


def test_two_revisions_are_compared_word_by_word(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api, title="From Cook to Planner")
    saved(api, guide_id, title="From Cook to Painter")
    compared = told(api.get(at(guide_id, "compare?from=1&to=2")))
    assert compared == {
        "from": 1,
        "to": 2,
        "sections": [
            {
                "name": "title",
                "label": "Title",
                "differences": [
                    {
                        "label": "",
                        "change": "edited",
                        "words": [["same", "From Cook to "], ["deleted", "Planner"], ["inserted", "Painter"]],
                    }
                ],
            }
        ],
    }
    assert told(api.get(at(guide_id, "compare?from=2&to=2")))["sections"] == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "from"),
        ("?from=1", "to"),
        ("?to=1", "from"),
        ("?from=one&to=1", "from"),
        ("?from=1&to=0", "to"),
        ("?from=1&to=-1", "to"),
        ("?from=1&to=" + "9" * 10, "to"),
        ("?from=1&to=" + "9" * 5000, "to"),
        ("?from=1&to=1&to=2", "to"),
        ("?from=1&to=1%00", "to"),
        ("?from=1&to=1&by=word", "by"),
    ],
)
def test_a_comparison_names_two_revisions(api_for: For, query: str, name: str) -> None:
    api = api_for("author")
    assert name in problem(api.get(at(created(api), f"compare{query}")), 400)["detail"]


def test_a_comparison_with_an_unknown_revision_is_not_found(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    for query in ("from=1&to=2", "from=2&to=1", "from=1&to=999999999"):
        problem(api.get(at(guide_id, f"compare?{query}")), 404)


def test_events_tell_what_happened(api_for: For, people: Mapping[str, Person]) -> None:
    guide_id = created(api_for("author"))
    done(api_for("author"), guide_id, "submit", change_note="First.", major=True)
    events = told(api_for("publisher").get(at(guide_id, "events")))["events"]
    assert [one["action"] for one in events] == ["create", "submit"]
    assert (events[1]["from_state"], events[1]["to_state"]) == ("draft", "in_review")
    assert events[1]["change_note"] == "First."
    assert events[1]["actor"] == str(people["author"].id)
    assert events[0]["hash"] != events[1]["hash"]
