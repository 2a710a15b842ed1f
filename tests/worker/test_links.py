"""Web addresses that guides name are asked for now and then, and what does not answer twice is a finding."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import false, select

from cms.clock import now
from cms.content import Document
from cms.services import drafting, link_checking, situation
from cms.services.revising import Kept
from cms.store import guides, links, retention
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.links import LinkCheck
from cms.store.outbox import DONE
from cms.worker import HttpClient, Links, Worker
from tests.factories import a_document, a_guide, revise
from tests.services.together import at_once
from tests.support.people import actor
from tests.support.queries import counted
from tests.support.receivers import Receiver, answering
from tests.worker.posts import TRUSTED, a_worker, jobs

DAY = timedelta(days=1)


def naming(*urls: str) -> list[dict[str, object]]:
    [first, *_] = a_document()["resources"]
    return [{**first, "id": f"r-{number}", "title": f"Book {number}", "url": url} for number, url in enumerate(urls)]


def a_checker(app: Flask) -> Worker:
    client = HttpClient(allow_private=True, https_only=False, seconds=5, trusted=TRUSTED)
    return a_worker(app, handlers={link_checking.CHECK: Links(client, name="Crossway (+https://example.org)")})


def looks(app: Flask, clock: time_machine.Traveller, after: timedelta) -> int:
    """How many addresses were due by then, each of which is asked for."""
    clock.shift(after)
    ordered = link_checking.order_due()
    worker = a_checker(app)
    while worker.run_once():
        pass
    session().rollback()
    return ordered


def found(guide: Guide) -> Sequence[str]:
    session().rollback()
    kept = guides.find(guide.id)
    findings = situation.judge(kept, guides.revision(kept.id, kept.newest).document)
    return [one.message for one in findings if one.rule == "R06"]


def test_what_fails_twice_is_a_finding_until_it_answers(
    app: Flask, clock: time_machine.Traveller, receiver: Receiver
) -> None:
    guide = a_guide("draft", a_document(resources=naming(receiver.url("/gone"), receiver.url("/there"))))
    receiver.behave = lambda one: answering(404 if one.path == "/gone" else 403)
    assert looks(app, clock, timedelta(minutes=1)) == 0, "it may still be typed"
    assert looks(app, clock, timedelta(minutes=2)) == 2
    assert found(guide) == []
    assert looks(app, clock, DAY) == 1, "only what failed is asked for again so soon"
    [message] = found(guide)
    assert "Book 0" in message
    assert "failed 2 times" in message
    receiver.always(answering(200))
    assert looks(app, clock, 7 * DAY) == 1
    assert found(guide) == []
    assert looks(app, clock, 30 * DAY) == 2
    asked = receiver.received[0]
    assert (asked.method, asked.headers["user-agent"]) == ("GET", "Crossway (+https://example.org)")


def test_what_nobody_reaches_has_failed(app: Flask, clock: time_machine.Traveller, receiver: Receiver) -> None:
    guide = a_guide("draft", a_document(resources=naming("http://127.0.0.1:9/nobody", receiver.url("/down"))))
    receiver.always(answering(503))
    for _ in range(2):
        assert looks(app, clock, DAY) == 2
    assert len(found(guide)) == 2


@pytest.mark.parametrize("url", ["https://[half", "http://a:b:c", "to be found"])
def test_what_is_no_address_yet_holds_nothing_up(
    sqlite_app: Flask, clock: time_machine.Traveller, receiver: Receiver, url: str
) -> None:
    a_guide("draft", a_document(resources=naming(url, receiver.url("/there"))))
    assert looks(sqlite_app, clock, DAY) == 2
    assert [one.path for one in receiver.received] == ["/there"]
    assert {job.state for job in jobs()} == {DONE}


def test_each_address_is_handed_out_once_and_comes_again_when_the_answer_is_lost(
    app: Flask, clock: time_machine.Traveller
) -> None:
    for number in range(2):  # named by two, asked for once
        a_guide("draft", a_document(slug=f"guide-{number}", resources=naming("https://books.example.org/one")))
    clock.shift(DAY)
    assert [link_checking.order_due(), link_checking.order_due()] == [1, 0]
    assert [job.payload for job in jobs()] == [{"url": "https://books.example.org/one"}]
    clock.shift(DAY)
    assert link_checking.order_due() == 1


def test_what_no_text_names_any_more_is_neither_asked_for_nor_kept(
    app: Flask, clock: time_machine.Traveller, receiver: Receiver
) -> None:
    guide = a_guide("draft", a_document(resources=naming(receiver.url("/half-ty"))))
    clock.shift(DAY)
    assert link_checking.order_due() == 1
    revise(guide.id, resources=naming(receiver.url("/half-typed")))
    a_checker(app).run_once()
    assert receiver.received == []
    retention.forget()
    assert session().scalars(select(LinkCheck.url)).all() == [receiver.url("/half-typed")]


def named_no_more(*urls: str) -> Guide:
    guide = a_guide("draft", a_document(resources=naming(*urls)))
    revise(guide.id, resources=naming("https://books.example.org/other"))
    return guide


def test_forgetting_waits_for_no_save_that_names_the_address_again(postgresql_app: Flask) -> None:
    guide = named_no_more("https://books.example.org/one", "https://books.example.org/two")

    def forget() -> None:
        with postgresql_app.app_context():
            retention.forget()

    with ThreadPoolExecutor(1) as thread, transaction():
        links.name(guide.id, ["https://books.example.org/one"], due_at=now())
        thread.submit(forget).result(timeout=30)
    assert session().scalars(select(LinkCheck.url).order_by(LinkCheck.url)).all() == [
        "https://books.example.org/one", "https://books.example.org/other",
    ]  # fmt: skip


def test_forgetting_passes_over_what_is_named_at_that_moment(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    named_no_more("https://books.example.org/one", "https://books.example.org/two")
    monkeypatch.setattr(retention, "_A_BATCH", 1)
    monkeypatch.setattr(links, "_IS_NAMED", false())  # as one sees it who looked before the save
    retention.forget()
    assert session().scalars(select(LinkCheck.url)).all() == ["https://books.example.org/other"]


def test_a_save_that_names_the_same_asks_the_database_nothing_about_it(sqlite_app: Flask) -> None:
    guide = a_guide("draft", a_document(resources=naming("https://books.example.org/one")))
    with counted() as asked:
        revise(guide.id, summary="Another.")
    assert not [one for one in asked if "guide_link" in one or "link_check" in one]


def test_the_worker_looks_for_them_when_it_is_told_to(sqlite_app: Flask, clock: time_machine.Traveller) -> None:
    ordered: list[int] = []
    worker = Worker("one", {}, context=sqlite_app.app_context, order=lambda: ordered.append(1))
    worker.run_once()
    worker.run_once()
    assert ordered == [1]


def test_two_who_name_an_address_first_are_both_saved(
    postgresql_app: Flask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = a_guide("draft"), a_guide("draft")
    both_are_there, note = Barrier(2), link_checking.note

    def noted(guide_id: UUID, document: Document, before: Document | None) -> None:
        both_are_there.wait(timeout=30)
        note(guide_id, document, before)

    monkeypatch.setattr(link_checking, "note", noted)

    def save(guide: Guide) -> Kept:
        text = a_document(slug=guide.slug, resources=naming("https://example.org/new", "https://example.org/other"))
        return drafting.save_draft(guide.id, text, base=1, actor=actor("author"))

    saved = at_once(postgresql_app, lambda: save(one), lambda: save(other))
    assert [isinstance(kept, Kept) for kept in saved] == [True, True], saved
