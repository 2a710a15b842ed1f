"""Rows of the workflow table as calls: what they take, what they refuse, and with which status."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import a_document, a_guide
from tests.support.clients import Api
from tests.web.api.calls import at, created, done, newest, paths, problem, saved, told

pytestmark = pytest.mark.usefixtures("sqlite_app")

For = Callable[..., Api]
FIRST = {"change_note": "First.", "major": True}


def post(api: Api, guide_id: str, action: str, **said: Any) -> Any:
    return api.post(at(guide_id, "actions", action), json=said, if_match=newest(api, guide_id))


def test_an_act_answers_where_the_guide_stands(api_for: For) -> None:
    guide_id = created(api_for("author"))
    assert done(api_for("author"), guide_id, "submit", **FIRST) == {
        "id": guide_id,
        "state": "in_review",
        "public_status": "never_published",
        "revision": 1,
        "schedule": None,
    }


@pytest.mark.parametrize(("action", "hint"), [("edit", "PUT"), ("create", "POST")])
def test_writing_has_calls_of_its_own(api_for: For, action: str, hint: str) -> None:
    api = api_for("author")
    guide_id = created(api)
    assert hint in problem(api.post(at(guide_id, "actions", action), json={}, if_match=1), 404)["detail"]


@pytest.mark.parametrize("action", ["fly", "SUBMIT", "submit%20", "%00", "x" * 500, "%ED%A0%80"])
def test_an_unknown_act_is_not_found(api_for: For, action: str) -> None:
    api = api_for("author")
    guide_id = created(api)
    problem(api.post(at(guide_id, "actions", action), json={}, if_match=1), 404)


@pytest.mark.parametrize("data", [None, b"", b"{}"])
def test_an_act_that_needs_nothing_needs_no_body(api_for: For, data: bytes | None) -> None:
    api = api_for("author")
    guide_id = created(api)
    answer = api.post(at(guide_id, "actions", "discard"), data=data, if_match=1)
    assert (answer.status_code, told(answer)["state"]) == (200, "discarded")


def test_what_an_act_needs_is_asked_for(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    refused = problem(post(api, guide_id, "submit"), 422)
    assert [one["code"] for one in refused["refusals"]] == ["change_note_missing", "major_missing"]
    assert (refused["action"], refused["state"]) == ("submit", "draft")
    assert refused["why"] == "Say in a sentence what changed, for readers."


def test_blank_words_are_no_words(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    refused = problem(post(api, guide_id, "submit", change_note="  \n ", major=True), 422)
    assert refused["refusals"][0]["code"] == "change_note_missing"


def test_an_unfinished_text_is_not_sent_for_review(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api, overview=None)
    refused = problem(post(api, guide_id, "submit", **FIRST), 422)
    assert refused["refusals"][0]["code"] == "incomplete"
    assert "Overview is still empty." in refused["why"]


def test_an_act_out_of_turn_is_a_conflict(api_for: For) -> None:
    guide_id = created(api_for("author"))
    refused = problem(post(api_for("publisher"), guide_id, "publish"), 409)
    assert refused["refusals"][0]["code"] == "state"
    assert refused["who_can_clear"]


@pytest.mark.parametrize("action", ["publish", "approve", "force_publish", "purge", "clear_debt", "fail_publish"])
def test_an_author_does_not_do_what_others_do(api_for: For, action: str) -> None:
    api = api_for("author")
    guide_id = created(api)
    before = told(api.get(at(guide_id)))
    refused = problem(post(api, guide_id, action), 403)
    assert refused["refusals"][0]["code"] == "role"
    assert told(api.get(at(guide_id))) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "published"),
        ("status", "published"),
        ("public_status", "live"),
        ("owner_id", "someone"),
        ("approved_by", "me"),
        ("created_at", "2020-01-01T00:00:00Z"),
        ("actor", "me"),
        ("base", 1),
        ("now", "2030-01-01T00:00:00Z"),
        ("", ""),
    ],
)
def test_no_body_writes_what_is_not_its_own(api_for: For, name: str, value: object) -> None:
    api = api_for("author")
    guide_id = created(api)
    assert paths(post(api, guide_id, "submit", **FIRST, **{name: value})) == [name]
    assert told(api.get(at(guide_id)))["state"] == "draft"


WRONG: list[tuple[str, list[Any]]] = [
    ("comment", [7, True, [], {}, "a\x00b", "\ud800", "\u202e", "x" * 2001, "x" * 100_000]),
    ("reason", [7, {}, "x" * 2001]),
    ("change_note", [7, [], "x" * 501]),
    ("major", ["yes", 1, 0, [], {}]),
    ("due", [7, "", "tomorrow", "2030-01-01", "2030-01-01T09:00:00", "2030-W01-1T09:00:00Z", "2030-13-01T09:00:00Z",
             "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2030-01-01T09:00:00+99:00"]),
    ("zone", [7, "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "localtime", "", "x" * 65]),
    ("removal", [7, "deleted", "GONE", []]),
    ("target", [7, [], "x" * 121]),
    ("public_text", [7, "x" * 1001]),
    ("evidence", [7, "x" * 2001]),
    ("revision", ["1", True, 1.5, 0, -1, 10**9, 10**18, 10**400, float("1e300"), [], {}]),
    ("acknowledge", [7, "S12", {}, [{"rule": "S12"}] * 201]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values"), WRONG, ids=[name for name, _ in WRONG])
def test_a_member_of_the_wrong_kind_is_refused_by_path(api_for: For, name: str, values: list[Any]) -> None:
    api = api_for("author")
    guide_id = created(api)
    refused = {repr(value): paths(post(api, guide_id, "submit", **{**FIRST, name: value})) for value in values}
    assert refused == {repr(value): [name] for value in values}
    assert told(api.get(at(guide_id)))["state"] == "draft"


WRONG_ROWS: list[tuple[object, str]] = [
    ("S12", "acknowledge[1]"),
    (["S12"], "acknowledge[1]"),
    ({"rule": 12}, "acknowledge[1].rule"),
    ({"rule": "x" * 11}, "acknowledge[1].rule"),
    ({"rule": "S12", "path": ["tags"]}, "acknowledge[1].path"),
    ({"rule": "S12", "path": "x" * 401}, "acknowledge[1].path"),
    ({"rule": "S12", "path": "tags", "reason": {}}, "acknowledge[1].reason"),
    ({"rule": "S12", "path": "tags", "reason": "x" * 501}, "acknowledge[1].reason"),
    ({"rule": "S12", "path": "tags", "reason": "\ud800"}, "acknowledge[1].reason"),
    ({"rule": "S12", "path": "tags", "reason": "So.", "actor": "me"}, "acknowledge[1].actor"),
]


def test_an_acknowledgement_is_judged_too(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    good = {"rule": "S12", "path": "overview", "reason": "It is meant so."}
    for row, path in WRONG_ROWS:
        assert paths(post(api, guide_id, "submit", **FIRST, acknowledge=[good, row])) == [path], row


def test_every_known_member_is_taken(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    said: dict[str, Any] = {
        "comment": "c", "reason": "r", "due": "2040-01-01T09:00:00.5+05:30", "zone": "Asia/Kolkata", "removal": "gone",
        "target": "t", "public_text": "p", "evidence": "e", "revision": None, "acknowledge": [None, {}],
    }  # fmt: skip
    assert done(api, guide_id, "submit", **FIRST, **said)["state"] == "in_review"


def test_a_warning_needs_its_reason(api_for: For) -> None:
    api = api_for("author")
    twice = "Ask at your depot for the counts of your own route."
    plan = {**a_document()["action_plan"], "this_week": [twice], "this_month": [twice]}
    guide_id = created(api, action_plan=plan)
    [warning] = [one for one in told(api.get(at(guide_id, "findings")))["findings"] if one["severity"] == "warning"]
    refused = problem(post(api, guide_id, "submit", **FIRST), 422)
    assert refused["refusals"][0]["code"] == "unacknowledged"
    answer = {"rule": warning["rule"], "path": warning["path"]}
    problem(post(api, guide_id, "submit", **FIRST, acknowledge=[answer]), 422)
    problem(post(api, guide_id, "submit", **FIRST, acknowledge=[{**answer, "path": "tags", "reason": "So."}]), 422)
    answered = [{**answer, "reason": "Said twice on purpose."}]
    assert done(api, guide_id, "submit", **FIRST, acknowledge=answered)["state"] == "in_review"


def test_a_refused_act_keeps_nothing_it_was_told(api_for: For) -> None:
    api = api_for("author")
    twice = "Ask at your depot for the counts of your own route."
    plan = {**a_document()["action_plan"], "this_week": [twice], "this_month": [twice]}
    guide_id = created(api, action_plan=plan, overview=None)
    [warning] = [one for one in told(api.get(at(guide_id, "findings")))["findings"] if one["severity"] == "warning"]
    answered = [{"rule": warning["rule"], "path": warning["path"], "reason": "On purpose."}]
    problem(post(api, guide_id, "submit", **FIRST, acknowledge=answered), 422)
    saved(api, guide_id, overview=a_document()["overview"])
    assert problem(post(api, guide_id, "submit", **FIRST), 422)["refusals"][0]["code"] == "unacknowledged"


# Restoring


def test_an_old_revision_is_brought_back(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, title="Second")
    assert done(api, guide_id, "restore", revision=1) == {
        "id": guide_id,
        "state": "draft",
        "public_status": "never_published",
        "revision": 3,
        "schedule": None,
    }
    assert told(api.get(at(guide_id)))["document"] == a_document()


def test_restoring_names_a_revision_that_exists(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    assert problem(post(api, guide_id, "restore"), 422)["refusals"][0]["code"] == "revision_missing"
    assert "revision 7" in problem(post(api, guide_id, "restore", revision=7), 404)["detail"]


def test_restoring_on_an_older_base_is_stale(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, title="Second")
    refused = problem(api.post(at(guide_id, "actions", "restore"), json={"revision": 1}, if_match=1), 409)
    assert (refused["base"], refused["newest"]) == (1, 2)


# Leaving and coming back


def test_a_guide_leaves_by_two_tokens_and_comes_back(api_for: For) -> None:
    author, publisher = api_for("author"), api_for("publisher")
    guide_id, target = (str(a_guide("published").id) for _ in range(2))
    slug = told(author.get(at(target)))["slug"]
    asked = {"removal": "redirect", "reason": "A newer one is out.", "target": slug}
    for said, code in (
        ({**asked, "removal": None}, "removal_missing"),
        ({**asked, "reason": " "}, "reason_missing"),
        ({**asked, "target": None}, "target_missing"),
    ):
        assert problem(post(author, guide_id, "request_removal", **said), 422)["refusals"][0]["code"] == code
    bad = problem(post(author, guide_id, "request_removal", **{**asked, "target": "nowhere"}), 409)
    assert (bad["action"], bad["state"], bad["refusals"][0]["code"]) == ("request_removal", "published", "bad_target")
    assert done(author, guide_id, "request_removal", **asked)["public_status"] == "live"
    assert problem(post(author, guide_id, "confirm_removal"), 403)["refusals"][0]["code"] == "role"
    other = problem(post(publisher, guide_id, "confirm_removal", removal="gone"), 409)
    assert other["refusals"][0]["code"] == "not_what_was_asked"
    unable = api_for("publisher", ["read", "draft", "review"])
    assert problem(post(unable, guide_id, "confirm_removal"), 403)["refusals"][0]["code"] == "role"
    assert done(publisher, guide_id, "confirm_removal")["public_status"] == "redirected"
    [offer] = [one for one in told(publisher.get(at(guide_id)))["actions"] if one["action"] == "reinstate"]
    assert offer["allowed"]
    assert done(publisher, guide_id, "reinstate")["public_status"] == "live"
    events = told(author.get(at(guide_id, "events")))["events"]
    assert [(one["action"], one["seq"] is None) for one in events[-3:]] == [
        ("request_removal", True), ("confirm_removal", False), ("reinstate", False),
    ]  # fmt: skip
    assert (events[-3]["target"], events[-2]["target"], events[-2]["removal"]) == (slug, slug, "redirect")


def test_a_takedown_is_one_persons_and_its_second_look_anothers(api_for: For) -> None:
    guide_id = str(a_guide("published").id)
    said = {"removal": "gone", "reason": "It is dangerous.", "public_text": "Not this way."}
    for role in ("author", "reviewer", "publisher"):
        assert problem(post(api_for(role), guide_id, "takedown", **said), 403)["refusals"][0]["code"] == "role"
    refused = problem(post(api_for("managing_editor"), guide_id, "takedown", **{**said, "removal": "redirect"}), 422)
    assert refused["refusals"][0]["code"] == "removal_missing"
    assert done(api_for("managing_editor"), guide_id, "takedown", **said)["public_status"] == "gone"
    assert problem(post(api_for("managing_editor"), guide_id, "clear_debt"), 403)["refusals"][0]["code"] == "role"
    assert done(api_for("reviewer"), guide_id, "clear_debt")["public_status"] == "gone"
    assert problem(post(api_for("second_reviewer"), guide_id, "clear_debt"), 409)["refusals"][0]["code"] == "no_debt"


def test_that_it_still_holds_is_said_with_what_was_looked_at(api_for: For) -> None:
    guide_id = str(a_guide("published").id)
    refused = problem(post(api_for("reviewer"), guide_id, "reaffirm"), 422)
    assert refused["refusals"][0]["code"] == "evidence_missing"
    assert done(api_for("reviewer"), guide_id, "reaffirm", evidence="Page 4.")["public_status"] == "live"
    assert told(api_for("author").get(at(guide_id, "events")))["events"][-1]["evidence"] == "Page 4."
