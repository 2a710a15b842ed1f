"""Both logs: what is in them, that nobody changes them, and that a change made past the database is found and named."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from cms import clock
from cms.services import accounts as acts
from cms.services import audit_words, auditing, verifying_logs, webhooks
from cms.services.audit_words import DONE
from cms.services.auditing import Asked
from cms.services.verifying_logs import Verdict
from cms.store import events, site_events, stages
from cms.store.db import db, session, transaction
from cms.store.events import Event
from cms.workflow import OPERATOR, TRANSITIONS, Actor, Removal, Role
from tests import factories
from tests.factories import a_guide, act
from tests.services.together import at_once
from tests.support.people import PEOPLE
from tests.worker.posts import an_endpoint

TRIGGERS = {
    "sqlite": ["DROP TRIGGER {0}_update", "DROP TRIGGER {0}_delete"],
    "postgresql": ["DROP TRIGGER {0}_append_only ON {0}"],
}


def tamper(table: str, *statements: str) -> None:
    """As somebody does who owns the database: past the triggers."""
    session().rollback()
    with transaction() as act:
        for statement in (*(one.format(table) for one in TRIGGERS[db.engine.dialect.name]), *statements):
            act.execute(text(statement))


def happened() -> list[tuple[str, str]]:
    """(action, actor) of the site's log, oldest first."""
    session().rollback()
    return [(one.action, one.actor_id) for one in site_events.whole_chain()]


@pytest.fixture
def some_people(people: object) -> None:
    person = acts.add_person(email="new@example.org", name="New", roles=[Role.AUTHOR], password_hash=None)
    acts.set_roles(person.id, [Role.AUTHOR, Role.REVIEWER])
    acts.issue_token(person.id, name="=cmd()", scopes=["read"])
    acts.disable(person.id)


def test_writes_down_what_is_done_to_the_site_whoever_does_it(
    app: Flask, some_people: None, actors: Mapping[str, Actor]
) -> None:
    endpoint = an_endpoint("https://hooks.example.org/?key=secret")
    site_events.acting(actors["admin"].id)
    try:
        webhooks.rotate_secret(endpoint.id, actor=actors["admin"], keys=["k" * 32])
        webhooks.disable(endpoint.id, actor=actors["admin"], why="Enough.")
        webhooks.enable(endpoint.id, actor=actors["admin"])
        webhooks.remove_endpoint(endpoint.id, actor=actors["admin"])
    finally:
        site_events.acting(OPERATOR.id)
    admin = PEOPLE["admin"].actor.id
    with transaction():
        stages.replace((), by=admin, at=clock.now())
    assert happened() == [
        ("person_added", "operator"), ("roles_changed", "operator"), ("token_issued", "operator"),
        ("person_disabled", "operator"), ("webhook_added", "operator"), ("webhook_secret_replaced", admin),
        ("webhook_disabled", admin), ("webhook_enabled", admin), ("webhook_removed", admin),
        ("stages_set", "operator"),
    ]  # fmt: skip
    assert {name for one in site_events.whole_chain() for name in one.said} - {"owner"} <= audit_words.MEMBERS.keys()
    said = {one.action: one.why for one in auditing.of_site(Asked(), limit=50)}
    assert said["roles_changed"] == ("Before: Author", "Now: Author, Reviewer")
    assert said["webhook_disabled"] == ("Why: Enough.",)
    kept = str([one.said for one in site_events.whole_chain()])
    assert not [secret for secret in ("key=secret", "whsec_", "cw_", "new@example.org") if secret in kept]
    assert verifying_logs.verify().broken == []


def test_keeps_nothing_of_what_was_not_done(sqlite_app: Flask, some_people: None) -> None:
    before = happened()

    def fail() -> None:
        with transaction():
            acts.set_roles(PEOPLE["author"].id, [Role.ADMIN])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    acts.set_roles(PEOPLE["author"].id, [Role.AUTHOR])
    assert happened() == before


def test_stays_one_chain_when_many_write_at_once(app: Flask, people: object) -> None:
    at_once(
        app, *(lambda one=one: acts.disable(PEOPLE[one].id) for one in ("author", "reviewer", "publisher", "nobody"))
    )
    assert [action for action, _ in happened()] == ["person_disabled"] * 4
    assert verifying_logs.verify().broken == []


@pytest.mark.parametrize("kind", Removal)
def test_says_in_sentences_what_was_chosen(sqlite_app: Flask, people: object, kind: Removal) -> None:
    guide, other = a_guide("published"), a_guide("published")
    target: dict[str, Any] = {"target": other.slug} if kind is Removal.REDIRECT else {}
    factories.act(guide.id, "assign", "managing_editor", target=PEOPLE["second_author"].email)
    factories.act(guide.id, "set_review_by", "managing_editor", due=datetime(2031, 3, 2, tzinfo=UTC))
    factories.act(guide.id, "request_removal", "author", removal=kind, reason="Old.", **target)
    removal, review_by, owner = (one.why for one in auditing.of_guides(Asked(guide_id=guide.id), limit=3))
    assert (owner, review_by) == ((f"To {PEOPLE['second_author'].name}.",), ("By 2 March 2031.",))
    sentences = {
        Removal.WITHDRAWN: "The page stays, with a banner.",
        Removal.REDIRECT: f"Readers are sent to “{other.slug}”.",
        Removal.GONE: "Nothing stays at its address.",
    }
    assert removal == ("Old.", sentences[kind])


