"""Clients that stand outside: each request and each command runs without the test's own application context.

With one on the stack, Flask would share it with the request: the session of the database, and in `g` the person who
was signed in by the request before.
"""

import contextvars
from collections.abc import Mapping
from typing import Any

import flask
from click.testing import Result
from flask import Flask, has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from cms.store.db import session
from tests.support import snapshots
from tests.support.tokens import token_in

ORIGIN = "http://guides.test"


class Client(FlaskClient):
    """A browser without scripts. csrf: the token of the last page that had one."""

    csrf: str = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        path = args[0] if args else kwargs.get("path", "")
        if isinstance(path, str) and "://" not in path:
            kwargs.setdefault("base_url", ORIGIN)
        kwargs.setdefault("buffered", True)  # a file that is sent is closed again
        if has_app_context():
            session().rollback()
            session().expire_all()  # what the test read before is out of date afterwards
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        if response.mimetype == "text/html" and (found := token_in(response.get_data(as_text=True))):
            self.csrf = found
        return response


class CommandLine(FlaskCliRunner):
    """`flask …` as from a shell."""

    def invoke(self, *args: Any, **kwargs: Any) -> Result:
        if has_app_context():
            session().rollback()
            session().expire_all()
        result: Result = contextvars.Context().run(super().invoke, *args, **kwargs)
        return result


def submit(
    client: FlaskClient, url: str, data: Mapping[str, Any] | None = None, *, page: str | None = None, **more: Any
) -> TestResponse:
    """Posts a form with its token, which is read from `page` first: the form's own address where no other is named.

    A client that has seen a token already keeps using it, as a browser's open page would.
    """
    assert isinstance(client, Client)
    if page is not None or not client.csrf:
        client.get(page or url)
    return client.post(url, data={**(data or {}), "csrf_token": client.csrf}, **more)


def sign_in(client: FlaskClient, email: str, password: str) -> None:
    """Through the form, as everyone does, but for looking at its page, which takes as long as sending it."""
    assert isinstance(client, Client)
    token, client.csrf = contextvars.Context().run(_new_token, client.application)
    with client.session_transaction("/login", base_url=ORIGIN) as kept:
        kept["csrf_token"] = token
    answer = submit(client, "/login", {"email": email, "password": password})
    assert answer.status_code == 302, f"{email} could not sign in: {answer.status} {answer.get_data(as_text=True)}"


def signed_in(app: Flask, email: str, password: str) -> Client:
    """A new client that has signed in: a copy of the first one, where the database is a copy of that one's."""
    client = app.test_client()
    assert isinstance(client, Client)

    def written() -> tuple[dict[Any, Any], str]:
        sign_in(client, email, password)
        return dict(client._cookies or {}), client.csrf

    cookies, client.csrf = snapshots.once(("signed in", email), written)
    client._cookies = dict(cookies)
    return client


def _new_token(app: Flask) -> tuple[str, str]:
    """What a session keeps, and what a form sends along."""
    with app.test_request_context():
        sent = generate_csrf()
        return flask.session["csrf_token"], sent


class Api:
    """A program that calls the editorial API with someone's token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.token = client, token

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.send("POST", path, **more)

    def put(self, path: str, **more: Any) -> TestResponse:
        return self.send("PUT", path, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        return self.send("DELETE", path, **more)

    def send(
        self, method: str, path: str, *, json: Any = None, data: str | bytes | None = None, key: str | None = None,
        if_match: int | str | None = None, headers: Mapping[str, str] | None = None, **more: Any,
    ) -> TestResponse:  # fmt: skip
        """if_match: a revision number, sent as an entity tag, or the header as it is. key: for Idempotency-Key.

        data: a body as it is, sent as JSON unless `headers` says otherwise.
        """
        sent = {"Authorization": f"Bearer {self.token}"}
        if if_match is not None:
            sent["If-Match"] = f'"{if_match}"' if isinstance(if_match, int) else if_match
        if key is not None:
            sent["Idempotency-Key"] = key
        if data is not None:
            sent["Content-Type"] = "application/json"
        body = {"json": json} if json is not None else {"data": data} if data is not None else {}
        return self.client.open(path, method=method, headers={**sent, **(headers or {})}, **body, **more)
