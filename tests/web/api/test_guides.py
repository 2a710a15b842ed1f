"""Creating, listing and reading guides by token."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask

from cms.web import http
from tests.factories import a_document
from tests.support.clients import Api
from tests.web.api.calls import GUIDES, at, created, done, paths, problem, saved, told

For = Callable[..., Api]


@pytest.mark.usefixtures("sqlite_app")
def test_a_guide_is_created(api_for: For) -> None:
    answer = api_for("author").post(GUIDES, json={"document": a_document()})
    assert answer.status_code == 201
    assert set(told(answer)) == {"id", "state", "revision"}
    assert (told(answer)["state"], told(answer)["revision"]) == ("draft", 1)
    assert UUID(told(answer)["id"])
    assert answer.headers["Location"] == at(told(answer)["id"])
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("sqlite_app")
def test_three_members_are_enough_to_start(api_for: For) -> None:
    api = api_for("author")
    start = {"language": "en", "from_role": {"label": "Cook"}, "to_role": {"label": "Food stylist"}}
    guide = told(api.get(api.post(GUIDES, json={"document": start}).headers["Location"]))
    assert guide["slug"] == "cook-to-food-stylist"
    assert guide["document"]["from_role"] == {"slug": "cook", "label": "Cook"}


@pytest.mark.usefixtures("sqlite_app")
def test_what_a_start_lacks_is_named(api_for: For) -> None:
    answer = api_for("author").post(GUIDES, json={"document": {"title": "Nothing else"}})
    assert paths(answer) == ["language", "from_role", "to_role"]


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ["document"]),
        ({"document": None}, ["document"]),
        ({"document": []}, ["document"]),
        ({"document": "text"}, ["document"]),
        ({"document": {}, "state": "published", "owner_id": "me"}, ["state", "owner_id"]),
        ([], ["body"]),
        ("text", ["body"]),
    ],
)
def test_the_body_of_a_new_guide_takes_one_object(api_for: For, body: object, expected: list[str]) -> None:
    api = api_for("author")
    assert sorted(paths(api.post(GUIDES, json=body))) == sorted(expected)
    assert told(api.get(GUIDES))["items"] == []


def test_a_taken_address_is_a_conflict(api_for: For) -> None:
    api = api_for("author")
    created(api)
    refused = problem(api.post(GUIDES, json={"document": a_document()}), 409)
    assert refused["refusals"][0]["code"] == "slug_taken"
    assert "bus-driver-to-transport-planner" in refused["why"]
    assert refused["who_can_clear"]


@pytest.mark.usefixtures("sqlite_app")
def test_a_guide_says_where_it_stands(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    answer = api.get(at(guide_id))
    assert answer.headers["ETag"] == '"1"'
    guide = told(answer)
    assert list(guide) == [
        "id", "slug", "state", "public_status", "revision", "schedule", "owner", "review_by", "claimed_by", "document",
        "gates", "actions",
    ]  # fmt: skip
    assert guide["id"] == guide_id
    assert (guide["state"], guide["public_status"], guide["revision"]) == ("draft", "never_published", 1)
    assert guide["document"] == a_document()
    assert guide["gates"][0] == {
        "code": "not_approved",
        "why": "Not approved yet: this guide is “Draft”.",
        "who_can_clear": "An author, with “Send for review”",
    }
    acts = {one["action"]: one for one in guide["actions"]}
    assert acts["submit"] == {"action": "submit", "allowed": True, "why": ""}
    assert acts["force_publish"]["allowed"] is False
    assert "managing editor" in acts["force_publish"]["why"]
    assert "approve" not in acts


@pytest.mark.usefixtures("sqlite_app")
def test_what_may_be_done_depends_on_who_asks(api_for: For) -> None:
    guide_id = created(api_for("author"))
    acts = {one["action"]: one["allowed"] for one in told(api_for("managing_editor").get(at(guide_id)))["actions"]}
    assert acts["force_publish"] is True
    assert acts["submit"] is False


@pytest.mark.usefixtures("sqlite_app")
def test_gates_are_empty_once_publishing_would_succeed(api_for: For) -> None:
    guide_id = created(api_for("author"))
    done(api_for("author"), guide_id, "submit", change_note="First.", major=True)
    assert [one["code"] for one in told(api_for("author").get(at(guide_id)))["gates"]] != []
    done(api_for("reviewer"), guide_id, "approve")
    assert told(api_for("author").get(at(guide_id)))["gates"] == []


@pytest.mark.parametrize("guide_id", [uuid4(), "1", "not-a-uuid", "0" * 32, "%00", "../guides"])
@pytest.mark.usefixtures("sqlite_app")
def test_an_unknown_guide_is_not_found(api_for: For, guide_id: object) -> None:
    api = api_for("author")
    for path in ("", "/findings", "/revisions", "/revisions/1", "/compare?from=1&to=1", "/events"):
        problem(api.get(f"{GUIDES}/{guide_id}{path}"), 404)
    problem(api.put(f"{GUIDES}/{guide_id}/document", json={}, if_match=1), 404)
    problem(api.post(f"{GUIDES}/{guide_id}/actions/submit", json={}, if_match=1), 404)


# The list


def test_a_list_is_filtered_by_state_and_words(api_for: For) -> None:
    api = api_for("author")
    first = created(api, slug="first-guide", title="From 100% cook to _planner_")
    second = created(api, slug="second-guide", title="From Cook to Planner")
    done(api, second, "submit", change_note="First.", major=True)

    def found(query: str) -> list[str]:
        return [one["id"] for one in told(api.get(f"{GUIDES}?{query}"))["items"]]

    assert found("") == [second, first]
    assert found("state=draft") == [first]
    assert found("state=in_review&state=draft") == [second, first]
    assert found("state=approved") == []
    assert found("q=COOK") == [second, first]
    assert found("q=first-g") == [first]
    assert found("q=100%25") == [first]
    assert found("q=k_t") == []
    [item] = told(api.get(f"{GUIDES}?state=in_review"))["items"]
    assert item.pop("updated_at").endswith("+00:00")
    assert item == {
        "id": second,
        "slug": "second-guide",
        "title": "From Cook to Planner",
        "language": "en",
        "state": "in_review",
        "public_status": "never_published",
        "revision": 1,
    }


def test_pages_neither_repeat_nor_skip_while_others_write(api_for: For) -> None:
    api = api_for("author")
    made = [created(api, slug=f"guide-{number}") for number in range(5)]
    first = told(api.get(f"{GUIDES}?limit=2"))
    assert first["has_more"] is True
    created(api, slug="guide-in-between")
    saved(api, made[0], summary="Changed between the pages.")
    second = told(api.get(f"{GUIDES}?limit=2&cursor={first['next_cursor']}"))
    last = told(api.get(f"{GUIDES}?limit=2&cursor={second['next_cursor']}"))
    assert [one["id"] for page in (first, second, last) for one in page["items"]] == made[::-1]
    assert (last["next_cursor"], last["has_more"]) == (None, False)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("state=nonsense", "state"),
        ("state=", "state"),
        ("status=draft", "status"),
        ("page=2", "page"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=%D9%A3", "limit"),
        ("limit=1" + "0" * 5000, "limit"),
        ("limit=5&limit=6", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=", "cursor"),
        ("q=" + "a" * 201, "q"),
        ("q=a%00b", "q"),
        ("state=draft%00", "state"),
        ("q=one&q=two", "q"),
        ("q=%E2%80%AEevil", "q"),
    ],
)
@pytest.mark.usefixtures("sqlite_app")
def test_a_wrong_parameter_is_refused_by_name(api_for: For, query: str, name: str) -> None:
    assert name in problem(api_for("author").get(f"{GUIDES}?{query}"), 400)["detail"]


def test_a_cursor_of_another_list_is_refused(api_for: For, sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        foreign = http.cursor("feed", ["2026-01-01T00:00:00+00:00", str(uuid4())])
    problem(api_for("author").get(f"{GUIDES}?cursor={foreign}"), 400)


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("path", ["", "/findings", "/revisions", "/revisions/1", "/events"])
def test_calls_without_parameters_refuse_any(api_for: For, path: str) -> None:
    api = api_for("author")
    guide_id = created(api)
    assert "verbose" in problem(api.get(f"{at(guide_id)}{path}?verbose=1"), 400)["detail"]


@pytest.mark.usefixtures("sqlite_app")
def test_a_post_takes_no_parameters_either(api_for: For) -> None:
    api = api_for("author")
    problem(api.post(f"{GUIDES}?state=published", json={"document": a_document()}), 400)
    assert told(api.get(GUIDES))["items"] == []
