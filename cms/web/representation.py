"""A public representation: the bytes of one address, prepared once, and the answer each reader gets from them.

Content coding, validators and conditional requests as in RFC 9110, sections 8, 12 and 13. Plain values and no request,
so that an answer can be given before Flask is entered.
"""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

import brotli
from werkzeug.http import http_date, parse_accept_header, parse_date, parse_etags
from xxhash import xxh3_128_hexdigest

from cms.web import heads

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
_CODINGS = (BROTLI, GZIP)  # what we would rather send comes first
_GZIP_LEVEL, _BROTLI_QUALITY = 6, 5  # brotli 11 takes seventy times as long for a fifth fewer bytes
_NOT_WORTH_IT = 256  # bytes
_LONGEST_WISH = 500  # characters
_OWN_BYTES = 2000  # of headers, tags and the object itself, about
_COMPRESSIBLE = ("text/", "application/json", "application/feed+json", "application/atom+xml", "application/xml",
                 "application/problem+json", "application/schema+json")  # fmt: skip
NOT_MODIFIED = "304 Not Modified"
_REPEATED = {  # in a 304, which renews the rest of what the reader has kept (RFC 9110, section 15.4.5)
    "ETag", "Cache-Control", "Vary", "Last-Modified", "Strict-Transport-Security", "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
}  # fmt: skip
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


class _Form(NamedTuple):
    """The answer in one coding. same: the headers of the 304 that stands for it. heads: of both, as they are sent."""

    tag: str
    headers: Headers
    same: Headers
    body: bytes
    heads: tuple[bytes, bytes]


class Prepared:
    """A representation ready to send, in the codings that readers ask for.

    A coding is made when somebody first asks for it, and then kept; the plain text is not, once it is compressed and as
    long as nobody wants it so. size: bytes of all that is kept. weighed: what whoever keeps this has counted. wanted:
    for whoever keeps this, to note that it was asked for.
    """

    __slots__ = (
        "_bodies", "_forms", "_headers", "_is_success", "_modified", "_plain_wanted", "_status", "_tag", "size", "tags",
        "wanted", "weighed",
    )  # fmt: skip

    def __init__(self, made: Representation, always: Sequence[tuple[str, str]]) -> None:
        """always: the headers that every answer carries."""
        self.tags = tuple(made.tags)
        self._status = f"{made.status} {HTTPStatus(made.status).phrase}"
        self._is_success = self._status[0] == "2"
        self._tag = xxh3_128_hexdigest(
            made.body
        )  # a change is never missed; who writes here has no gain in forging one
        self._modified = made.modified.astimezone(UTC).replace(microsecond=0)
        small = made.media_type.startswith(_COMPRESSIBLE) and len(made.body) >= _NOT_WORTH_IT
        # Without an entry: not made yet. Empty: not worth it.
        self._bodies = {IDENTITY: made.body} if small else {IDENTITY: made.body, GZIP: b"", BROTLI: b""}
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._plain_wanted = self.wanted = False
        self.size = len(made.body) + _OWN_BYTES
        self.weighed = 0
        text = made.media_type.startswith("text/")
        self._headers: Headers = [
            ("Content-Type", f"{made.media_type}; charset=utf-8" if text else made.media_type),
            *([("Location", made.location)] if made.location else []),
            *always,
            ("Cache-Control", made.cache_control),
            ("Vary", "Accept-Encoding"),
            ("Last-Modified", _dated(self._modified)),
            *([("Surrogate-Key", " ".join(made.tags)), ("Cache-Tag", ",".join(made.tags))] if made.tags else []),
            *made.more,
        ]

    def is_ready(self, asked: Mapping[str, Any]) -> bool:
        """Whether what is asked for was made before, or is plain."""
        wish = codings(asked.get("HTTP_ACCEPT_ENCODING", ""))
        return wish in self._forms or (not wish and IDENTITY in self._bodies)

    def answer(self, asked: Mapping[str, Any]) -> tuple[str, Headers, bytes]:
        """Status line, headers and body. asked: a WSGI environment. A body is empty for HEAD and 304."""
        form, is_known = self._chosen(asked)
        if is_known:
            return NOT_MODIFIED, form.same.copy(), b""
        return self._status, form.headers.copy(), b"" if asked["REQUEST_METHOD"] == "HEAD" else form.body

    def sent(self, asked: Mapping[str, Any]) -> tuple[bytes, bytes, bool]:
        """Head and body, ready to be sent with what ends a head between them, and whether it is a 304."""
        form, is_known = self._chosen(asked)
        return form.heads[is_known], b"" if is_known or asked["REQUEST_METHOD"] == "HEAD" else form.body, is_known

    def _chosen(self, asked: Mapping[str, Any]) -> tuple[_Form, bool]:
        wish = codings(asked.get("HTTP_ACCEPT_ENCODING", ""))
        form = self._forms.get(wish) or self._form(wish)
        return form, self._is_success and self._is_known(form.tag, asked)

    def _form(self, wish: tuple[str, ...]) -> _Form:
        coding = next((coding for coding in wish if self._body(coding)), IDENTITY)
        body = self._body(coding)
        tag = f'"{self._tag}-{coding}"' if coding else f'"{self._tag}"'
        headers = [*self._headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        same = [one for one in headers if one[0] in _REPEATED]
        heads_of_both = heads.head(int(self._status[:3]), headers), heads.head(HTTPStatus.NOT_MODIFIED, same)
        form = _Form(tag, headers, same, body, heads_of_both)
        self._forms = {**self._forms, wish: form}  # in one step, for another thread may be reading
        return form

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
        self._bodies = kept
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


_dated = lru_cache(maxsize=512)(http_date)


def codings(accepted: str) -> tuple[str, ...]:
    """The content codings we have that a reader takes, best first. accepted: an Accept-Encoding header.

    One that no program sends for its length is not read: it would be kept, and hold up those who wait behind it.
    """
    return _codings(accepted) if len(accepted) <= _LONGEST_WISH else ()


@lru_cache(maxsize=512)
def _codings(accepted: str) -> tuple[str, ...]:
    wished = parse_accept_header(accepted)
    quality = {name.lower(): value for name, value in wished}
    every = quality.get("*", 0.0)
    taken = [coding for coding in _CODINGS if quality.get(coding, every) > 0]
    plain = quality.get("identity", 0.0)
    return tuple(
        sorted((one for one in taken if quality.get(one, every) >= plain), key=lambda one: -quality.get(one, every))
    )
