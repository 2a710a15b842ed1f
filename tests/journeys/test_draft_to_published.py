"""A guide from its first draft to its second publication, by plain forms, with its readers looking on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from time_machine import Traveller
from werkzeug.test import TestResponse

from cms import content
from tests.factories import a_document
from tests.journeys.hands import FIRST, LATER, Hands
from tests.support.screens import Screen, read, shown

SLUG = "bus-driver-to-transport-planner"
PUBLIC = (f"/guides/{SLUG}", f"/guides/{SLUG}.json", "/feed.json", "/", "/?q=bus")


def seen(client: FlaskClient) -> dict[str, tuple[int, bytes, str | None, str | None]]:
    """What a reader gets of each public address: status, bytes and validators."""

    def told(answer: TestResponse) -> tuple[int, bytes, str | None, str | None]:
        return answer.status_code, answer.data, answer.headers.get("ETag"), answer.headers.get("Last-Modified")

    return {path: told(client.get(path)) for path in PUBLIC}


def live(reader: FlaskClient) -> dict[str, Any]:
    """The one item of the feed."""
    [item] = read(reader, "/feed.json")["items"]
    found: dict[str, Any] = item
    return found


def test_a_guide_lives_by_forms_alone(
    clock: Traveller, client: FlaskClient, author: Hands, reviewer: Hands, publisher: Hands, all_in_one: Hands
) -> None:
    nothing = seen(client)
    page = author.start(a_document())
    assert seen(client) == nothing, "a draft moves no public byte"

    assert "Send for review" in shown(author.client, page).text
    author.does(page, "submit", **FIRST)
    assert "In review" in shown(author.client, page).text
    assert "Approve" not in [button.words for form in shown(author.client, page).forms for button in form.buttons]
    reviewer.does(page, "request_changes", comment="Say what the first week costs.")
    assert "Say what the first week costs." in shown(author.client, f"{page}/log").text
    author.save(page, overview="You know which stop floods. The first week costs nothing but a bus ticket.")
    author.does(page, "submit", **FIRST)
    reviewer.does(page, "approve", comment="Sound.")
    assert seen(client) == nothing, "nothing is public before it is published"

    clock.shift(timedelta(hours=1))
    publisher.does(page, "publish")
    first, item = seen(client), live(client)
    assert "nothing but a bus ticket" in Screen(client.get(PUBLIC[0])).text
    assert item["_guide"]["version"] == 1
    assert item["_guide"]["status"] == "live"
    assert item["_guide"]["reviewed_on"] == "2026-11-23"
    assert item["date_published"] == item["date_modified"] == "2026-11-23T10:00:00Z"

    clock.shift(timedelta(days=1))
    for one in (author, all_in_one):
        one.comes_back()
    author.save(page, title="From the wheel to the drawing board in 6–9 months")
    assert "Draft" in shown(author.client, page).text
    assert seen(client) == first, "an edited text waits"
    author.does(page, "submit", **LATER)
    assert seen(client) == first, "a text in review waits"
    all_in_one.does(page, "approve")
    assert seen(client) == first, "an approved text waits"

    clock.shift(timedelta(hours=1))
    all_in_one.does(page, "publish")
    second, again = seen(client), live(client)
    assert all(first[path][1:3] != second[path][1:3] for path in PUBLIC[:4])
    assert "From the wheel to the drawing board" in Screen(client.get(PUBLIC[0])).text
    assert again["id"] == item["id"]
    assert again["_guide"]["version"] == 2
    assert again["_guide"]["content_hash"] != item["_guide"]["content_hash"]
    assert again["date_published"] == item["date_published"]
    assert again["date_modified"] == "2026-11-24T11:00:00Z"

    log = shown(author.client, f"{page}/log").text
    acts = ["started the guide", "saved it", "sent it for review", "asked for changes", "approved it", "published it"]
    places = [log.rindex(act) for act in acts]
    assert places == sorted(places, reverse=True), "newest first"


@pytest.mark.usefixtures("sqlite_app")
def test_dropping_changes_gives_back_what_is_live(
    client: FlaskClient, author: Hands, reviewer: Hands, publisher: Hands
) -> None:
    page = author.start(a_document())
    author.does(page, "submit", **FIRST)
    reviewer.does(page, "approve")
    publisher.does(page, "publish")
    before = seen(client)
    author.save(page, title="Something else")
    author.does(page, "drop_changes")
    assert seen(client) == before
    assert shown(author.client, page).form(page).values["title"] == a_document()["title"]
    assert "Published" in shown(author.client, page).text


@pytest.mark.usefixtures("sqlite_app")
def test_a_guide_that_is_not_public_is_not_there(
    client: FlaskClient, client_for: Callable[[str], FlaskClient], author: Hands
) -> None:
    page = author.start(a_document(title="Only ours"))
    absent = client.get("/guides/never-heard-of")
    for path in (f"/guides/{SLUG}", "/guides/New", f"/guides/{SLUG.upper()}", f"/guides/{SLUG}/"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.data == absent.data, "a draft’s address answers as one that nobody ever had"
    assert client.get(f"/guides/{SLUG}.json").status_code == 404
    author.does(page, "discard")
    assert client.get(f"/guides/{SLUG}").data == absent.data
    assert "In the trash" in shown(client_for("managing_editor"), page).text


@pytest.mark.usefixtures("sqlite_app")
def test_what_is_published_is_what_was_approved(
    client: FlaskClient, author: Hands, colleague: Hands, reviewer: Hands, publisher: Hands
) -> None:
    """From submit on the text stands still, so nobody can slip something under an approval."""
    page = author.start(a_document())
    stale = shown(colleague.client, page).form(page)
    author.does(page, "submit", **FIRST)
    for act in ("approve", "publish"):
        refused = stale.send(colleague.client, {"title": "Slipped in"})
        assert refused.status_code == 409
        assert Screen(refused).form(page).values["title"] == "Slipped in", "what was typed is shown again"
        (reviewer if act == "approve" else publisher).does(page, act)
    assert content.draft(live(client)["_guide"]["document"]) == a_document()
