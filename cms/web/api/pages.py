"""A page of a list, as programs get it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from cms.content import json_text
from cms.rendering import urls
from cms.web import http
from cms.web.parts import parts
from cms.web.representation import Representation
from cms.web.response_cache import LISTS

JSON = "application/json"


def page(
    lists: Mapping[str, Iterable[str]], cursor: str, changed_at: datetime, tags: Sequence[str] = (LISTS,)
) -> Representation:  # fmt: skip
    """Of a public list. lists: the members of the body, their rows each as JSON. cursor: of the next page; "" on the
    last one.
    """
    rows = ",".join(f'"{name}":[{",".join(rows)}]' for name, rows in lists.items())
    end = json_text.plain({"next_cursor": cursor or None, "has_more": bool(cursor)})[1:]
    return Representation(f"{{{rows},{end}".encode(), JSON, changed_at, tags=tags, more=following(cursor))


def page_of(name: str, rows: list[Any], cursor: str) -> Response:
    """Of an editorial list, which is kept by nobody. cursor: of the next page; "" on the last one."""
    body = {name: rows, "next_cursor": cursor or None, "has_more": bool(cursor)}
    return http.json_answer(body, headers=dict(following(cursor)))


def following(cursor: str) -> list[tuple[str, str]]:
    """A Link (RFC 8288) to the same question from that place on."""
    if not cursor:
        return []
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    path = f"{request.path}?{urlencode([*asked, ('cursor', cursor)])}"
    return [("Link", f'<{urls.absolute(parts().renderer.site, path)}>; rel="next"')]
