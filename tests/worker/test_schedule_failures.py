"""A guide that failed to go live is seen by people where they work, in their mail, and by whoever watches the site."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms.services import mailing, scheduling
from cms.store import guides
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.web.parts import Parts
from cms.worker import Mail, Scheduler, SmtpServer
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
    app: Flask, parts: Parts, client: FlaskClient, client_for: Callable[[str], FlaskClient]
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
            worker = a_worker(app, handlers={mailing.MAIL: post})
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
    with time_machine.travel(MONDAY, tick=False) as clock:
        first, second = (a_guide("approved") for _ in range(2))
        for hours, guide in enumerate((first, second), start=1):
            act(guide.id, "schedule", "publisher", due=MONDAY + timedelta(hours=hours), zone="Europe/Berlin")
        clock.shift(timedelta(hours=2))
        misfit = scheduling.misfit

        def faulty(guide: Guide, *more: Any) -> str:
            if guide.id == first.id:
                raise ZeroDivisionError
            return misfit(guide, *more)

        monkeypatch.setattr(scheduling, "misfit", faulty)
        with pytest.raises(ZeroDivisionError):
            Scheduler(parts.renderer, parts.rules).run_due()
        assert [guides.find(one.id).state for one in (first, second)] == ["scheduled", "published"]
