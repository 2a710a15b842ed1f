"""What can be read about a guide: findings, revisions, comparisons, events."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.factories import a_document, a_guide, revise
from tests.support.clients import Api
from tests.support.people import Person
from tests.web.api.calls import at, created, done, problem, saved, told

For = Callable[..., Api]


@pytest.mark.usefixtures("sqlite_app")
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
    names = ["number", "name", "milestones", "publication", "digest", "author", "cause", "base", "at"]
    assert list(second) == names
    assert (second["number"], second["base"], second["cause"]) == (2, 1, "edit")
    assert (first["number"], first["base"]) == (1, None)
    assert first["digest"] != second["digest"]
    assert second["author"] == str(people["second_author"].id)


@pytest.mark.usefixtures("sqlite_app")
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


@pytest.mark.usefixtures("sqlite_app")
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
                        "anchor": "title",
                        "row": None,
                        "field": None,
                        "label": "",
                        "change": "edited",
                        "words": [["same", "From Cook to "], ["deleted", "Planner"], ["inserted", "Painter"]],
                        "places": None,
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
@pytest.mark.usefixtures("sqlite_app")
def test_a_comparison_names_two_revisions(api_for: For, query: str, name: str) -> None:
    api = api_for("author")
    assert name in problem(api.get(at(created(api), f"compare{query}")), 400)["detail"]


@pytest.mark.usefixtures("sqlite_app")
def test_a_comparison_with_an_unknown_revision_is_not_found(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    for query in ("from=1&to=2", "from=2&to=1", "from=1&to=999999999"):
        problem(api.get(at(guide_id, f"compare?{query}")), 404)


@pytest.mark.usefixtures("sqlite_app")
def test_events_tell_what_happened(api_for: For, people: Mapping[str, Person]) -> None:
    guide_id = created(api_for("author"))
    done(api_for("author"), guide_id, "submit", change_note="First.", major=True)
    events = told(api_for("publisher").get(at(guide_id, "events")))["events"]
    assert [one["action"] for one in events] == ["create", "submit"]
    assert (events[1]["from_state"], events[1]["to_state"]) == ("draft", "in_review")
    assert events[1]["change_note"] == "First."
    assert events[1]["actor"] == str(people["author"].id)
    assert events[0]["hash"] != events[1]["hash"]


def test_events_come_in_pages_that_lead_to_the_next(api_for: For) -> None:
    guide = a_guide("published")
    api = api_for("author", scopes=["read"])
    whole = told(api.get(at(guide.id, "events")))
    assert (whole["has_more"], whole["next_cursor"]) == (False, None)
    first = api.get(at(guide.id, "events?limit=3"))
    assert (told(first)["events"], told(first)["has_more"]) == (whole["events"][:3], True)
    revise(guide.id, summary="Another.")
    rest = api.get(first.headers["Link"].partition(">")[0].removeprefix("<http://guides.test"))
    assert [one["action"] for one in told(rest)["events"]] == ["publish", "edit"]
    assert "Link" not in rest.headers
    problem(api.get(at(guide.id, "events?limit=501")), 400)
    problem(api.get(at(guide.id, f"revisions?cursor={told(first)['next_cursor']}")), 400)


def test_revisions_come_in_pages_and_milestones_by_themselves(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    for number in range(2, 6):
        saved(api, guide_id, title=f"Title {number}")
    name = api.put(at(guide_id, "revisions", 2, "name"), json={"name": " As  agreed "})
    assert (name.status_code, told(name)) == (200, {"number": 2, "name": "As agreed"})
    first = told(api.get(at(guide_id, "revisions?limit=3")))
    assert ([one["number"] for one in first["revisions"]], first["has_more"]) == ([5, 4, 3], True)
    link = api.get(at(guide_id, "revisions?milestones=false&limit=3")).headers["Link"]
    assert f"/revisions?milestones=false&limit=3&cursor={first['next_cursor']}>" in link
    rest = told(api.get(at(guide_id, f"revisions?limit=3&cursor={first['next_cursor']}")))
    assert [(one["number"], one["name"]) for one in rest["revisions"]] == [(2, "As agreed"), (1, None)]
    assert (rest["has_more"], rest["next_cursor"]) == (False, None)
    marked = told(api.get(at(guide_id, "revisions?milestones=true")))["revisions"]
    assert [(one["number"], one["milestones"]) for one in marked] == [(5, []), (2, ["named"])]
    assert told(api.get(at(guide_id, "revisions", 2)))["name"] == "As agreed"
    problem(api.get(at(guide_id, "revisions?milestones=yes")), 400)
    problem(api.get(at(guide_id, "revisions?cursor=x")), 400)


@pytest.mark.usefixtures("sqlite_app")
def test_a_name_is_refused_like_any_other_text(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    bodies: list[Any] = [{}, [], {"name": 1}, {"name": ""}, {"name": "x" * 81}, {"name": "x", "more": 1}]
    for body in bodies:
        problem(api.put(at(guide_id, "revisions", 1, "name"), json=body), 422)
    problem(api.put(at(guide_id, "revisions", 2, "name"), json={"name": "x"}), 404)
    problem(api_for("author", scopes=["read"]).put(at(guide_id, "revisions", 1, "name"), json={"name": "x"}), 403)
    assert told(api.get(at(guide_id, "events")))["events"][-1]["action"] == "create"


@pytest.mark.usefixtures("sqlite_app")
def test_a_comparison_tells_moved_added_removed_and_edited_apart_by_stable_anchors(api_for: For) -> None:
    api = api_for("author")
    rows = [{"id": f"faq-{number}", "question": f"Why {number}?", "answer": "Because."} for number in range(1, 5)]
    guide_id = created(api, faq=rows[:3])
    edited = {**rows[0], "answer": "Because of it."}
    saved(api, guide_id, faq=[rows[2], edited, rows[3]])
    [section] = told(api.get(at(guide_id, "compare?from=1&to=2")))["sections"]
    found = [(one["change"], one["anchor"], one["row"], one["field"], one["places"]) for one in section["differences"]]
    assert sorted(found) == [
        ("added", "faq.faq-4", "faq.faq-4", None, None),
        ("edited", "faq.faq-1.answer", "faq.faq-1", "answer", None),
        ("moved", "faq.faq-3", "faq.faq-3", None, {"from": 3, "to": 1}),
        ("removed", "faq.faq-2", "faq.faq-2", None, None),
    ]
    words = next(one["words"] for one in section["differences"] if one["change"] == "edited")
    assert "".join(run for part, run in words if part != "deleted") == "Because of it."


@pytest.mark.usefixtures("sqlite_app")
def test_a_comparison_begins_with_what_is_live(api_for: For) -> None:
    guide = a_guide("published")
    revise(guide.id, summary="Another.")
    api = api_for("author", scopes=["read"])
    compared = told(api.get(at(guide.id, "compare?from=live&to=2")))
    assert (compared["from"], compared["to"]) == (1, 2)
    assert [section["name"] for section in compared["sections"]] == ["summary"]
    draft = a_guide("draft")
    assert "nothing that is live" in problem(api.get(at(draft.id, "compare?from=live&to=1")), 404)["detail"]
