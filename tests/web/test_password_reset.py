"""Invitations and forgotten passwords by mail: from the form to the letter that a mail server got, and in by it."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms import clock
from cms.services import accounts as acts
from cms.services import mailing, password_links
from cms.services.password_links import RESET, WELCOME, token_for
from cms.web.accounts import signing_keys
from cms.web.parts import parts
from cms.worker import Mail, PasswordResets, SmtpServer
from tests.support import clients, people
from tests.support.clients import Client
from tests.support.logs import written
from tests.support.mailbox import Mailbox, mailbox
from tests.support.people import PASSWORD, PEOPLE
from tests.support.screens import shown
from tests.support.sites import Site, Sites, make_site
from tests.support.statements import statements
from tests.worker.posts import a_worker, jobs

PHRASE = "four words are long enough"
AUTHOR, ADMIN = PEOPLE["author"], PEOPLE["admin"]
FORM = "/account/forgotten"
NOWHERE = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "desk@example.org"}


@pytest.fixture(scope="module")
def mailing_site(sites: Sites) -> Site:
    return make_site(sites.place("sqlite", "mailing"), settings={**NOWHERE, "rate_limits": True})


@pytest.fixture
def mails(mailing_site: Site) -> Iterator[Flask]:
    """An application from which mail leaves."""
    with mailing_site.fresh() as app, time_machine.travel(clock.now(), tick=False):
        people.ensure()
        yield app


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


def deliver(app: Flask, box: Mailbox) -> list[str]:
    """Lets a worker do all there is. The links in what arrived by that, without their origin."""
    letters, known = parts().letters, len(box.received)
    server = SmtpServer.from_url(box.url, name="guides.test")
    handlers: dict[str, Any] = {
        password_links.RESET_JOB: PasswordResets(signing_keys(app), letters.site),
        mailing.MAIL: Mail(server, letters, sender="desk@example.org"),
    }
    worker = a_worker(app, handlers=handlers)
    while worker.run_once():
        pass
    found = []
    for message in box.received[known:]:
        body = message.get_body(("plain",))
        assert body
        found += re.findall(r"http://guides\.test(/\S+/\S{40,})", body.get_content())
    return found


def ask(app: Flask, email: str, **more: Any) -> Any:
    client = app.test_client()
    assert isinstance(client, Client)
    client.get("/login")
    return client.post(FORM, data={"email": email, "csrf_token": client.csrf}, **more)


def choose(client: FlaskClient, link: str, password: str = PHRASE) -> Any:
    return shown(client, link).form(link).send(client, {"password": password, "password_again": password})


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(mails: Flask, box: Mailbox) -> None:
    inside, client = mails.test_client(), mails.test_client()
    clients.sign_in(inside, AUTHOR.email, PASSWORD)
    assert shown(client, "/login").text.count("Forgot your password?") == 1
    with written() as log:
        asked = shown(client, FORM).form(FORM).send(client, {"email": AUTHOR.email.upper()})
        [link] = deliver(mails, box)
    assert "Look into your mail" in asked.text
    assert box.recipients == [[AUTHOR.email]]
    assert choose(client, link).location == "/login"
    token = link.rpartition("/")[2]
    assert token not in "".join(log.lines)
    assert client.get("/account").status_code == 303  # signed in by nothing but signing in
    assert inside.get("/account").status_code == 303
    assert client.get(link).status_code == 404
    assert not [job for job in jobs() if token in str(job.payload) or "email" in job.payload]
    clients.sign_in(client, AUTHOR.email, PHRASE)


def test_the_link_ends_after_an_hour(mails: Flask, box: Mailbox) -> None:
    ask(mails, AUTHOR.email)
    [link] = deliver(mails, box)
    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        assert mails.test_client().get(link).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert mails.test_client().get(link).status_code == 404


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}]
)
def test_a_forged_host_changes_nothing_in_the_mail(mails: Flask, box: Mailbox, headers: dict[str, str]) -> None:
    ask(mails, AUTHOR.email)
    ask(mails, AUTHOR.email, headers={**headers, "Referer": "http://evil.example/login"})
    deliver(mails, box)
    assert box.received
    assert not [raw for raw in box.raw if b"evil" in raw]


def test_an_unknown_address_is_told_the_same_after_the_same_work(mails: Flask, box: Mailbox) -> None:
    acts.disable(PEOPLE["second_author"].id)
    told, asked = [], []
    for email in (AUTHOR.email, "nobody-at-all@example.org", PEOPLE["second_author"].email):
        with statements() as heard:
            answer = ask(mails, email)
        told.append((answer.status_code, answer.data, sorted(answer.headers.keys())))
        asked.append(list(heard))
    assert told[0] == told[1] == told[2]
    assert asked[0] == asked[1] == asked[2]
    assert len(deliver(mails, box)) == 1


def test_asking_again_and_again_is_slowed_down(mails: Flask, box: Mailbox) -> None:
    for email in (AUTHOR.email, "nobody-at-all@example.org"):
        answers = [ask(mails, email).status_code for _ in range(8)]
        assert answers == [200] * 5 + [429] * 3
    assert len(deliver(mails, box)) == 5


def test_says_what_is_wrong_with_an_address(mails: Flask) -> None:
    answer = ask(mails, "not <an> address")
    assert answer.status_code == 422
    assert "email-error-1" in answer.text
    assert "not &lt;an&gt; address" in answer.text
    assert not jobs()


def test_an_invitation_comes_by_mail_and_is_on_no_screen(mails: Flask, box: Mailbox) -> None:
    admin, client = mails.test_client(), mails.test_client()
    clients.sign_in(admin, ADMIN.email, PASSWORD)
    form = shown(admin, "/admin/people/invite").form("/invite")
    done = form.send(admin, {"email": "new.person@example.org", "name": "New Person", "role": ["author"]})
    assert done.status_code == 303
    page = shown(admin, done.location)
    assert "on its way to new.person@example.org" in page.text
    [link] = deliver(mails, box)
    assert box.received[0]["Subject"].startswith("You are invited to")
    assert link not in page.html
    assert choose(client, link).status_code == 303
    clients.sign_in(client, "new.person@example.org", PHRASE)
    assert client.get(link).status_code == 404
    shown(admin, done.location).form("/link").send(admin)
    [again] = deliver(mails, box)
    assert box.received[1]["Subject"].startswith("Choose a new password for")
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)):
        assert mails.test_client().get(again).status_code == 404


def test_a_link_of_one_kind_is_refused_as_the_other(mails: Flask) -> None:
    person = acts.find(AUTHOR.email)
    for kind, other in ((WELCOME, RESET), (RESET, WELCOME)):
        token = token_for(person, kind, signing_keys(mails))
        assert mails.test_client().get(f"{kind.path}/{token}").status_code == 200
        assert mails.test_client().get(f"{other.path}/{token}").status_code == 404


def test_leads_to_an_admin_where_no_mail_leaves(sites: Sites) -> None:
    made = make_site(sites.place("sqlite", "no_mail"), settings={"env": "production"}, base_url="https://guides.test")
    with made.fresh() as app:
        client: Any = app.test_client()
        page = client.get(FORM, base_url="https://guides.test")
        assert "ask an admin" in page.text
        assert "<form" not in page.text.partition("<main")[2]


def test_asks_for_no_token_of_another_site(sqlite_app: Flask, client_for: Callable[[str], FlaskClient]) -> None:
    assert client_for("author").post(FORM, data={"email": AUTHOR.email}).status_code == 400
    assert not jobs()
