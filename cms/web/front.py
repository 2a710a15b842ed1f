"""The front of the application: readers are answered here, from memory or by a short way, before Flask is entered."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from string import printable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

from werkzeug.sansio.utils import host_is_trusted

from cms.web.representation import NOT_MODIFIED, Prepared, Ready, moment_of
from cms.web.response_cache import ResponseCache

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

READING = ("GET", "HEAD")
_SHORT = 500  # characters of an address or host that is remembered


class Front:
    """The WSGI application in front of Flask: hits and 304s are answered here, everything else goes through.

    parameters: per path, the names of the query parameters that make a difference; a path that is not there has none.
    is_embedded: whether the database is a file that this process reads by itself.
    shortcuts: per path, or per folder with its last slash, what prepares the answer to a path and query without Flask,
    or None when Flask must be asked.
    """

    shortcuts: Mapping[str, Callable[[str, str], Prepared | None]] = MappingProxyType({})

    def __init__(
        self, inner: "WSGIApplication", cache: ResponseCache, hosts: list[str], parameters: dict[str, frozenset[str]],
        *, is_embedded: bool = False,
    ) -> None:  # fmt: skip
        self._inner, self._cache, self._parameters, self._is_embedded = inner, cache, parameters, is_embedded
        self._short_key = lru_cache(maxsize=1024)(self._key)
        self._is_ours = lru_cache(maxsize=64)(lambda host: host_is_trusted(host, hosts))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if not query.isascii():  # bytes as they came; Werkzeug decodes only escaped ones
            query = environ["QUERY_STRING"] = quote(query.encode("latin-1"), safe=printable)
        _pass_over_what_is_no_date(environ)
        if self._is_for_readers(environ) and (found := self._found(path, query)):
            status, headers, body = found.answer(environ)
            self._cache.not_modified += status is NOT_MODIFIED
            start_response(status, headers)
            return [body]  # a list, which the server sends in one piece
        return self._inner(environ, start_response)

    def _found(self, path: str, query: str) -> Prepared | None:
        """In memory, or by a short way."""
        key = self.key(path, query)
        return self._cache.get(key) or self._by_short_way(key, path, query)

    def _by_short_way(self, key: str, path: str, query: str) -> Prepared | None:
        found, shortcut = None, self.shortcuts.get(path) or self.shortcuts.get(_folder(path))
        if shortcut:
            seen = self._cache.seen  # before anything is read: what changes meanwhile is not kept
            if found := shortcut(path, query):
                self._cache.put(key, found, seen)
        return found

    def at_hand(self, asked: Mapping[str, Any]) -> Ready | None:
        """The answer that nobody has to wait for, neither for the database nor for compression.

        None where there is none. A database in a file is at hand, too: its short ways take a fraction of a millisecond.

        asked: a WSGI environment, of which method, path, query, host and the fields of conditions and codings count.
        """
        path, query = asked["PATH_INFO"], asked["QUERY_STRING"]
        if not (self._cache.knows_the_time and query.isascii() and self._is_for_readers(asked)):
            return None
        key = self.key(path, query) if query or "?" in path else path
        found = self._cache.kept(key) or (self._by_short_way(key, path, query) if self._is_embedded else None)
        ready = found.ready(asked) if found else None
        if ready and ready.is_known:
            self._cache.not_modified += 1
        return ready

    def _is_for_readers(self, asked: Mapping[str, Any]) -> bool:
        host = asked.get("HTTP_HOST", "")
        return asked["REQUEST_METHOD"] in READING and len(host) < _SHORT and self._is_ours(host)

    def key(self, path: str, query: str) -> str:
        """The address without what makes no difference: the parameters that count, sorted by name."""
        if "?" in path:  # escaped, it begins no query
            return f"?{quote(path, safe='')}?{query}"
        if not query:
            return path
        return self._short_key(path, query) if len(path) + len(query) < _SHORT else self._key(path, query)

    def _key(self, path: str, query: str) -> str:
        names = self._parameters.get(path, frozenset())
        every = path.startswith("/api/")  # where an unknown parameter is refused, so that it makes a difference, too
        if not names and not every:
            return path
        pairs: list[tuple[str, str]] = parse_qsl(query, keep_blank_values=True, errors="werkzeug.url_quote")
        asked = sorted((pair for pair in pairs if every or pair[0] in names), key=itemgetter(0))
        return f"{path}?{urlencode(asked)}" if asked else path


def _pass_over_what_is_no_date(environ: "WSGIEnvironment") -> None:
    """As if it had not been said (RFC 9110, sections 13.1.3 and 13.1.5). With some of it, Werkzeug fails."""
    if (since := environ.get("HTTP_IF_MODIFIED_SINCE")) and not moment_of(since):
        del environ["HTTP_IF_MODIFIED_SINCE"]
    if (condition := environ.get("HTTP_IF_RANGE")) and '"' not in condition and not moment_of(condition):
        del environ["HTTP_IF_RANGE"]
        environ.pop("HTTP_RANGE", None)


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]
