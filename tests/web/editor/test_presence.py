"""Who else has a guide open: by name and section, for 45 seconds after their page's last word."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import event, select

from cms.services import presence as acts
from cms.store import retention
from cms.store.db import db, session
from cms.store.presence import Presence
from tests.factories import a_guide
from tests.services.together import at_once, everything
from tests.support.people import actor as person
from tests.web.editor.desk import drafted, page_of
from tests.web.editor.writer import BAR_AND_ITS_ROOM

ClientFor = Callable[[str], FlaskClient]


def beat(client: FlaskClient, page: str, section: str = "", tab: str = "tab-00001", **more: str) -> Any:
    client.get("/account")
    data = {"csrf_token": client.csrf, "tab": tab, "section": section, **more}  # type: ignore[attr-defined]
    answer = client.post(f"{page}/presence", data=data)
    assert answer.status_code in (200, 204), answer.text
    return answer.get_json()["others"] if answer.status_code == 200 else None


def rows() -> list[Presence]:
    session().rollback()
    return list(session().scalars(select(Presence)))


def test_names_who_else_is_here_and_where(sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient) -> None:
    _, page = drafted()
    assert beat(author, page, "roadmap") == []
    assert beat(colleague, page, "nothing-of-ours") == [{"name": "Amira Haddad", "section": "Roadmap"}]
    assert beat(author, page, "roadmap") == [{"name": "Ben Okafor", "section": ""}]
    assert beat(author, page, "faq", tab="tab-00002") == [
        {"name": "You, in another tab", "section": "Roadmap"},
        {"name": "Ben Okafor", "section": ""},
    ]
    assert beat(author, page_of(a_guide("draft"))) == []


def test_expires_by_itself(app: Flask, author: FlaskClient, colleague: FlaskClient) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        _, page = drafted()
        beat(author, page, "faq")
        clock.shift(timedelta(seconds=44))
        assert len(beat(colleague, page)) == 1
        clock.shift(timedelta(seconds=1))
        assert beat(colleague, page) == []
        clock.shift(timedelta(seconds=60))
        beat(colleague, page)
        assert [one.tab for one in rows()] == ["tab-00001"], "what expired is removed by the next word"
        clock.shift(timedelta(seconds=60))
        retention.forget()
        assert rows() == []


def test_goes_with_the_page(sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient) -> None:
    _, page = drafted()
    beat(author, page)
    beat(author, page, leaving="1")
    beat(author, page, tab="tab-00009", leaving="1")  # never was here
    assert beat(colleague, page) == []


def test_writes_seldom(sqlite_app: Flask, people: object) -> None:
    guide, actor = a_guide("draft"), person("author")
    written: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: written.append(said[2].split()[0]))
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for seconds, section, writes in (
            (0, "faq", True), (9, "faq", False), (1, "faq", True), (2, "roadmap", False), (1, "roadmap", True),
            (9, "roadmap", False), (6, "roadmap", True),
        ):  # fmt: skip
            clock.shift(timedelta(seconds=seconds))
            session().rollback()
            written.clear()
            acts.here(guide.id, tab="tab-00001", section=section, actor=actor)
            assert ({"INSERT", "UPDATE"} & set(written) != set()) is writes, (seconds, section)


def test_takes_the_same_word_twice_at_once(app: Flask, people: object) -> None:
    guide_id, actor = a_guide("draft").id, person("author")
    say = [lambda: acts.here(guide_id, tab="tab-00001", section="", actor=actor) for _ in range(6)]
    assert at_once(app, *say) == [[]] * 6
    assert len(rows()) == 1


def test_stands_in_no_log_and_moves_no_revision(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    author.get("/account")
    before = everything()
    beat(author, page, "faq")
    after = everything()
    assert {name for name in before if before[name] != after[name]} == {"presence"}


@pytest.mark.parametrize("tab", ["", "short", "x" * 41, "<script>!", "tab 00001"])
def test_refuses_a_page_that_has_no_name(sqlite_app: Flask, author: FlaskClient, tab: str) -> None:
    _, page = drafted()
    author.get("/account")
    data = {"csrf_token": author.csrf, "tab": tab}  # type: ignore[attr-defined]
    assert author.post(f"{page}/presence", data=data).status_code == 400
    assert author.post(f"{page}/presence", data={"tab": "tab-00001"}).status_code == 400
    assert rows() == []


def test_knows_no_guide_that_is_not_there(sqlite_app: Flask, author: FlaskClient) -> None:
    author.get("/account")
    data = {"csrf_token": author.csrf, "tab": "tab-00001"}  # type: ignore[attr-defined]
    nowhere = "/editor/guides/00000000-0000-7000-8000-000000000000/presence"
    assert author.post(nowhere, data=data).status_code == 404
    assert author.post(nowhere, data={**data, "leaving": "1"}).status_code == 204


def test_two_people_see_each_other_come_and_go(
    browser_for: Callable[..., Page], people: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "_RESTLESS", timedelta(0))  # the clock of the pages is moved, and ours is not
    path = page_of(a_guide("draft"))
    author, colleague = browser_for("author"), browser_for("second_author")
    for page in (author, colleague):
        page.clock.install()
    author.goto(path)
    expect(author.locator("#presence-box")).to_be_hidden()
    _shows_all_of_its_bar(author, 320)
    author.locator("[name=overview]").focus()
    colleague.goto(path)
    expect(colleague.locator("#presence li")).to_have_text(["Amira Haddad"])
    author.clock.run_for(15_000)
    expect(author.locator("#presence li")).to_have_text(["Ben Okafor"])
    expect(author.locator("#presence-said")).to_have_text("Also here: Ben Okafor.")
    colleague.clock.run_for(15_000)
    expect(colleague.locator("#presence li")).to_have_text(["Amira Haddad, in “Overview”"])
    expect(colleague.locator("#presence-said")).to_have_text("Also here: Amira Haddad.")
    for width in (360, 320):
        _shows_all_of_its_bar(colleague, width)
    crowd = [f"Somebody with a long name, number {number}, in “Transferable skills”" for number in range(4)]
    colleague.evaluate(_CROWD, crowd)
    for width in (1440, 768, 320):
        _shows_all_of_its_bar(colleague, width)
    colleague.goto("/editor/")
    author.clock.run_for(15_000)
    expect(author.locator("#presence-box")).to_be_hidden()
    expect(author.locator("#presence-said")).to_have_text("No longer here: Ben Okafor.")


_CROWD = """names => document.getElementById("presence").replaceChildren(
  ...names.map((name) => Object.assign(document.createElement("li"), { textContent: name })))"""


def _shows_all_of_its_bar(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator("#bar-submit a")).to_be_visible()
    taken, kept_free = page.evaluate(BAR_AND_ITS_ROOM)
    assert taken <= kept_free
