"""Saving a guide by token: the next revision, two who save, and who may not."""

from collections.abc import Callable

import pytest

from tests.factories import a_document
from tests.support.clients import Api
from tests.support.people import PEOPLE
from tests.web.api.calls import GUIDES, at, created, done, newest, problem, saved, told

For = Callable[..., Api]


def test_a_save_is_the_next_revision(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    answer = api.put(at(guide_id, "document"), json=a_document(title="Another title"), if_match=1)
    assert answer.status_code == 200
    assert told(answer) == {"id": guide_id, "state": "draft", "revision": 2, "merged": []}
    assert told(api.get(at(guide_id)))["document"]["title"] == "Another title"


def test_the_same_text_again_is_no_revision(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    assert told(api.put(at(guide_id, "document"), json=a_document(), if_match=1))["revision"] == 1
    assert saved(api, guide_id, title="Another title") == 2
    again = api.put(at(guide_id, "document"), json=a_document(title="Another title"), if_match=1)
    assert (again.status_code, told(again)["revision"]) == (200, 2)


def test_two_who_save_get_both_texts(api_for: For) -> None:
    guide_id = created(api_for("author"))
    saved(api_for("second_author"), guide_id, title="Theirs", summary="Only theirs.", tags=["both"])
    mine = a_document(title="Mine", region="DE", tags=["both"])
    refused = problem(api_for("author").put(at(guide_id, "document"), json=mine, if_match=1), 409)
    assert (refused["base"], refused["newest"]) == (1, 2)
    assert refused["conflicts"] == [
        {"path": "title", "base": a_document()["title"], "theirs": "Theirs", "mine": "Mine"}
    ]
    assert told(api_for("author").get(at(guide_id)))["document"]["title"] == "Theirs"


def test_a_section_that_one_removed_and_the_other_changed_is_a_conflict(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, tags=["new"])
    refused = problem(api.put(at(guide_id, "document"), json=a_document(tags=None), if_match=1), 409)
    assert refused["conflicts"] == [{"path": "tags", "base": a_document()["tags"], "theirs": ["new"], "mine": None}]


def test_changes_that_do_not_overlap_are_both_kept(api_for: For) -> None:
    guide_id = created(api_for("author"))
    api = api_for("second_author")
    rows = a_document()["roadmap"]
    saved(api, guide_id, title="Theirs", roadmap=[rows[2], {**rows[0], "title": "Theirs first"}, rows[1]])
    mine = a_document(region="DE", roadmap=[rows[0], {**rows[1], "tasks": ["Mine."]}, rows[2]])
    answer = api_for("author").put(at(guide_id, "document"), json=mine, if_match=1)
    first = rows[0]["id"]
    assert told(answer) == {
        "id": guide_id, "state": "draft", "revision": 3, "merged": ["title", f"roadmap[{first}].title", "roadmap"],
    }  # fmt: skip
    document = told(api.get(at(guide_id)))["document"]
    assert (document["title"], document["region"]) == ("Theirs", "DE")
    both = [rows[2], {**rows[0], "title": "Theirs first"}, {**rows[1], "tasks": ["Mine."]}]
    assert document["roadmap"] == both
    [newest, *_] = told(api.get(at(guide_id, "revisions")))["revisions"]
    assert (newest["cause"], newest["base"]) == ("merge", 2)
    event = told(api.get(at(guide_id, "events")))["events"][-1]
    assert (event["cause"], event["merged"]) == ("merge", ["title", f"roadmap[{first}].title", "roadmap"])
    assert event["merged_from"] == [str(PEOPLE["second_author"].id)]


def test_a_save_sent_twice_adds_nothing_twice(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    mine = a_document(faq=[*a_document()["faq"], {"question": "And then?", "answer": "More."}])
    for _ in range(2):
        answer = api.put(at(guide_id, "document"), json=mine, if_match=1)
        assert (answer.status_code, told(answer)["revision"]) == (200, 2)
    assert len(told(api.get(at(guide_id)))["document"]["faq"]) == len(mine["faq"])


@pytest.mark.usefixtures("sqlite_app")
def test_a_revision_that_never_was_is_stale(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    refused = problem(api.put(at(guide_id, "document"), json=a_document(title="Mine"), if_match=999_999_999), 409)
    assert refused["newest"] == 1
    assert newest(api, guide_id) == 1


@pytest.mark.usefixtures("sqlite_app")
def test_a_guide_in_review_is_not_edited(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    done(api, guide_id, "submit", change_note="First.", major=True)
    refused = problem(api.put(at(guide_id, "document"), json=a_document(title="Mine"), if_match=1), 409)
    assert (refused["action"], refused["state"]) == ("edit", "in_review")
    assert refused["why"] == refused["detail"]
    assert refused["who_can_clear"]


@pytest.mark.usefixtures("sqlite_app")
def test_only_an_author_writes(api_for: For) -> None:
    guide_id = created(api_for("author"))
    for role in ("reviewer", "publisher", "managing_editor"):
        problem(api_for(role).post(GUIDES, json={"document": a_document(slug="another")}), 403)
        problem(api_for(role).put(at(guide_id, "document"), json=a_document(title="Mine"), if_match=1), 403)
    assert newest(api_for("author"), guide_id) == 1
