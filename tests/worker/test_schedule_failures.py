"""A guide that failed to go live is seen by people where they work, in their mail, and by whoever watches the site."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms.services import mailing, scheduling
from cms.store import guides, schedules
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.web.parts import Parts
from cms.worker import Mail, Scheduler, SmtpServer
from cms.worker.duties import PartlyDone
from tests.factories import a_guide, act
from tests.support.mailbox import mailbox
from tests.support.people import PEOPLE
from tests.support.screens import shown
from tests.worker.posts import a_worker

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHEN = "Was to go live on Mon 2 Mar 2026, 11:00 (Europe/Berlin), which is 10:00 UTC"


def said(mail: EmailMessage) -> str:
    """Its text, in one line."""
    text = mail.get_body(("plain",))
    assert text
    return " ".join(text.get_content().replace(">", "").split())


def test_a_failure_is_seen_on_the_desk_in_the_mail_and_in_the_figures(
    sqlite_app: Flask, parts: Parts, client: FlaskClient, client_for: Callable[[str], FlaskClient]
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        guide = a_guide("approved")
        act(guide.id, "schedule", "publisher", due=MONDAY + timedelta(hours=1), zone="Europe/Berlin")
        with transaction():
            guides.give_up(guide.id)
        a_guide("published", {**guides.revision(guide.id, 1).document, "language": "fr"})
        clock.shift(timedelta(hours=1))
        assert Scheduler(parts.renderer, parts.rules).run_due() == 1

        why = "Another guide already has the address"
        for role in ("publisher", "reviewer"):
            desk = shown(client_for(role), "/editor/")
            assert "Publishing failed" in desk.text
            assert WHEN in desk.text
        assert WHEN in shown(client_for("author"), "/editor/guides?state=publish_failed").text
        page = shown(client_for("publisher"), f"/editor/guides/{guide.id}")
        assert "This did not go live." in page.text
        assert why in page.text

        with mailbox() as box:
            server = SmtpServer.from_url(box.url, name="guides.test")
            post = Mail(server, parts.letters, sender="The desk <desk@example.org>")
            worker = a_worker(sqlite_app, handlers={mailing.MAIL: post})
            while worker.run_once():
                pass
        told = {one["To"].addresses[0].addr_spec: said(one) for one in box.received}
        for key in ("publisher", "managing_editor", "author"):
            assert "Publishing failed: “From Bus Driver" in told[PEOPLE[key].email], key
            assert why in told[PEOPLE[key].email], key

        figures = client.get("/metrics").text
        assert "crossway_publish_failures_total 1.0" in figures
        assert "crossway_publish_failed 1.0" in figures


def test_a_fault_at_one_guide_keeps_no_other_from_its_time(
    app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it lasts, and with room for one schedule alone; once it is mended that guide goes live."""
    monkeypatch.setattr("cms.worker.schedule._AT_A_TIME", 1)
    with time_machine.travel(MONDAY, tick=False) as clock:
        first, second, third = (scheduled(hours) for hours in (1, 2, 3))
        broken = a_fault_at(first, monkeypatch)
        clock.shift(timedelta(hours=2))
        worker = a_worker(app, scheduler=Scheduler(parts.renderer, parts.rules))
        with pytest.raises(PartlyDone) as fault:
            worker.run_once()
        assert isinstance(fault.value.__cause__, ZeroDivisionError)
        worker.run_once()
        assert states(first, second, third) == ["scheduled", "published", "scheduled"]
        clock.shift(timedelta(hours=1))
        with pytest.raises(PartlyDone):
            worker.run_once()
        worker.run_once()
        assert states(first, third) == ["scheduled", "published"]
        broken.clear()
        clock.shift(timedelta(minutes=1))
        worker.run_once()
        assert states(first) == ["published"]


def test_a_fault_that_stays_ends_as_a_failure_that_people_see(
    app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        guide = scheduled(1)
        a_fault_at(guide, monkeypatch)
        scheduler = Scheduler(parts.renderer, parts.rules)
        clock.shift(timedelta(hours=1))
        for _ in range(20):
            assert states(guide) == ["scheduled"]
            with pytest.raises(PartlyDone):
                scheduler.run_due()
            assert scheduler.run_due() == 0, "it waits"
            clock.shift(timedelta(minutes=1))
        assert states(guide) == ["publish_failed"]
        plan = schedules.newest(guide.id)
        assert plan
        assert plan.error == "This failed inside 20 times: ZeroDivisionError."


def scheduled(hours: int) -> Guide:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=MONDAY + timedelta(hours=hours), zone="Europe/Berlin")
    return guide


def a_fault_at(guide: Guide, monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Outside of what is undone by itself. Lasts until the set is emptied."""
    broken, misfit = {guide.id}, scheduling.misfit

    def faulty(one: Guide, *more: Any) -> str:
        if one.id in broken:
            raise ZeroDivisionError
        return misfit(one, *more)

    monkeypatch.setattr(scheduling, "misfit", faulty)
    return broken


def states(*asked: Guide) -> list[str]:
    session().rollback()
    return [guides.find(one.id).state for one in asked]
