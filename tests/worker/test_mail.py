"""Mail, received by a real SMTP server: what it says, when it is tried again, and what is never in it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms.rendering.letters import Letter
from cms.services import mailing, notifying
from cms.services.notices import MENTION
from cms.store import accounts, notifications
from cms.store.db import transaction
from cms.store.notifications import DAILY
from cms.store.outbox import DEAD, DONE, WAITING, Job
from cms.web.parts import Parts
from cms.worker import Folder, Mail, MailServer, SmtpServer, Worker
from tests.factories import a_document, a_guide, act
from tests.support.mailbox import Mailbox, mailbox
from tests.support.people import PEOPLE, actor
from tests.worker.posts import a_worker, jobs

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINK = "http://guides.test/welcome/a-token-that-works-once"
pytestmark = pytest.mark.usefixtures("people")
INVITATION = Letter(
    "You are invited", ("Hello,", "Ada invites you."), action=("Choose a password", LINK), small=("It works once.",)
)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def a_postman(app: Flask, parts: Parts, server: MailServer | str | None) -> Worker:
    """server: none, or one, or its address."""
    made = SmtpServer.from_url(server, name="guides.test") if isinstance(server, str) else server
    return a_worker(app, handlers={mailing.MAIL: Mail(made, parts.letters, sender="The desk <desk@example.org>")})


def mails(state: str | None = None) -> list[Job]:
    return [job for job in jobs(state) if job.kind == mailing.MAIL]


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Text and HTML."""
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text
    assert html
    return text.get_content().replace("\r\n", "\n"), html.get_content()


def test_mails_what_somebody_must_act_on(
    sqlite_app: Flask, parts: Parts, box: Mailbox, client_for: Callable[[str], FlaskClient]
) -> None:
    guide = a_guide("draft", a_document(title="From <Nurse> to “Añalyst” & more"))
    act(guide.id, "submit", "author", change_note="First\nedition <b>", major=True)
    assert a_postman(sqlite_app, parts, box.url).run_once() == 2
    assert sorted(one["To"].addresses[0].addr_spec for one in box.received) == ["ravi@example.org", "ruth@example.org"]
    one = box.received[0]
    assert str(one["Subject"]) == "Waits for your review: From <Nurse> to “Añalyst” & more"
    assert str(one["From"]) == "The desk <desk@example.org>"
    assert one["List-Unsubscribe"] == "<http://guides.test/account#mail>"
    assert one["Auto-Submitted"] == "auto-generated"
    text, html = bodies(one)
    assert "Amira Haddad sent it for review." in text
    assert "> First\n> edition <b>" in text
    assert text.count(f"/editor/guides/{guide.id}") == 1  # behind the one button
    assert html.count("Waits for your review") == 2  # as the title of the message and as its heading
    assert "From &lt;Nurse&gt; to “Añalyst” &amp; more" in html
    assert "<b>" not in html
    assert "<img" not in html
    for link in {*re.findall(r"https?://[^\s<>\"]+", text), *re.findall(r'href="([^"]+)"', html)}:
        assert link.startswith("http://guides.test"), link
        assert client_for("reviewer").get(link.removeprefix("http://guides.test") or "/").status_code == 200, link
    assert [job.state for job in mails()] == [DONE, DONE]
    assert notifications.to_mail(PEOPLE["reviewer"].id) == []


def test_sends_a_letter_and_keeps_no_word_of_it(sqlite_app: Flask, parts: Parts, box: Mailbox) -> None:
    mailing.send("new@bücher.example", INVITATION)
    assert LINK in str(mails()[0].payload)
    a_postman(sqlite_app, parts, box.url).run_once()
    [one] = box.received
    assert box.recipients == [["new@xn--bcher-kva.example"]]
    assert one["List-Unsubscribe"] is None
    assert all(LINK in body for body in bodies(one))
    assert "a-token-that-works-once" not in str(mails()[0].payload)


@pytest.mark.parametrize("evil", ["Hello\r\nBcc: victim@example.org", "Hello\nX-Evil: 1\n\nbody", "a\x0bb\u2028Bcc: x"])
def test_lets_nothing_into_the_headers(sqlite_app: Flask, parts: Parts, box: Mailbox, evil: str) -> None:
    with transaction():
        person = accounts.find(actor("reviewer").id)
        assert person
        person.name = evil
    mailing.send("victim@example.org", Letter(evil, (evil,)))
    guide = a_guide()
    with transaction():
        notifying.tell(MENTION, guide=guide, actor=actor("author"), people=[actor("reviewer").id], comment=evil)
    a_postman(sqlite_app, parts, box.url).run_once()
    assert len(box.received) == 2
    for one in box.received:
        assert {name.lower() for name in one.keys()} <= {  # noqa: SIM118  # a message is no mapping
            "subject", "from", "to", "date", "message-id", "auto-submitted", "list-unsubscribe", "mime-version",
            "content-type", "x-peer", "x-mailfrom", "x-rcptto",
        }  # fmt: skip
        assert len(one["To"].addresses) == 1
    assert [len(each) for each in box.recipients] == [1, 1]


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: c@d.example", "no address"])
def test_sends_nothing_to_what_is_no_address(sqlite_app: Flask, parts: Parts, box: Mailbox, address: str) -> None:
    mailing.send(address, INVITATION)
    a_postman(sqlite_app, parts, box.url).run_once()
    assert box.received == []
    assert [job.state for job in mails()] == [WAITING]


