"""A public representation: the bytes of one address, prepared once, and the answer each reader gets from them.

Validators and conditional requests as in RFC 9110, sections 8 and 13. Plain values and no request, so that an answer
can be given before Flask is entered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

from werkzeug.http import http_date, parse_date, parse_etags
from xxhash import xxh3_128_hexdigest

from cms.web import heads
from cms.web.content_coding import BROTLI, GZIP, IDENTITY, codings, decoded, encoded, is_worth_it

_OWN_BYTES = 2000  # of headers, tags and the object itself, about
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


class Ready(NamedTuple):
    """An answer as it is sent, with what ends a head between its two parts. is_known: a 304."""

    head: bytes
    body: bytes
    is_known: bool


class _Form(NamedTuple):
    """The answer in one coding."""

    coding: str
    tag: str
    whole: Ready


class Prepared:
    """A representation ready to send, in the codings that readers ask for.

    A coding is made when somebody first asks for it, and then kept; the plain text is not, once it is compressed and as
    long as nobody wants it so. size: bytes of all that is kept. weighed: what whoever keeps this has counted. wanted:
    for whoever keeps this, to note that it was asked for.
    """

    __slots__ = (
        "_bodies", "_forms", "_headers", "_is_success", "_known", "_modified", "_plain_wanted", "_status", "_tag",
        "size", "tags", "wanted", "weighed",
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
        small = is_worth_it(made.media_type, len(made.body))
        # Without an entry: not made yet. Empty: not worth it.
        self._bodies = {IDENTITY: made.body} if small else {IDENTITY: made.body, GZIP: b"", BROTLI: b""}
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._known: dict[str, Ready] | None = None  # the 304s, by coding; most pages are never asked for one
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

    def answer(self, asked: Mapping[str, Any]) -> tuple[str, Headers, bytes]:
        """Status line, headers and body. asked: a WSGI environment. A body is empty for HEAD and 304."""
        form, is_known = self._chosen(asked)
        headers = self._with(form.coding, form.tag, len(form.whole.body))
        if is_known:
            return NOT_MODIFIED, _repeated(headers), b""
        return self._status, headers, b"" if asked["REQUEST_METHOD"] == "HEAD" else form.whole.body

    def ready(self, asked: Mapping[str, Any]) -> Ready | None:
        """The same, if it was made before, or is plain."""
        wish = codings(asked.get("HTTP_ACCEPT_ENCODING", ""))
        form = self._forms.get(wish)
        if form is None:
            if wish or IDENTITY not in self._bodies:
                return None
            form = self._form(wish)
        if self._is_success and self._is_known(form.tag, asked):
            return (self._known or {}).get(form.coding) or self._not_modified(form)
        return form.whole._replace(body=b"") if asked["REQUEST_METHOD"] == "HEAD" else form.whole

    def _chosen(self, asked: Mapping[str, Any]) -> tuple[_Form, bool]:
        wish = codings(asked.get("HTTP_ACCEPT_ENCODING", ""))
        form = self._forms.get(wish) or self._form(wish)
        return form, self._is_success and self._is_known(form.tag, asked)

    def _form(self, wish: tuple[str, ...]) -> _Form:
        coding = next((coding for coding in wish if self._body(coding)), IDENTITY)
        body = self._body(coding)
        tag = f'"{self._tag}-{coding}"' if coding else f'"{self._tag}"'
        head = heads.head(int(self._status[:3]), self._with(coding, tag, len(body)))
        form = _Form(coding, tag, Ready(head, body, False))
        self._forms = {**self._forms, wish: form}  # in one step, for another thread may be reading
        return form

    def _not_modified(self, form: _Form) -> Ready:
        headers = _repeated(self._with(form.coding, form.tag, len(form.whole.body)))
        made = Ready(heads.head(HTTPStatus.NOT_MODIFIED, headers), b"", True)
        self._known = {**(self._known or {}), form.coding: made}
        return made

    def _with(self, coding: str, tag: str, length: int) -> Headers:
        of_coding = [("Content-Encoding", coding)] if coding else []
        return [*self._headers, ("ETag", tag), ("Content-Length", str(length)), *of_coding]

    def _body(self, coding: str) -> bytes:
        """Empty when this coding is not worth it."""
        if coding == IDENTITY:
            self._plain_wanted = True
        found = self._bodies.get(coding)
        return self._made(coding) if found is None else found

    def _made(self, coding: str) -> bytes:
        """gzip is what the others can be made from again."""
        known = self._bodies
        made = encoded(coding, known.get(IDENTITY) or decoded(known[GZIP]))
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
            moment = moment_of(since)
            return moment is not None and self._modified <= moment
        return False


def moment_of(said: str) -> datetime | None:
    """What a header says, aware; None for what is no date, or none that a computer counts to."""
    try:
        return parse_date(said)
    except OverflowError:
        return None


def _repeated(headers: Headers) -> Headers:
    return [one for one in headers if one[0] in _REPEATED]


_dated = lru_cache(maxsize=512)(http_date)