@pytest.mark.parametrize("change", ["UPDATE site_event SET action = action", "DELETE FROM site_event"])
def test_is_never_changed(app: Flask, some_people: None, change: str) -> None:
    before = happened()
    with pytest.raises(DBAPIError, match="site_event is append-only"), transaction() as act:
        act.execute(text(change))
    assert happened() == before


@pytest.mark.parametrize(
    ("change", "number", "why"),
    [
        ("UPDATE site_event SET actor_id = 'system' WHERE number = 2", 2, "what it says was changed"),
        ("DELETE FROM site_event WHERE number = 3", 3, "it is missing"),
        ("DELETE FROM site_event WHERE number = 1", 1, "it is missing"),
    ],
)
def test_names_the_first_link_of_the_site_that_does_not_hold(
    app: Flask, some_people: None, change: str, number: int, why: str
) -> None:
    tamper("site_event", change)
    assert verifying_logs.verify().broken == [f"Site: event {number} is the first that does not hold: {why}."]


def test_names_the_first_link_of_each_guide_that_does_not_hold(app: Flask) -> None:
    sound, changed, cut = a_guide("published"), a_guide("published"), a_guide("in_review")
    verdict = verifying_logs.verify()
    assert (verdict.broken, verdict.links, verdict.chains) == ([], 10, 4)
    tamper("event")
    invented = {"comment": "I never said this"}
    with transaction() as act:
        act.execute(update(Event).where(Event.guide_id == changed.id, Event.number == 3).values(said=invented))
        act.execute(delete(Event).where(Event.guide_id == cut.id, Event.number == 2))
    assert sorted(verifying_logs.verify().broken) == sorted([
        f"Guide {changed.id}: event 3 is the first that does not hold: what it says was changed.",
        f"Guide {cut.id}: it does not stand where event 1, its last, says.",
    ])  # fmt: skip
    assert str(sound.id) not in str(verifying_logs.verify().broken)


def test_is_verified_by_command(sqlite_app: Flask) -> None:
    flask = sqlite_app.test_cli_runner()
    guide = a_guide("draft")
    assert flask.invoke(args=["audit", "verify"]).stdout == "1 events in 2 chains: every link holds.\n"
    tamper("event", "UPDATE event SET actor_id = 'system'")
    answer = flask.invoke(args=["audit", "verify"])
    assert answer.exit_code == 1
    assert answer.stdout == (f"Guide {guide.id}: event 1 is the first that does not hold: what it says was changed.\n")


def test_is_verified_while_people_act(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    guide_id, looked_at = a_guide("in_review").id, events.all_chains

    def meanwhile() -> Iterator[Event]:
        yield from looked_at()
        for one in (lambda: act(guide_id, "recall", "author"), lambda: a_guide("draft")):
            at_once(app, one)

    monkeypatch.setattr(events, "all_chains", meanwhile)
    assert verifying_logs.verify().broken == []
    monkeypatch.undo()
    session().rollback()
    assert verifying_logs.verify().broken == []


def test_keeps_nobody_from_writing_while_it_is_verified(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    only_reads = []

    def verify() -> Verdict:
        only_reads.append(session().scalar(text("PRAGMA query_only")))
        return Verdict(1, 1, [])

    monkeypatch.setattr(verifying_logs, "verify", verify)
    assert sqlite_app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    assert only_reads == [1]


def test_finds_by_who_what_where_and_when(sqlite_app: Flask, some_people: None) -> None:
    guide, _ = a_guide("published"), a_guide("in_review")
    reviewer = PEOPLE["reviewer"].actor.id
    assert [one.action for one in auditing.of_guides(Asked(person=reviewer), limit=9)] == ["approve"]
    assert [one.title for one in auditing.of_guides(Asked(action="publish"), limit=9)] == [guide.title]
    whole = auditing.of_guides(Asked(guide_id=guide.id), limit=9)
    assert [one.action for one in whole] == ["publish", "approve", "submit", "create"]
    assert auditing.of_guides(Asked(guide_id=guide.id, before=whole[1].place), limit=9) == whole[2:]
    yesterday = clock.today() - timedelta(days=1)
    assert auditing.of_guides(Asked(day=yesterday), limit=9) == auditing.of_site(Asked(day=yesterday), limit=9) == []
    assert len(auditing.of_guides(Asked(day=clock.today()), limit=9)) == 6
    [roles] = auditing.of_site(Asked(action="roles_changed"), limit=9)
    assert (roles.title, roles.why) == ("New", ("Before: Author", "Now: Author, Reviewer"))


def test_is_taken_along_without_a_formula(sqlite_app: Flask, some_people: None) -> None:
    guide = a_guide("draft", factories.a_document(title='=HYPERLINK("http://evil.example")'))
    for formula in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
        factories.submit(guide.id, "author", change_note=formula)
        factories.act(guide.id, "recall", "author")
    rows = list(csv.reader(io.StringIO("".join(auditing.as_csv(auditing.all_of(auditing.of_guides, Asked()))))))
    assert len(rows) == 12
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    lines = list(auditing.as_json_lines(auditing.all_of(auditing.of_site, Asked())))
    assert [json.loads(line)["action"] for line in lines][-1] == "person_added"


def test_has_words_for_every_act() -> None:
    assert {row.action for row in TRANSITIONS} <= DONE.keys()
