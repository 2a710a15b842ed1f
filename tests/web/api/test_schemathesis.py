"""Schemathesis over HTTP: every call with the right and the wrong input its description implies.

In every run a few examples, always the same; `make conform` tries many, and others each time.
"""

import copy
import os
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema

from cms.content.schema import Schema
from tests.factories import a_guide
from tests.support.clients import Api
from tests.web.api.calls import told

EXPLORES = bool(os.environ.get("CMS_TEST_EXPLORE"))
EDITORIAL = "/api/v1/editorial/"
MANY_MEMBERS = ["createGuide", "saveDocument", "feed", "atomFeed", "listGuides", "act"]
CHECKS = {
    # What keeps to its schema may still break a rule that only the workflow or the guide's state knows.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "403", "404", "409", "410", "422"]},
    "missing_required_header": {"expected-statuses": ["400", "401", "422", "428"]},
}


def config(base_url: str, token: str) -> SchemathesisConfig:
    generation: dict[str, Any] = {"max-examples": 200 if EXPLORES else 5, "database": "none"}
    if not EXPLORES:
        generation["deterministic"] = True
    # Trying each member of a document in turn, or each filter of every list, takes long; a few drawn at random do not.
    drawn = {"coverage": {"enabled": EXPLORES}, "fuzzing": {"enabled": True}}
    in_turn = {"coverage": {"enabled": True}, "fuzzing": {"enabled": EXPLORES}}
    operations = [
        {"include-operation-id": MANY_MEMBERS, "phases": drawn},
        {"exclude-operation-id": MANY_MEMBERS, "phases": in_turn},
    ]
    return SchemathesisConfig.from_dict(
        {
            "base-url": base_url, "headers": {"Authorization": f"Bearer {token}"}, "generation": generation,
            "phases": {"stateful": {"enabled": False}}, "checks": CHECKS, "operations": operations,
        }
    )  # fmt: skip


def aimed(description: Schema, part: str, **known: str) -> Schema:
    """One part of the description, with parameters in paths that lead to what is there.

    Without cursors, which are signed, and without the plan, whose form forgives people what programs are refused.
    """
    description = copy.deepcopy(description)
    is_editorial = part == "editorial"
    description["paths"] = {
        path: methods
        for path, methods in description["paths"].items()
        if path.startswith(EDITORIAL) == is_editorial and not path.endswith("/plan")
    }
    for path, operation in ((path, one) for path, methods in description["paths"].items() for one in methods.values()):
        operation["parameters"] = [one for one in operation.get("parameters", ()) if one["name"] != "cursor"]
        for parameter in operation["parameters"]:
            if parameter["name"] in known:
                parameter["schema"] = {"type": "string", "enum": [known[parameter["name"]]]}
            elif parameter["name"] == "limit" and path.startswith("/feed."):
                parameter["schema"]["maximum"] = 20  # in the full view, to which this keeps
    return description


def complaints(schema: BaseSchema) -> Iterator[str]:
    """What was found wrong; a call that could not be tried at all counts too."""
    tried = 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            yield f"error: {event.label}: {event.info}"
        if isinstance(event, events.FatalError):
            yield f"error: {event.exception}"
        if not isinstance(event, events.ScenarioFinished):
            continue
        tried += len(event.recorder.cases)
        for check in (one for checks in event.recorder.checks.values() for one in checks):
            if check.failure_info:
                failure, code = check.failure_info.failure, check.failure_info.code_sample
                yield f"{event.recorder.label}: {failure.title}: {failure.message}\n{code}"
    if tried < 50:
        yield f"only {tried} requests were made"


@pytest.mark.parametrize("part", ["public", "editorial"])
def test_answers_as_it_is_described(
    live_server: str, client: FlaskClient, api_for: Callable[..., Api], part: str
) -> None:
    slug, draft = a_guide("published").slug, str(a_guide("draft").id)
    known = {
        "slug": slug, "id_or_slug": slug, "guide_id": draft, "number": "1", "view": "full",
        "file": "swagger-ui.css", "release": metadata.version("flask_swagger_ui"),
    }  # fmt: skip
    description = aimed(told(client.get("/api/openapi.json", base_url=live_server)), part, **known)
    schema = schemathesis.openapi.from_dict(description, config=config(live_server, api_for("author").token))
    assert "\n\n".join(complaints(schema)) == ""
