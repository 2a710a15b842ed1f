"""For those who build on this: the description of the API and its page, the schema of a guide and its types.

All of it follows from the program alone: it changes with the next deploy.
"""

from importlib import metadata, resources
from typing import Any

from flask import Blueprint, current_app, request

from cms import clock
from cms.content import json_text
from cms.content.schema import guide_schema
from cms.content.typescript import declarations
from cms.errors import NotFound
from cms.rendering import urls
from cms.web.access import public
from cms.web.api import parameters
from cms.web.api.openapi import components, describe
from cms.web.delivery import kept
from cms.web.parts import parts
from cms.web.representation import Representation

blueprint = Blueprint("reference", __name__)

_SINCE = clock.now()
_WHEEL = "flask_swagger_ui"  # its files only; the page is ours, because theirs has scripts in it
_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.before_request
def check() -> None:
    if request.path.startswith("/api/"):
        parameters.check()


@blueprint.get(urls.OPENAPI)
@public
@kept()
def openapi() -> Representation:
    routes, site = current_app.url_map, parts().renderer.site
    return _made(json_text.plain(describe(routes, site)), "application/json")


@blueprint.get(urls.SCHEMA)
@public
@kept()
def schema() -> Representation:
    return _made(json_text.plain(_schema()), "application/schema+json")


@blueprint.get(urls.TYPES)
@public
@kept()
def types() -> Representation:
    return _made(declarations(_schema()), "text/plain")


@blueprint.get(urls.DOCS)
@public
@kept()
def page() -> Representation:
    """The feed in words, then every call, drawn by Swagger UI."""
    site, release = parts().renderer.site, metadata.version(_WHEEL)
    html = current_app.jinja_env.get_template("api/docs.html").render(
        site=site, urls=urls, release=release, members=components.delivery(), style_sheet=urls.style_sheet_path()
    )
    return _made(html, "text/html")


@blueprint.get(f"{urls.DOCS}/<release>/<file>")
@public
@kept()
def part(release: str, file: str) -> Representation:
    """A file of Swagger UI. Its release stands in the address, so it may be kept for ever."""
    if file not in _FILES or release != metadata.version(_WHEEL):
        raise NotFound("There is no such file.")
    body = resources.files(_WHEEL).joinpath("dist", file).read_bytes()
    return Representation(body, _FILES[file], _SINCE, cache_control=_FOR_EVER)


def _made(text: str, media_type: str) -> Representation:
    return Representation(text.encode(), media_type, _SINCE)


def _schema() -> dict[str, Any]:
    return guide_schema(urls.absolute(parts().renderer.site, urls.SCHEMA))
