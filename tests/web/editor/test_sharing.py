"""Links to a draft: what a reader without an account gets by one, and when not any more."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from cms.services import accounts as people_acts
from cms.services import backup, sharing
from cms.store import guides, retention, share_links
from cms.store.db import session
from cms.store.share_links import ShareLink, ShareView
from cms.workflow import Role
from tests.factories import a_document, a_guide, act, revise
from tests.services.together import everything
from tests.support import people as house
from tests.support.barriers import free_of_barriers
from tests.support.canaries import CANARY, seen_in, with_canaries
from tests.support.clients import Client
from tests.support.logs import written
from tests.support.people import PEOPLE
from tests.support.screens import shown
from tests.web.editor.desk import drafted, page_of

ClientFor = Callable[[str], FlaskClient]
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def made(client: FlaskClient, page: str, **typed: str) -> str:
    """Makes a link by the form; returns its address."""
    answer = shown(client, f"{page}/share").form("/share").send(client, typed)
    assert answer.status_code == 201, answer.text
    [address] = re.findall(r'value="http://guides\.test(/shared/[^"]+)"', answer.text)
    return str(address)


def a_link(guide_id: UUID, days: int = 14, revision: int | None = None, maker: str = "author") -> tuple[ShareLink, str]:
    link, token = sharing.make(guide_id, revision_number=revision, days=days, note="", actor=house.actor(maker))
    return link, f"/shared/{token}"


def views() -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(ShareView)) or 0


def test_shows_the_draft_to_whoever_has_the_link(app: Flask, author: FlaskClient, client: FlaskClient) -> None:
    guide, page = drafted()
    follows, pinned = made(author, page), made(author, page, shows="pinned", revision="1", note="Ada, for a look")
    revise(guide.id, title="A second thought")
    newest = client.get(follows)
    assert newest.status_code == 200
    assert "A second thought" in newest.text
    assert "This is a draft, revision 2. It is not public" in newest.text
    assert "This link works until" in newest.text
    assert "A second thought" not in client.get(pinned).text
    assert "revision 1." in client.get(pinned).text
    assert client.head(pinned).status_code == 200
    screen = shown(author, f"{page}/share")
    assert "Ada, for a look" in screen.text
    assert "Amira Haddad" in screen.text
    assert views() == 3  # a HEAD shows nothing


def test_tells_nobody_else_of_the_address(sqlite_app: Flask, author: FlaskClient, client: FlaskClient) -> None:
    _, page = drafted()
    address = made(author, page)
    for path in (address, address + "x", "/shared/x"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["X-Frame-Options"] == "DENY"
        assert "ETag" not in headers
        assert "Set-Cookie" not in headers
        assert "Set-Cookie" not in author.get(path).headers
    assert '<meta name="robots" content="noindex">' in client.get(address).text
    assert address not in client.get(address).text
    assert address not in author.get(f"{page}/share").text, "it is shown once"


def test_enters_no_cache(sqlite_app: Flask, author: FlaskClient, client: FlaskClient) -> None:
    guide, page = drafted()
    address = made(author, page)
    client.get("/")
    client.get(address)
    cache = sqlite_app.extensions["crossway_cache"]
    assert [key for key in (*cache._pages, *cache._queries) if "shared" in key] == []
    revise(guide.id, title="Seen at once")
    assert "Seen at once" in client.get(address).text


def test_leaves_no_token_in_the_database_or_the_log(
    sqlite_app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    guide, page = drafted()
    with written() as log:
        address = made(author, page)
        shown(client, address)
        client.get(f"{address}/more")
        client.get(address.upper())
        link = share_links.of_guide(guide.id)[0]
        author.post(f"{page}/share/{link.id}/revoke", data={"csrf_token": _csrf(author)})
        client.get(address)
    token = address.rpartition("/")[2]
    assert len(token) >= len("cw_share_") + 22  # 128 bits in base 64
    secret = token.removeprefix("cw_share_")
    assert secret not in repr(everything())
    assert [line for line in log.lines if secret.lower() in line.lower()] == []
    assert [line["link"] for line in log.events("share link made")] == [str(link.id)]
    assert [line["link"] for line in log.events("share link revoked")] == [str(link.id)]
    assert "/shared/…" in {line["path"] for line in log.events("request")}


def test_answers_every_link_that_does_not_work_as_one_that_never_was(
    sqlite_app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        guide, other = a_guide("draft"), a_guide("draft")
        _, expired = a_link(guide.id, days=1)
        revoked_link, revoked = a_link(guide.id)
        _, trashed = a_link(other.id)
        _, works = a_link(guide.id, days=90)
        assert [client.get(one).status_code for one in (expired, revoked, trashed, works)] == [200] * 4
        clock.shift(timedelta(days=1) - timedelta(seconds=1))
        assert client.get(expired).status_code == 200
        clock.shift(timedelta(seconds=1))
        sharing.revoke(guide.id, revoked_link.id, actor=house.actor("reviewer"))
        act(other.id, "discard", "author")
        unknown = client.get("/shared/nothing-like-it")
        assert unknown.status_code == 404
        before = views()
        for one in (expired, revoked, trashed):
            answer = client.get(one)
            assert (answer.status_code, answer.data) == (404, unknown.data)
            assert {name for name, _ in answer.headers} == {name for name, _ in unknown.headers}
        assert views() == before
        assert client.get(works).status_code == 200
        act(other.id, "recover", "author")
        assert client.get(trashed).status_code == 200
        clock.shift(timedelta(days=90))
        assert client.get(works).status_code == 404


def test_stops_with_a_guide_that_readers_lost(sqlite_app: Flask, author: FlaskClient, client: FlaskClient) -> None:
    guide = a_guide("published")
    _, address = a_link(guide.id)
    assert client.get(address).status_code == 200
    act(guide.id, "takedown", "managing_editor", removal="withdrawn", reason="Wrong.")
    assert client.get(address).status_code == 404
    page = f"{page_of(guide)}/share"
    assert "taken from its readers" in shown(author, page).text
    refused = author.post(page, data={"csrf_token": _csrf(author), "shows": "newest", "days": "14"})
    assert refused.status_code == 409
    act(guide.id, "reinstate", "publisher")
    assert client.get(address).status_code == 200


def test_shows_no_more_than_its_maker_may_see(sqlite_app: Flask, author: FlaskClient, client: FlaskClient) -> None:
    guide, _ = drafted()
    _, address = a_link(guide.id)
    person = PEOPLE["author"]
    people_acts.set_roles(person.id, [Role.ADMIN])
    assert client.get(address).status_code == 404
    people_acts.set_roles(person.id, [Role.REVIEWER])
    assert client.get(address).status_code == 200
    people_acts.disable(person.id)
    assert client.get(address).status_code == 404


def test_is_revoked_by_any_editor_and_only_by_its_own_guide(
    app: Flask, client_for: ClientFor, client: FlaskClient
) -> None:
    guide, other = a_guide("draft"), a_guide("draft")
    link, address = a_link(guide.id)
    reviewer = client_for("reviewer")
    page = shown(reviewer, f"{page_of(guide)}/share")
    wrong = reviewer.post(f"{page_of(other)}/share/{link.id}/revoke", data={"csrf_token": _csrf(reviewer)})
    assert wrong.status_code == 404
    assert client.get(address).status_code == 200
    assert reviewer.post(f"{page_of(guide)}/share/{link.id}/revoke").status_code == 400  # no token of the form
    assert page.form("/revoke").send(reviewer).status_code == 303
    assert client.get(address).status_code == 404
    assert "Revoked by Ruth Lindqvist" in shown(reviewer, f"{page_of(guide)}/share").text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"days": "0"}, "from 1 to 90"),
        ({"days": "91"}, "from 1 to 90"),
        ({"days": "٣"}, "from 1 to 90"),
        ({"days": "9" * 400}, "from 1 to 90"),
        ({"shows": "pinned", "revision": "2"}, "no such revision"),
        ({"shows": "pinned", "revision": ""}, "no such revision"),
        ({"note": "x" * 121}, "the limit is 120"),
        ({"note": "\u202e"}, "cannot be kept"),
    ],
)
def test_says_what_is_wrong_with_a_link_and_makes_none(
    sqlite_app: Flask, author: FlaskClient, typed: dict[str, str], why: str
) -> None:
    guide, page = drafted()
    answer = shown(author, f"{page}/share").form("/share").send(author, typed)
    assert answer.status_code == 422
    assert why in answer.text
    assert not share_links.of_guide(guide.id)


def test_a_restore_brings_no_revoked_link_back(sqlite_app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    guide = a_guide("draft")
    (link, address), guide_id = a_link(guide.id), guide.id
    link_id, file = link.id, tmp_path / "backup"
    backup.back_up(file)
    sharing.revoke(guide_id, link_id, actor=house.actor("author"))
    session().rollback()
    version = session().connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    session().rollback()
    backup.restore(file, known_versions=[version])
    assert client.get(address).status_code == 404
    assert sharing.standing(share_links.find(guide_id, link_id), guides.find(guide_id)) is sharing.Standing.RESTORED


def test_forgets_links_and_views_some_time_after_they_ended(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        guide = a_guide("draft")
        _, short = a_link(guide.id, days=1)
        _, _ = a_link(guide.id, days=90)
        client.get(short)
        clock.shift(timedelta(days=92))
        retention.forget()
        assert len(share_links.of_guide(guide.id)) == 1
        assert views() == 0


def test_draft_words_reach_nobody_without_the_link(sqlite_app: Flask, author: FlaskClient, client: FlaskClient) -> None:
    guide = a_guide("draft", {**with_canaries(a_document(translation_key=None)), "slug": "zaunkoenig-1"})
    _, address = a_link(guide.id)
    assert seen_in(client.get(address).data)
    for path in (
        "/", "/feed.json", "/feed.atom", "/sitemap.xml", "/api/v1/guides", "/api/v1/changes", "/shared/", "/shared",
        f"/shared/{guide.id}", f"/shared/{guide.slug}", f"{page_of(guide)}/share", f"{page_of(guide)}/preview",
        f"/guides/{guide.slug}", f"{address}.json", f"{address}/", "/metrics", "/llms.txt",
    ):  # fmt: skip
        assert not seen_in(client.get(path).data), path
    assert CANARY in client.get(address).text


def _csrf(client: FlaskClient) -> str:
    assert isinstance(client, Client)
    if not client.csrf:
        client.get("/account")
    return client.csrf


def test_sends_the_address_to_nobody_and_can_be_read_by_all(browser_for: Callable[..., Page], people: object) -> None:
    guide = a_guide("draft")
    _, address = a_link(guide.id)
    reader = browser_for(viewport={"width": 360, "height": 740})
    referers: list[str] = []
    reader.on("request", lambda one: referers.append(one.headers.get("referer", "")))
    reader.goto(address)
    expect(reader.locator(".preview")).to_contain_text("This link works until")
    free_of_barriers(reader)
    reader.locator(".footer-links a").first.click()
    expect(reader).to_have_url(re.compile("/$"))
    assert len(referers) > 3
    assert [one for one in referers if "shared" in one] == []
    assert reader.evaluate("document.referrer") == ""
