"""From a view to public bytes: prepares what it returns, keeps it for the next reader, and answers this one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from werkzeug.datastructures import Headers

from cms.store import direct, publications
from cms.store.db import db, read_by_default
from cms.web import headers
from cms.web.front import Front
from cms.web.representation import Prepared, Representation
from cms.web.response_cache import ResponseCache, Seen

View = Callable[..., Representation | ResponseReturnValue]
_CACHE, _FRONT = "crossway_cache", "crossway_front"


class _Ready(Response):
    """An answer whose headers are as they must be: Werkzeug would count the body of a HEAD, and strip a 304."""

    def get_wsgi_headers(self, environ: Any) -> Headers:
        if self.status_code == 304:
            self.headers.pop("Content-Type", None)  # Flask gives every answer one
        return self.headers


def kept(*parameters: str) -> Callable[[View], Callable[..., ResponseReturnValue]]:
    """For public views that return a Representation. parameters: those of the query that make a difference to it."""

    def apply(view: View) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def answer(**arguments: Any) -> ResponseReturnValue:
            cache: ResponseCache = current_app.extensions[_CACHE]
            front: Front = current_app.extensions[_FRONT]
            seen = cache.seen  # before anything is read: what changes meanwhile is not kept
            made = view(**arguments)
            if not isinstance(made, Representation):
                return made
            asked = request.environ
            prepared = Prepared(made, headers.of_public(current_app, open_to_all=headers.is_public_data(request.path)))
            cache.put(front.key(asked["PATH_INFO"], asked.get("QUERY_STRING", "")), prepared, seen)
            status, fields, body = prepared.answer(asked)
            return _Ready([body], status, Headers(fields))

        answer.parameters = frozenset(parameters)  # type: ignore[attr-defined]  # read by register()
        return answer

    return apply


def register(app: Flask, cache_bytes: int) -> None:
    """Puts the cache in front of the application. To be called when every route is known."""
    with app.app_context():
        engine = db.engine
    cache = ResponseCache(cache_bytes, lambda generation: _look(app, engine, generation))
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules() if not rule.arguments}
    parameters = {path: found for path, view in views.items() if (found := getattr(view, "parameters", None))}
    embedded = engine.dialect.name == "sqlite"
    front = Front(app.wsgi_app, cache, app.config["TRUSTED_HOSTS"], parameters, is_embedded=embedded)
    app.extensions[_CACHE], app.extensions[_FRONT] = cache, front
    app.wsgi_app = front  # type: ignore[method-assign]


def shortcut(app: Flask, path: str, make: Callable[[str, str], Representation | None]) -> None:
    """Answers this path without entering Flask, as far as `make` can; a folder with its last slash, all that is in it.

    make: from a path and a query to what is sent.
    """
    always = headers.of_public(app, open_to_all=headers.is_public_data(path))
    front: Front = app.extensions[_FRONT]

    def prepared(path: str, query: str) -> Prepared | None:
        made = make(path, query)
        return Prepared(made, always) if made else None

    front.shortcuts = {**front.shortcuts, path: prepared}


def _look(app: Flask, engine: Engine, generation: int) -> tuple[Seen, list[str]]:
    seen = Seen(*direct.clock(engine))
    if not 0 <= generation < seen.generation:
        return seen, []
    with app.app_context():
        read_by_default(True)
        return seen, [str(one) for one in publications.moved_since(generation)]
