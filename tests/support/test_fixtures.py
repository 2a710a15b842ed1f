"""What the other tests rely on: requests see nothing of the test around them, and no test sees the one before."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask, current_app, g
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from cms.store import accounts, history
from cms.store.accounts import User
from cms.store.db import db, session, transaction
from cms.store.guides import Guide
from tests import factories
from tests.support import clients
from tests.support.people import PEOPLE
from tests.support.served import Door, served
from tests.support.sites import free_port

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SignedIn = Callable[[str], FlaskClient]


@pytest.mark.parametrize("time", ["first", "second"])
def test_begins_with_an_empty_database(app: Flask, time: str) -> None:
    assert session().scalar(select(func.count()).select_from(User)) == 0
    factories.a_guide()
    assert session().scalar(select(func.count()).select_from(Guide)) == 1


def test_runs_on_the_database_it_names(app: Flask, database: str) -> None:
    assert db.engine.dialect.name == database


def test_keeps_two_people_apart_who_ask_in_turns(client: FlaskClient, client_for: SignedIn) -> None:
    author, admin = client_for("author"), client_for("admin")
    for _ in range(2):
        assert PEOPLE["author"].email in author.get("/account").get_data(as_text=True)
        assert PEOPLE["admin"].email in admin.get("/account").get_data(as_text=True)
        assert client.get("/account").status_code == 303


def test_shares_no_context_with_a_request(sqlite_app: Flask, client: FlaskClient) -> None:
    g.left_behind = "by the test"
    seen = []
    sqlite_app.before_request_funcs.setdefault(None, []).insert(
        0, lambda: seen.append(("left_behind" in g, id(db.session())))
    )
    try:
        client.get("/healthz")
    finally:
        sqlite_app.before_request_funcs[None].pop(0)
    assert [left for left, _ in seen] == [False]
    assert seen[0][1] != id(db.session())


def test_sees_after_a_request_what_the_request_wrote(app: Flask, client_for: SignedIn) -> None:
    author = client_for("author")
    guide = factories.a_guide()
    before = (guide.newest, len(history.page(guide.id).entries))
    person = accounts.find(guide.owner_id)
    assert person
    clients.submit(author, "/account/byline", {"name": "Amira Said", "byline_url": ""}, page="/account")
    assert person.name == "Amira Said"
    assert before == (guide.newest, len(history.page(guide.id).entries))


def test_writes_in_a_transaction_only(app: Flask) -> None:
    session().add(accounts.Role(name="visitor"))
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        session().flush()
    session().rollback()
    with transaction() as act:
        act.add(accounts.Role(name="visitor"))
    assert session().scalar(select(func.count()).select_from(accounts.Role)) == 1


def test_runs_commands_outside_the_test_too(sqlite_app: Flask) -> None:
    g.left_behind = "by the test"

    @sqlite_app.cli.command("look")
    def look() -> None:
        print("left_behind" in g, current_app.name)

    try:
        assert sqlite_app.test_cli_runner().invoke(args=["look"]).output == "False cms.app\n"
    finally:
        sqlite_app.cli.commands.pop("look")


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "published"])
def test_brings_a_guide_to_any_state(app: Flask, state: factories.State) -> None:
    assert factories.a_guide(state).state == state
    assert factories.a_guide(state).state == state


def test_publishes_the_longest_and_the_real_guide(sqlite_app: Flask) -> None:
    documents = [factories.a_full_document(), factories.a_short_document(), factories.mended_sample()]
    for name, document in zip(("longest", "shortest", "real"), documents, strict=True):
        document["slug"] = name
        document["to_role"] = {"slug": name, "label": name}
        assert factories.a_guide("published", document).state == "published"


def test_publishes_a_guide_again(sqlite_app: Flask) -> None:
    guide = factories.a_guide("published")
    again = factories.published_again(guide.id, tags=["again"])
    assert (again.state, again.newest) == ("published", 2)


def test_calls_the_api_within_scopes(sqlite_app: Flask, api_for: Callable[..., clients.Api]) -> None:
    assert api_for("author").get("/api/v1/editorial/guides").status_code == 200
    assert api_for("author", scopes=["draft"]).get("/api/v1/editorial/guides").status_code == 403
    assert api_for("nobody").get("/api/v1/editorial/guides").status_code == 403


def test_serves_a_browser(live_server: str, browser_page: Page) -> None:
    guide = factories.a_guide("published")
    browser_page.goto(f"/guides/{guide.slug}")
    assert guide.title in browser_page.title()
    assert browser_page.url == f"{live_server}/guides/{guide.slug}"


def test_closes_what_it_answers_when_the_reader_leaves_in_the_middle() -> None:
    left, closed = threading.Event(), threading.Event()

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            yield b"the first words"
            left.wait(30)

        def close(self) -> None:
            closed.set()

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Answer:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "15")])
        return Answer()

    port = free_port()
    with served(application, port, Door()):
        with socket.create_connection(("127.0.0.1", port)) as reader:
            reader.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert reader.recv(1)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing resets
        left.set()
        assert closed.wait(30)


def test_signs_in_by_browser(browser_for: Callable[..., Page]) -> None:
    author, reader = browser_for("author"), browser_for()
    author.goto("/account")
    assert PEOPLE["author"].email in author.locator("main").inner_text() + author.content()
    reader.goto("/account")
    assert "/login" in reader.url
    reader.locator("input[name=email]").fill(PEOPLE["reviewer"].email)
    reader.locator("input[name=password]").fill(PEOPLE["reviewer"].password)
    reader.locator("input[name=password]").press("Enter")
    expect(reader.locator("main")).to_contain_text(PEOPLE["reviewer"].email)


def test_hears_what_a_page_complains_about(browser_page: Page, complaints: list[str]) -> None:
    browser_page.goto("/")
    assert not complaints
    assert browser_page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    heard = " ".join(complaints)
    assert "Content Security Policy" in heard
    complaints.clear()
    browser_page.goto("about:blank")  # which has no policy
    with browser_page.expect_event("requestfailed"):
        browser_page.evaluate("fetch('https://example.org/').catch(() => 'nobody is there')")
    assert complaints == ["a request left this machine: https://example.org/"]
    complaints.clear()
