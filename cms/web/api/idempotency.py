"""Idempotency-Key: a program that heard no answer may send its POST again without doing the thing twice.

Effect and kept answer are one transaction, so there is never one without the other. Only what succeeded is kept: a
refusal rolls back everything, the key included, so the same key may be used again once what stood in the way is gone.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from flask import Response, abort, request
from sqlalchemy.exc import IntegrityError

from cms import clock
from cms.store import idempotency
from cms.store.db import session, transaction
from cms.store.idempotency import KeptAnswer
from cms.web.access import current_actor

Arguments = ParamSpec("Arguments")

KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_HEADERS = ("Content-Type", "Location", "ETag")


class _TwinError(Exception):
    """The same request arrived at the same moment and was first."""


def once(view: Callable[Arguments, Response]) -> Callable[Arguments, Response]:
    """Makes a view answer a repeated key from what was kept. The view must refuse by raising, never by answering."""

    @wraps(view)
    def answered(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        if not _KEY.fullmatch(key):
            abort(400, "Idempotency-Key must be 1 to 255 visible ASCII characters.")
        asked, owner = _digest(), current_actor().id
        try:
            with transaction():
                idempotency.forget(clock.now() - KEPT_FOR, owner, key)
                if found := idempotency.kept(owner, key):
                    return _again(found, asked)
                place = _claim(owner, key, asked)
                response = view(*args, **kwargs)
                _keep(place, response)
                return response
        except _TwinError:
            found = idempotency.kept(owner, key)
            if found is None:
                abort(409, "The same request was being worked on just now. Send it again.")
            return _again(found, asked)

    return answered


def _digest() -> str:
    """What makes a request the same: method, path, If-Match, body, and what the caller may do now."""
    roles = " ".join(sorted(current_actor().roles))
    head = "\n".join((request.method, request.path, request.headers.get("If-Match", ""), roles))
    return sha256(sha256(head.encode()).digest() + request.get_data()).hexdigest()


def _claim(owner: str, key: str, asked: str) -> KeptAnswer:
    """Takes the key. A twin waits here for us on PostgreSQL (on SQLite it waited for its turn to write already)."""
    place = KeptAnswer(
        owner_id=owner, key=key, request_digest=asked, status=None, headers=None, body=None, at=clock.now()
    )
    session().add(place)
    try:
        session().flush()
    except IntegrityError:
        raise _TwinError from None
    return place


def _keep(place: KeptAnswer, response: Response) -> None:
    place.status = response.status_code
    place.headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    place.body = response.get_data(as_text=True)


def _again(found: KeptAnswer, asked: str) -> Response:
    if found.request_digest != asked:
        abort(422, "This Idempotency-Key was used for another request. Choose a new one.")
    response = Response(found.body, found.status, found.headers)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Idempotency-Replayed"] = "true"
    return response
