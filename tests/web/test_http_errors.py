"""What HTTP itself refuses: one sentence, one status, for people and for programs."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide
from tests.support.clients import Api
from tests.web.told import page, problem

ClientFor = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/guides/no-such-guide", "/guides/No_Slug!", "/guides/", "/static/none.css"]
)
def test_shows_readers_who_are_lost_a_page_of_the_site(sqlite_app: Flask, client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    page(answer, 404)
    assert 'href="/static/public' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/guides/no-such-guide.json", "/api/nowhere", "/api/v1/editorial/nothing", "/x.json"])
def test_tells_programs_that_are_lost_by_a_problem_document(sqlite_app: Flask, client: FlaskClient, path: str) -> None:
    problem(client.get(path), 404)


@pytest.mark.parametrize("path", ["/editor/nowhere", "/account/nowhere", "/editor/guides/7"])
def test_shows_the_desk_to_those_lost_at_the_desk(sqlite_app: Flask, client_for: ClientFor, path: str) -> None:
    said = page(client_for("author").get(path), 404)
    assert "Back to your first page" in said.text
    assert "server" not in said.text
    assert 'href="/static/public' not in said.html


def test_answers_the_wrong_method_with_the_right_ones(sqlite_app: Flask, client: FlaskClient) -> None:
    answer = client.post("/feed.json")
    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    answer = client.delete("/guides/somewhere")
    assert 'href="/static/public' in page(answer, 405).html, "a reader stays on the readers’ side"
    assert "That did not work" in page(answer, 405).text
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_refuses_a_body_that_no_guide_could_need(
    sqlite_app: Flask, client_for: ClientFor, api_for: Callable[..., Api]
) -> None:
    guide = a_guide("draft")
    huge = b"a" * (5 * 1024 * 1024)
    author = client_for("author")
    said = page(author.post(f"/editor/guides/{guide.id}", data={"overview": huge.decode()}), 413)
    assert "more than is taken at once" in said.text
    problem(api_for("author").post("/api/v1/editorial/guides", data=huge), 413)


def test_takes_json_and_nothing_else_from_programs(sqlite_app: Flask, api_for: Callable[..., Api]) -> None:
    answer = api_for("author").post(
        "/api/v1/editorial/guides", data=b'{"document": {}}', headers={"Content-Type": "text/plain"}
    )
    assert "application/json" in problem(answer, 415)["detail"]


def test_asks_programs_without_a_token_for_one(sqlite_app: Flask, client: FlaskClient) -> None:
    answer = client.get("/api/v1/editorial/guides")
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("host", ["evil.example", "guides.test.evil.example", "guides.test@evil.example", "x" * 300])
def test_answers_for_no_other_host(sqlite_app: Flask, client: FlaskClient, host: str) -> None:
    for path in ("/", "/feed.json", "/login"):
        answer = client.get(path, headers={"Host": host})
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert host not in answer.text


@pytest.mark.parametrize("path", ["/?page=0", "/?page=x", "/?page=1e9"])
def test_names_the_parameter_that_is_wrong(sqlite_app: Flask, client: FlaskClient, path: str) -> None:
    assert "page must be" in page(client.get(path), 400).text
    assert "cursor cannot be read" in problem(client.get("/feed.json?cursor=x"), 400)["detail"]


def test_sends_the_headers_of_every_answer_with_an_error_too(sqlite_app: Flask, client: FlaskClient) -> None:
    for path in ("/nowhere", "/feed.json?limit=0", "/editor/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
