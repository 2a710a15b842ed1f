"""The description of the API: all of what is there, nothing else, and true; and the page that shows it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from playwright.sync_api import Page

from cms import workflow
from cms.content import GuideContent
from cms.content.schema import Schema
from cms.web.api import openapi
from tests.factories import a_guide, a_short_document
from tests.support.barriers import fits, free_of_barriers
from tests.web.api.calls import told

pytestmark = pytest.mark.usefixtures("sqlite_app")
DESCRIBED = ("/api/", "/feed.", "/guides/", "/schemas/", "/healthz", "/readyz", "/metrics")


@pytest.fixture
def description(client: FlaskClient) -> Schema:
    answer = client.get("/api/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: Schema = told(answer)
    return found


def operations(description: Schema) -> Iterator[tuple[str, Schema]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def validator(description: Schema, name: str) -> Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def complaints(description: Schema, name: str, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message:.200}" for error in validator(description, name).iter_errors(value)]


def test_is_valid_openapi_3_1(description: Schema) -> None:
    validate(description)
    assert description["openapi"].startswith("3.1.")
    assert [server["url"] for server in description["servers"]] == ["http://guides.test"]


def test_describes_every_public_and_editorial_route_and_nothing_else(sqlite_app: Flask, description: Schema) -> None:
    there = {call for call in openapi.calls(sqlite_app.url_map) if call.partition(" ")[2].startswith(DESCRIBED)}
    assert {openapi.nameless(call) for call, _ in operations(description)} == there
    assert {openapi.nameless(call) for call in openapi.OPERATIONS} == there


def test_names_every_operation_once(description: Schema) -> None:
    names = [operation["operationId"] for _, operation in operations(description)]
    assert len(names) == len(set(names))
    tags = {tag for _, operation in operations(description) for tag in operation["tags"]}
    assert tags <= {tag["name"] for tag in description["tags"]}


def test_says_what_each_call_answers_and_who_may_make_it(description: Schema) -> None:
    for call, operation in operations(description):
        method, _, path = call.partition(" ")
        is_editorial = path.startswith("/api/v1/editorial/")
        assert operation["security"] == ([{"token": []}] if is_editorial else []), call
        assert {"summary", "responses"} <= operation.keys(), call
        if is_editorial:
            assert {"400", "401", "403"} <= operation["responses"].keys(), call
        if "{" in path:
            assert "404" in operation["responses"], call
        if method == "POST":
            assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}, call
        for parameter in operation.get("parameters", ()):
            assert parameter["schema"], f"{call} {parameter['name']}"


def test_takes_acts_and_sections_from_their_tables(description: Schema) -> None:
    [act] = [operation for call, operation in operations(description) if call.endswith("/actions/{action}")]
    [action] = [one for one in act["parameters"] if one["name"] == "action"]
    assert set(action["schema"]["enum"]) == {row.action for row in workflow.TRANSITIONS} - {"create", "edit"}
    schemas = description["components"]["schemas"]
    assert list(schemas["Guide"]["properties"]) == [*GuideContent.members(), "_guide"]
    assert list(schemas["GuideDraft"]["properties"]) == list(GuideContent.members())


def test_shows_examples_that_its_own_schemas_take(description: Schema) -> None:
    shown = 0
    for call, operation in operations(description):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (one for body in bodies for one in body.get("content", {}).values() if "example" in one):
            schema = {**content["schema"], "components": description["components"]}
            assert list(Draft202012Validator(schema).iter_errors(content["example"])) == [], call
            shown += 1
    assert shown >= 3


@pytest.mark.parametrize("document", [None, a_short_document()], ids=["whole", "short"])
def test_is_true_of_what_is_public(client: FlaskClient, description: Schema, document: Schema | None) -> None:
    slug = a_guide("published", document).slug
    assert complaints(description, "Guide", told(client.get(f"/guides/{slug}.json"))) == []
    feed = told(client.get("/feed.json"))
    assert complaints(description, "Feed", feed) == []
    delivery = feed["items"][0]["_guide"]
    described = description["components"]["schemas"]["GuideDelivery"]["properties"]
    assert list(delivery) == [name for name in described if name in delivery]
    schema = told(client.get("/schemas/guide-1.0.json"))
    assert schema["$id"] == delivery["schema"]
    assert Draft202012Validator(schema).is_valid(told(client.get(f"/guides/{slug}.json")))
    assert complaints(description, "Problem", told(client.get("/guides/nowhere.json"))) == []


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs", "/schemas/guide-1.0.json", "/schemas/guide-1.d.ts"])
def test_is_kept_and_asked_for_again_like_all_that_is_public(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"].startswith("public, max-age=60")
    assert "Set-Cookie" not in first.headers
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(path).headers["ETag"] == first.headers["ETag"]
    assert client.get(f"{path}?surprise=1").status_code == (400 if path.startswith("/api/") else 200)


def test_serves_the_parts_of_its_page_for_ever_and_nothing_beside_them(client: FlaskClient) -> None:
    shown = re.findall(r'"(/api/docs/[^"]+)"', client.get("/api/docs").text)
    for path, media in zip(shown, ("text/css", "text/javascript"), strict=True):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, media)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for name in ("oauth2-redirect.html", "..%2f__init__.py", "swagger-ui.css.map"):
        assert client.get(f"{shown[0].rpartition('/')[0]}/{name}").status_code == 404
    assert client.get("/api/docs/1.0/swagger-ui.css").status_code == 404


def test_draws_every_call_in_a_browser_without_a_complaint_or_a_barrier(
    browser_for: Callable[..., Page], live_server: str, complaints: list[str]
) -> None:
    """Under the strict policy, with no other host in reach; not one message on the console, of whatever sort."""
    page = browser_for()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/api/docs#feed")
    page.locator(".opblock").first.wait_for()
    drawn = set(page.locator(".opblock-summary-path").evaluate_all("all => all.map(one => one.dataset.path)"))
    description = json.loads(page.evaluate("fetch('/api/openapi.json').then(answer => answer.text())"))
    assert drawn == set(description["paths"])
    page.locator("#operations-Guides-guideJson .opblock-summary-control").click()
    page.locator("#operations-Guides-guideJson .responses-inner").wait_for()
    page.get_by_role("tab", name="Example Value").first.click()
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("button", name="Close").first.wait_for()
    free_of_barriers(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    members = page.locator("section[aria-labelledby=feed] dt").all_inner_texts()
    assert "" not in page.locator("section[aria-labelledby=feed] dd").all_inner_texts()
    assert members == list(description["components"]["schemas"]["GuideDelivery"]["properties"])
    assert said == []


def test_a_filter_that_nobody_filled_in_is_described_as_it_is_taken(client: FlaskClient, description: Schema) -> None:
    for path in ("/feed.json", "/feed.atom", "/api/v1/guides"):
        for parameter in description["paths"][path]["get"]["parameters"]:
            if parameter["schema"].get("type") == "array" and parameter.get("explode", True):
                assert Draft202012Validator(parameter["schema"]).is_valid([""]), parameter["name"]
                assert client.get(f"{path}?{parameter['name']}=").status_code == 200