def test_tries_again_with_the_same_message_when_nobody_answers(
    sqlite_app: Flask, parts: Parts, box: Mailbox, clock: time_machine.Traveller
) -> None:
    guide = a_guide("in_review")
    a_postman(sqlite_app, parts, "smtp://127.0.0.1:1").run_once()
    assert {job.error for job in mails(WAITING)} == {"The mail server does not answer: ConnectionRefusedError."}
    with transaction():
        notifying.tell(MENTION, guide=guide, actor=actor("author"), people=[actor("reviewer").id])
    box.refusals = ["451 later"] * 2
    postman = a_postman(sqlite_app, parts, box.url)
    clock.shift(timedelta(hours=1))
    postman.run_once()
    assert box.received == []
    clock.shift(timedelta(hours=1))
    while postman.run_once():
        pass
    known = {f"<{job.payload['id']}@guides.test>" for job in mails(DONE)}
    assert {str(one["Message-ID"]) for one in box.received} == known
    assert [len(job.payload["notifications"]) for job in mails()] == [1, 1, 1], "a message once begun says no more"


def test_gives_up_what_is_refused_for_good(sqlite_app: Flask, parts: Parts, box: Mailbox) -> None:
    box.refusals = ["550 no such mailbox\x00 here"]
    mailing.send("nobody@example.org", INVITATION)
    a_postman(sqlite_app, parts, box.url).run_once()
    [job] = mails()
    assert (job.state, job.attempts) == (DEAD, 1)
    assert str(job.error).startswith("The mail server refused the mail: no such mailbox")
    assert "letter" not in job.payload


def test_gives_up_after_a_day_and_a_half(sqlite_app: Flask, parts: Parts, clock: time_machine.Traveller) -> None:
    mailing.send("somebody@example.org", INVITATION)
    postman = a_postman(sqlite_app, parts, "smtp://127.0.0.1:1")
    for _ in range(len(Mail.schedule) + 1):
        assert postman.run_once() == 1
        clock.shift(timedelta(days=1))
    [job] = mails()
    assert (job.state, job.attempts) == (DEAD, len(Mail.schedule) + 1)


def test_brings_the_day_in_one_mail(
    sqlite_app: Flask, parts: Parts, box: Mailbox, clock: time_machine.Traveller
) -> None:
    for key in ("reviewer", "second_reviewer"):
        notifying.choose_mail(PEOPLE[key].id, DAILY)
    for _ in range(3):
        a_guide("in_review")
    postman = a_postman(sqlite_app, parts, box.url)
    assert postman.run_once() == 0
    notifying.read(PEOPLE["second_reviewer"].id)
    clock.move_to(MONDAY + timedelta(days=1))
    postman.run_once()
    [one] = box.received
    assert str(one["To"]) == "Ruth Lindqvist <ruth@example.org>"
    assert str(one["Subject"]) == "3 things in your inbox, 3 to act on"
    assert bodies(one)[0].count("Waits for your review") == 3


def test_mails_nobody_who_has_left_meanwhile(sqlite_app: Flask, parts: Parts, box: Mailbox) -> None:
    a_guide("in_review")
    with transaction():
        for key, change in (("reviewer", {"active": False}), ("second_reviewer", {"roles": []})):
            person = accounts.find(actor(key).id)
            assert person
            for name, value in change.items():
                setattr(person, name, value)
    a_postman(sqlite_app, parts, box.url).run_once()
    assert box.received == []
    assert {(job.state, job.error) for job in mails()} == {
        (DONE, "Not sent: everything was read by then, or is no longer for this person.")
    }


def test_keeps_mail_in_a_folder_while_one_develops(sqlite_app: Flask, parts: Parts, tmp_path: Path) -> None:
    mailing.send("new@example.org", INVITATION)
    a_postman(sqlite_app, parts, Folder(tmp_path / "mail")).run_once()
    [file] = (tmp_path / "mail").glob("*.eml")
    assert LINK in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_sends_nothing_without_a_server(sqlite_app: Flask, parts: Parts) -> None:
    mailing.send("new@example.org", INVITATION)
    a_postman(sqlite_app, parts, None).run_once()
    [job] = mails()
    assert (job.state, job.error) == (DONE, "Not sent: no mail server is set (CMS_SMTP_URL).")
    assert "letter" not in job.payload
