"""The description of every call that programs make, as OpenAPI 3.1.

Derived: routes from the URL map, documents from GuideContent, acts from the workflow table, scopes from the accounts.
What cannot be derived, the words, stands in public.py and editorial.py, one entry a route; a test compares both.
"""

import re
from collections.abc import Iterable
from typing import Any

from werkzeug.routing import Map

from cms.rendering.published import Site
from cms.web.api.openapi import components, editorial, info, public

OPERATIONS: dict[str, dict[str, Any]] = {**public.OPERATIONS, **editorial.OPERATIONS}

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
_NAME = re.compile(r"\{\w+\}")


def describe(routes: Map, site: Site) -> dict[str, Any]:
    """The OpenAPI document of those routes that have a description, in the order of the descriptions."""
    there = set(calls(routes))
    paths: dict[str, dict[str, Any]] = {}
    for call, operation in OPERATIONS.items():
        if nameless(call) in there:
            method, _, path = call.partition(" ")
            paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.1",
        "info": info.about(site),
        "servers": [{"url": site.base_url}],
        "tags": info.TAGS,
        "paths": paths,
        "components": components.all_of_them(),
    }


def calls(routes: Map) -> Iterable[str]:
    """Every route as `GET /guides/{}`: what an argument is called is no part of the contract."""
    for rule in routes.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield nameless(f"{method} {_ARGUMENT.sub('{x}', rule.rule)}")


def nameless(call: str) -> str:
    return _NAME.sub("{}", call)
