"""What is asked for twice is done once: a program that heard no answer sends again, a button is pressed twice.

Effect and kept answer are one transaction, so there is never one without the other. Only what succeeded is kept: a
refusal rolls back everything, the key included, so the same key may be used again once what stood in the way is gone.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import abort
from sqlalchemy.exc import IntegrityError
from werkzeug import Response

from cms import clock
from cms.store import idempotency
from cms.store.db import session, transaction
from cms.store.idempotency import KeptAnswer

R = TypeVar("R", bound=Response)

_KEPT_FOR = timedelta(hours=24)
_HEADERS = ("Content-Type", "Location", "ETag")


class _TwinError(Exception):
    """The same request arrived at the same moment and was first."""


def once(owner: str, key: str, asked: str, make: Callable[[], R]) -> R | KeptAnswer:
    """What `make` answers, or what it answered when the key came first. It must refuse by raising, not by answering.

    owner: whose key it is. asked: digest of the request, which is kept beside the key.
    """
    try:
        with transaction():
            idempotency.forget(clock.now() - _KEPT_FOR, owner, key)
            if found := idempotency.kept(owner, key):
                return found
            place = _claim(owner, key, asked)
            response = make()
            _keep(place, response)
            return response
    except _TwinError:
        found = idempotency.kept(owner, key)
        if found is None:
            abort(409, "The same request was being worked on just now. Send it again.")
        return found


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
