"""A public representation: the bytes of one address, prepared once, and the answer each reader gets from them.

Content coding, validators and conditional requests as in RFC 9110, sections 8, 12 and 13. Plain values and no request,
so that an answer can be given before Flask is entered.
"""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import brotli
from werkzeug.http import http_date, parse_accept_header, parse_date, parse_etags

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
_CODINGS = (BROTLI, GZIP)  # what we would rather send comes first
_GZIP_LEVEL, _BROTLI_QUALITY = 6, 5  # brotli 11 takes seventy times as long for a fifth fewer bytes
_NOT_WORTH_IT = 256  # bytes
_OWN_BYTES = 2000  # of headers, tags and the object itself, about
_COMPRESSIBLE = ("text/", "application/json", "application/feed+json", "application/atom+xml", "application/xml",
                 "application/problem+json", "application/schema+json")  # fmt: skip
PUBLIC = "public, max-age=60, stale-while-revalidate=600, stale-if-error=3600"
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Representation:
    """What an address has to say.

    modified: when these bytes last changed, aware. tags: what a cache may be asked to forget it by. cache_control: what
    may be kept for how long. location: of a redirect. more: other headers, such as Link.
    """

    body: bytes
    media_type: str
    modified: datetime
    tags: Sequence[str] = ()
    status: int = 200
    cache_control: str = PUBLIC
    location: str = ""
    more: Sequence[tuple[str, str]] = ()


class Prepared:
    """A representation ready to send, in the codings that readers ask for.

    A coding is made when somebody first asks for it, and then kept; the plain text is not, once it is compressed and as
    long as nobody wants it so. size: bytes of all that is kept. weighed: what whoever keeps this has counted.
    """

    __slots__ = (
        "_bodies", "_headers", "_modified", "_plain_wanted", "_status", "_tag", "_unchanged", "size", "tags", "weighed",
    )  # fmt: skip

    def __init__(self, made: Representation, always: Sequence[tuple[str, str]]) -> None:
        """always: the headers that every answer carries."""
        self.tags = tuple(made.tags)
        self._status = f"{made.status} {HTTPStatus(made.status).phrase}"
        self._tag = sha256(made.body).hexdigest()[:32]
        self._modified = made.modified.astimezone(UTC).replace(microsecond=0)
        small = made.media_type.startswith(_COMPRESSIBLE) and len(made.body) >= _NOT_WORTH_IT
        # Without an entry: not made yet. Empty: not worth it.
        self._bodies = {IDENTITY: made.body} if small else {IDENTITY: made.body, GZIP: b"", BROTLI: b""}
        self._plain_wanted = False
        self.size = len(made.body) + _OWN_BYTES
        self.weighed = 0
        kept = [("Cache-Control", made.cache_control), ("Vary", "Accept-Encoding")]
        kept.append(("Last-Modified", http_date(self._modified)))
        if made.tags:
            kept += [("Surrogate-Key", " ".join(made.tags)), ("Cache-Tag", ",".join(made.tags))]
        self._unchanged: Headers = [*always, *kept, *made.more]
        text = made.media_type.startswith("text/")
        self._headers: Headers = [
            ("Content-Type", f"{made.media_type}; charset=utf-8" if text else made.media_type),
            *([("Location", made.location)] if made.location else []),
            *self._unchanged,
        ]

    def answer(self, asked: Mapping[str, Any]) -> tuple[str, Headers, bytes]:
        """Status line, headers and body. asked: a WSGI environment. A body is empty for HEAD and 304."""
        coding = self._coding(asked.get("HTTP_ACCEPT_ENCODING", ""))
        tag = f'"{self._tag}-{coding}"' if coding else f'"{self._tag}"'
        if self._status[0] == "2" and self._is_known(tag, asked):
            return "304 Not Modified", [("ETag", tag), *self._unchanged], b""
        body = self._body(coding)
        headers = [*self._headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        return self._status, headers, b"" if asked["REQUEST_METHOD"] == "HEAD" else body

    def _coding(self, accepted: str) -> str:
        return next((coding for coding in codings(accepted) if self._body(coding)), IDENTITY)

    def _body(self, coding: str) -> bytes:
        """Empty when this coding is not worth it."""
        if coding == IDENTITY:
            self._plain_wanted = True
        found = self._bodies.get(coding)
        return self._made(coding) if found is None else found

    def _made(self, coding: str) -> bytes:
        """gzip is what the others can be made from again."""
        known = self._bodies
        plain = known.get(IDENTITY) or gzip.decompress(known[GZIP])
        made = plain
        if coding == BROTLI:
            made = brotli.compress(plain, quality=_BROTLI_QUALITY)
        elif coding == GZIP:
            made = gzip.compress(plain, _GZIP_LEVEL, mtime=0)
        kept = {**known, coding: made}
        if kept.get(GZIP) and not self._plain_wanted:
            kept.pop(IDENTITY, None)
        self._bodies = kept  # in one step, for another thread may be reading
        self.size = sum(map(len, kept.values())) + _OWN_BYTES
        return made

    def _is_known(self, tag: str, asked: Mapping[str, Any]) -> bool:
        """If-None-Match goes before If-Modified-Since, which has a grain of a second."""
        if known := asked.get("HTTP_IF_NONE_MATCH"):
            return known == tag or parse_etags(known).contains_weak(tag.strip('"'))
        if since := asked.get("HTTP_IF_MODIFIED_SINCE"):
            moment = parse_date(since)
            return moment is not None and self._modified <= moment
        return False


@lru_cache(maxsize=512)
def codings(accepted: str) -> tuple[str, ...]:
    """The content codings we have that a reader takes, best first. accepted: an Accept-Encoding header."""
    wished = parse_accept_header(accepted)
    quality = {name.lower(): value for name, value in wished}
    every = quality.get("*", 0.0)
    taken = [coding for coding in _CODINGS if quality.get(coding, every) > 0]
    plain = quality.get("identity", 0.0)
    return tuple(
        sorted((one for one in taken if quality.get(one, every) >= plain), key=lambda one: -quality.get(one, every))
    )
