"""Idempotency-Key: a program that heard no answer may send its POST again without doing the thing twice."""

import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec

from flask import Response, abort, request

from cms.store.idempotency import KeptAnswer
from cms.web import repeats
from cms.web.access import current_actor

Arguments = ParamSpec("Arguments")

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(view: Callable[Arguments, Response]) -> Callable[Arguments, Response]:
    """Makes a view answer a repeated key from what was kept. The view must refuse by raising, never by answering."""

    @wraps(view)
    def answered(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        if not _KEY.fullmatch(key):
            abort(400, "Idempotency-Key must be 1 to 255 visible ASCII characters.")
        asked = _digest()
        answer = repeats.once(current_actor().id, key, asked, lambda: view(*args, **kwargs))
        return _again(answer, asked) if isinstance(answer, KeptAnswer) else answer

    return answered


def _digest() -> str:
    """What makes a request the same: method, path, If-Match, body, and what the caller may do now."""
    roles = " ".join(sorted(current_actor().roles))
    head = "\n".join((request.method, request.path, request.headers.get("If-Match", ""), roles))
    return sha256(sha256(head.encode()).digest() + request.get_data()).hexdigest()


def _again(found: KeptAnswer, asked: str) -> Response:
    if found.request_digest != asked:
        abort(422, "This Idempotency-Key was used for another request. Choose a new one.")
    response = Response(found.body, found.status, found.headers)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Idempotency-Replayed"] = "true"
    return response
