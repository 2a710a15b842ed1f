"""A guide from first draft to its second publication, by this API alone, as its readers see it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import a_document
from tests.support.clients import Api
from tests.web.api.calls import GUIDES, at, created, done, newest, problem, saved, told

pytestmark = pytest.mark.usefixtures("sqlite_app")

For = Callable[..., Api]
SLUG = "bus-driver-to-transport-planner"
PUBLIC = (f"/guides/{SLUG}", f"/guides/{SLUG}.json", "/feed.json", "/")


def seen(client: FlaskClient) -> dict[str, tuple[int, bytes, str | None, str | None]]:
    """What a reader gets of each public address: status, bytes and validators."""

    def parts(answer: TestResponse) -> tuple[int, bytes, str | None, str | None]:
        return answer.status_code, answer.data, answer.headers.get("ETag"), answer.headers.get("Last-Modified")

    return {path: parts(client.get(path)) for path in PUBLIC}


def published(api_for: For) -> str:
    guide_id = created(api_for("author"))
    done(api_for("author"), guide_id, "submit", change_note="First edition.", major=True)
    done(api_for("reviewer"), guide_id, "approve", comment="Sound.")
    done(api_for("publisher"), guide_id, "publish")
    return guide_id


def test_a_guide_lives_by_api_alone(api_for: For, client: FlaskClient) -> None:
    author, reviewer, publisher = api_for("author"), api_for("reviewer"), api_for("publisher")
    before = seen(client)
    assert told(client.get("/feed.json"))["items"] == []

    guide_id = created(author, title="From Bus Driver to Planner")
    done(author, guide_id, "submit", change_note="First edition.", major=True)
    problem(author.post(at(guide_id, "actions", "approve"), if_match=1), 403)
    problem(publisher.post(at(guide_id, "actions", "publish"), if_match=1), 409)
    done(reviewer, guide_id, "request_changes", comment="The title says too little.")
    saved(author, guide_id, title="From Bus Driver to Transport Planner")
    done(author, guide_id, "submit", change_note="First edition.", major=True)
    done(reviewer, guide_id, "approve", comment="Sound.")
    assert seen(client) == before, "until it is published, readers see nothing of it"

    assert done(publisher, guide_id, "publish")["public_status"] == "live"
    first = seen(client)
    assert first[f"/guides/{SLUG}"][0] == 200
    assert b"From Bus Driver to Transport Planner" in first[f"/guides/{SLUG}"][1]
    [item] = told(client.get("/feed.json"))["items"]
    assert item["id"] == f"urn:uuid:{guide_id}"

    assert saved(author, guide_id, title="From Bus to Plan: a canary") == newest(author, guide_id)
    standing = told(author.get(at(guide_id)))
    assert (standing["state"], standing["public_status"]) == ("draft", "live")
    assert seen(client) == first, "a draft moves no public byte and no validator"
    done(author, guide_id, "submit", change_note="A shorter title.", major=False)
    assert seen(client) == first
    done(reviewer, guide_id, "approve")
    assert seen(client) == first

    done(publisher, guide_id, "publish")
    second = seen(client)
    assert all(first[path][1:3] != second[path][1:3] for path in PUBLIC)
    assert b"From Bus to Plan: a canary" in second[f"/guides/{SLUG}"][1]
    assert len(told(client.get("/feed.json"))["items"]) == 1
    actions = " ".join(one["action"] for one in told(author.get(at(guide_id, "events")))["events"])
    assert actions == ("create submit request_changes edit submit approve publish edit submit approve publish")


def test_publishing_without_review_is_seen_and_owed(api_for: For, client: FlaskClient) -> None:
    guide_id, editor = created(api_for("author")), api_for("managing_editor")
    assert problem(editor.post(at(guide_id, "actions", "force_publish"), json={}, if_match=1), 422)["why"]
    assert (
        done(editor, guide_id, "force_publish", reason="The bus strike is today.")["public_status"] == "live_unreviewed"
    )
    assert client.get(f"/guides/{SLUG}").status_code == 200
    assert done(api_for("reviewer"), guide_id, "clear_debt")["public_status"] == "live"


def test_publish_is_bound_to_the_text_that_was_approved(api_for: For) -> None:
    guide_id = created(api_for("author"))
    done(api_for("author"), guide_id, "submit", change_note="First edition.", major=True)
    done(api_for("reviewer"), guide_id, "approve")
    problem(api_for("author").put(at(guide_id, "document"), json=a_document(title="Mine"), if_match=1), 409)
    problem(api_for("publisher").post(at(guide_id, "actions", "publish"), if_match=2), 409)
    done(api_for("author"), guide_id, "reopen", reason="A mistake.")
    saved(api_for("author"), guide_id, title="Mended")
    problem(api_for("publisher").post(at(guide_id, "actions", "publish"), if_match=2), 409)


def test_dropped_changes_are_gone(api_for: For, client: FlaskClient) -> None:
    guide_id = published(api_for)
    first = seen(client)
    saved(api_for("author"), guide_id, title="Never mind")
    assert done(api_for("author"), guide_id, "drop_changes") == {
        "id": guide_id,
        "state": "published",
        "public_status": "live",
        "revision": 3,
        "schedule": None,
    }
    assert told(api_for("author").get(at(guide_id)))["document"] == a_document()
    assert seen(client) == first


def test_every_refusal_leaves_readers_alone(api_for: For, client: FlaskClient) -> None:
    guide_id = published(api_for)
    first = seen(client)
    problem(api_for("author").put(at(guide_id, "document"), json={"title": 7}, if_match=1), 422)
    problem(api_for("author").post(GUIDES, json={"document": a_document()}), 409)
    problem(api_for("author").post(at(guide_id, "actions", "discard"), if_match=1), 409)
    problem(api_for("author").post(at(guide_id, "actions", "publish"), if_match=1), 403)
    assert seen(client) == first
