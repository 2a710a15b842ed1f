"""A second factor in the hands of a test: an app that shows codes, and a shorter way to have one."""

import re

from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from cms import clock
from cms.store.accounts import Passkey, User
from cms.store.db import session, transaction
from tests.support.clients import submit
from tests.support.people import PEOPLE

SETUP, CODE, RECOVERY_CODES, RECOVERY = (
    "/account/second-step",
    "/login/code",
    "/account/recovery-codes",
    "/login/recovery",
)


def app_that_scanned(page: str) -> TOTP:
    """What an authenticator app makes of the key on the page."""
    key = re.search(r'dir="ltr">([A-Z2-7-]+)</code>', page)
    assert key
    return TOTP(key.group(1))


def set_up(client: FlaskClient) -> TOTP:
    """By the pages, as everyone does. Uses up the code of this moment."""
    page = submit(client, SETUP, {"setup": "authenticator"}, page=SETUP)
    assert page.status_code == 200, page.text
    app = app_that_scanned(page.text)
    answer = submit(client, CODE, {"code": app.generate().token})
    assert (answer.status_code, answer.location) == (302, RECOVERY_CODES), answer.text
    return app


def recovery_codes(client: FlaskClient) -> list[str]:
    page = submit(client, RECOVERY_CODES, page=RECOVERY_CODES)
    assert page.status_code == 200, page.text
    return re.findall(r"<li>([0-9a-f-]{14})</li>", page.text)


def give(app: Flask, key: str) -> TOTP:
    """Straight to the database: this person has a second factor, whose app is returned."""
    factory = app.extensions["security"].totp_factory
    secret = factory.generate_totp_secret()
    with transaction():
        person = session().get(User, PEOPLE[key].id)
        assert person
        person.tf_primary_method, person.tf_totp_secret = "authenticator", secret
    return TOTP(factory.get_totp_b32_key(secret))


def give_passkey(key: str, name: str = "Laptop") -> None:
    """Which nothing could sign in with, but which is there."""
    with transaction():
        person = session().get(User, PEOPLE[key].id)
        assert person
        made = Passkey(name=name, credential_id=name.encode(), public_key=b"key", sign_count=0, usage="secondary")
        made.device_type, made.backup_state, made.lastuse_datetime = "single_device", False, clock.now()
        person.webauthn.append(made)


def password(client: FlaskClient, key: str, typed: str = "", page: str = "/login") -> TestResponse:
    """The first step."""
    data = {"email": PEOPLE[key].email, "password": typed or PEOPLE[key].password}
    return submit(client, page, data, page=page)
