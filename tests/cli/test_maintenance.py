"""flask seed · rerender, and the database that commands find."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from cms.services import demonstration
from cms.services.editorial import Rules
from cms.store import accounts, events, guides, public_clock, publications, renditions, search_index
from cms.store.db import db, session, transaction
from cms.store.renditions import Form
from cms.store.search import DraftText, LiveText
from tests import factories
from tests.cli.conftest import Shell, lines
from tests.support import clients


@pytest.fixture
def running(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """running(env="production") changes the settings; running(rules=…) what the site asks of reviews."""

    def change(rules: Rules | None = None, **settings: Any) -> None:
        parts = app.extensions["crossway"]
        changed = replace(parts, settings=replace(parts.settings, **settings), rules=rules or parts.rules)
        monkeypatch.setitem(app.extensions, "crossway", changed)

    return change


def state_of(slug: str) -> tuple[str, str]:
    session().rollback()
    guide = guides.by_slug(slug)
    assert guide
    return guide.state, guide.public_status


def everything() -> list[tuple[Any, ...]]:
    """All rows of all tables."""
    session().rollback()
    return [tuple(row) for table in db.metadata.sorted_tables for row in session().execute(table.select())]


def test_seeding_shows_live_guides_and_work_in_review(flask: Shell, client: FlaskClient, sqlite_app: Flask) -> None:
    done = flask("seed")
    assert done.exit_code == 0, done.output
    assert demonstration.PASSWORD in done.stdout
    assert ["author@example.org", "Mira Lindqvist", "Author"] in lines(done)

    items = client.get("/feed.json").json["items"]  # type: ignore[index]
    assert len(items) == 3
    assert all(item["_guide"]["status"] == "live" and item["_guide"]["reviewed_on"] for item in items)
    for slug in factories.examples():
        assert client.get(f"/guides/{slug}").status_code == 200
    states = sorted(state_of(slug) for slug in factories.examples())
    assert states == [("in_review", "live"), ("published", "live"), ("published", "live")]
    made = guides.by_slug("accountant-to-data-analyst")
    assert made
    log = events.of_guide(made.id)
    assert [one.action for one in log] == ["create", "submit", "approve", "publish"]
    assert len({one.actor_id for one in log}) == 3, "nobody reviews or publishes their own"
    clients.sign_in(client, "reviewer@example.org", demonstration.PASSWORD)
    assert accounts.any_demonstration_people()


def test_seeding_twice_changes_nothing(flask: Shell) -> None:
    flask("seed")
    before = everything()
    assert flask("seed").exit_code == 0
    assert everything() == before


@pytest.mark.parametrize(
    ("approvals", "expected"),
    [(0, ("published", "live")), (2, ("published", "live")), (3, ("draft", "never_published"))],
)
@pytest.mark.usefixtures("sqlite_app")
def test_seeding_keeps_to_what_the_site_asks(
    flask: Shell, running: Callable[..., None], rules: Rules, approvals: int, expected: tuple[str, str]
) -> None:
    running(rules=replace(rules, reviewers_required=approvals))
    assert flask("seed").exit_code == 0
    assert state_of("accountant-to-data-analyst") == expected


def test_seeding_leaves_other_peoples_addresses_alone(flask: Shell) -> None:
    flask("users", "add", "admin@example.org", "--role", "admin")
    done = flask("seed")
    assert done.exit_code == 1
    assert "admin@example.org belongs to somebody" in done.stderr
    session().rollback()
    assert accounts.by_email("author@example.org") is None


@pytest.mark.usefixtures("sqlite_app")
def test_production_refuses_to_seed(flask: Shell, running: Callable[..., None]) -> None:
    running(env="production")
    done = flask("seed")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "production refuses" in done.stderr
    assert not accounts.any_demonstration_people()


def test_rerendering_does_what_is_outdated(flask: Shell, client: FlaskClient, people: Any) -> None:
    guide = factories.a_guide("published")
    current = factories.a_guide("published")
    with transaction():
        outdated = publications.live(guide.id)
        assert outdated
        number, content_hash = outdated.number, outdated.content_hash
        outdated.rendered_with = "earlier templates"
        renditions.keep(guide.id, number, {Form.PAGE: "an earlier page"})
        search_index.forget(DraftText, guide.id)
        search_index.forget(LiveText, current.id)
    generation = public_clock.read().generation
    done = flask("rerender")
    assert done.exit_code == 0
    assert search_index.unkept() == ([], [])
    assert f"Rendered {guide.slug}; 0 to go." in done.stdout
    assert current.slug not in done.stdout
    session().rollback()
    rendered = publications.live(guide.id)
    assert rendered
    assert (rendered.number, rendered.content_hash) == (number, content_hash)
    assert renditions.body(guide.id, number, Form.PAGE).startswith("<!doctype html>")
    assert public_clock.read().generation > generation
    assert flask("rerender").stdout == "Everything was up to date.\n"


def test_an_empty_database_is_set_up(flask: Shell, sqlite_app: Flask) -> None:
    with transaction() as act:
        declared = [table.name for table in reversed(db.metadata.sorted_tables)]
        for table in ("alembic_version", "draft_words", "live_words", *declared):
            act.execute(text(f'DROP TABLE "{table}"'))
    done = flask("users", "list")
    assert (done.exit_code, done.stdout) == (0, ""), done.output


def test_a_database_of_another_version_is_refused(flask: Shell) -> None:
    with transaction() as act:
        act.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    done = flask("users", "list")
    assert done.exit_code == 1
    assert "flask db upgrade" in done.stderr
