"""Coming in, staying in and going out: sessions and their cookies."""

from collections.abc import Callable, Iterator
from http.cookies import Morsel, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cms.services import accounts as acts
from cms.workflow import Role
from tests.factories import a_guide
from tests.support import clients, people
from tests.support.clients import submit
from tests.support.people import PASSWORD, PEOPLE
from tests.support.sites import make_site

if TYPE_CHECKING:
    from tests.support.sites import Sites

ClientFor = Callable[[str], FlaskClient]
HTTPS = "https://guides.test"
ANOTHER = "seven slow trams at dawn"
AUTHOR = PEOPLE["author"]


def credentials(**more: str) -> dict[str, str]:
    """Those of the author, with whatever else the form says."""
    return {"email": AUTHOR.email, "password": PASSWORD, **more}


def is_in(client: FlaskClient) -> bool:
    answer = client.get("/account")
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def cookies(answer: TestResponse) -> dict[str, "Morsel[str]"]:
    """Those that the answer sets, by name."""
    found: dict[str, Morsel[str]] = {}
    for header in answer.headers.getlist("Set-Cookie"):
        found.update(SimpleCookie(header))
    return found


# Signing in


def test_opens_the_desk_after_signing_in(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    assert not is_in(client)
    answer = submit(client, "/login", credentials(), page="/login")
    assert (answer.status_code, answer.location) == (302, "/home")
    assert is_in(client)


def test_goes_where_one_was_sent_from(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    sent = client.get("/editor/?state=draft&q=bus")
    assert sent.status_code == 303
    login = sent.location
    assert parse_qs(urlsplit(login).query)["next"] == ["/editor/?state=draft&q=bus"]
    answer = submit(client, login, credentials(), page=login)
    assert answer.location == "/editor/?state=draft&q=bus"


def test_sends_those_whose_form_needs_signing_in_to_the_desk(sqlite_app: Flask, client: FlaskClient) -> None:
    client.get("/login")
    answer = submit(client, "/editor/guides/new", {})  # nothing was typed that could be handed back
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.location).query)["next"] == ["/editor/"]


def test_tells_a_wrong_password_from_an_unknown_address_by_nothing(
    sqlite_app: Flask, people: Any, client: FlaskClient
) -> None:
    tries = [
        credentials(password="not the password"),
        {"email": "nobody-at-all@example.org", "password": PASSWORD},
        {"email": "nobody-at-all@example.org", "password": "not the password"},
    ]
    said = []
    for one in tries:
        answer = submit(client, "/login", one, page="/login")
        assert answer.status_code == 200
        said.append(answer.text.replace(one["email"], "").replace(str(client.csrf), ""))  # type: ignore[attr-defined]
        assert not is_in(client)
    assert said[0] == said[1] == said[2]


ELSEWHERE = [
    "https://evil.example/", "//evil.example", "///evil.example", r"/\evil.example", r"\\evil.example",
    "/%09/evil.example", "/\t/evil.example", "http:evil.example", "https:///evil.example", "javascript:alert(1)",
    "data:text/html,x", "guides.test@evil.example", "//guides.test@evil.example/", "%2f%2fevil.example",
    "http://guides.test.evil.example/", " //evil.example", "/\n/evil.example", "http://guides.test:evil.example",
]  # fmt: skip


@pytest.mark.parametrize("where", ELSEWHERE, ids=ascii)
@pytest.mark.parametrize("place", ["address", "form"])
def test_leads_nowhere_else_after_signing_in(
    sqlite_app: Flask, people: Any, client: FlaskClient, where: str, place: str
) -> None:
    login = f"/login?next={quote(where, safe='')}" if place == "address" else "/login"
    more = {"next": where} if place == "form" else {}
    answer = submit(client, login, credentials(**more), page=login)
    if answer.status_code == 200:  # told that it cannot lead there
        assert not is_in(client)
        return
    # As a browser reads it: tabs and line breaks do not count, a backslash is a slash.
    location = "".join(answer.location.split()).replace("\\", "/")
    assert urlsplit(location).netloc in ("", "guides.test")
    assert urlsplit(location).scheme in ("", "http")
    assert not location.startswith("//")


# Going out


def test_signs_out_by_a_form_alone(sqlite_app: Flask, client_for: ClientFor) -> None:
    author = client_for("author")
    assert author.get("/logout").status_code == 405
    assert is_in(author)
    assert author.post("/logout").status_code == 400  # without the token of the form
    assert is_in(author)
    assert submit(author, "/logout").location == "/login"
    assert not is_in(author)
    assert submit(author, "/logout", page="/login").status_code == 302  # once more is no error


def test_ends_the_session_of_someone_who_was_disabled(sqlite_app: Flask, client_for: ClientFor) -> None:
    author, reviewer = client_for("author"), client_for("reviewer")
    assert is_in(author)
    acts.disable(AUTHOR.id)
    assert author.get("/editor/").status_code == 303
    assert not is_in(author)
    answer = submit(author, "/login", credentials(), page="/login")
    assert answer.status_code == 200
    assert not is_in(author)
    assert is_in(reviewer)


def test_takes_a_role_away_at_the_next_request(sqlite_app: Flask, client_for: ClientFor) -> None:
    author = client_for("author")
    assert author.get("/editor/guides/new").status_code == 200
    acts.set_roles(AUTHOR.id, [Role.REVIEWER])
    assert author.get("/editor/guides/new").status_code == 303  # signed out: in again with the new role
    clients.sign_in(author, AUTHOR.email, PASSWORD)
    assert author.get("/editor/guides/new").status_code == 403
    assert author.get("/editor/").status_code == 200


def test_takes_the_new_password_and_no_longer_the_old(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient
) -> None:
    author, new = client_for("author"), ANOTHER
    wrong = {"password": "not the password", "new_password": new, "new_password_confirm": new}
    submit(author, "/account/password", wrong, page="/account/password")
    answer = submit(author, "/account/password", {**wrong, "password": PASSWORD}, page="/account/password")
    assert (answer.status_code, answer.location) == (302, "/account")
    assert is_in(author)
    assert submit(client, "/login", credentials(), page="/login").status_code == 200
    assert not is_in(client)
    assert submit(client, "/login", credentials(password=new), page="/login").status_code == 302


# Cookies


@pytest.fixture(scope="module")
def secure(sites: "Sites") -> Iterator[Flask]:
    """The application behind TLS."""
    with make_site(sites.place("sqlite", "secure"), base_url=HTTPS).fresh() as app:
        people.ensure()
        yield app


def signed_in_by_tls(app: Flask, **more: str) -> TestResponse:
    client: Any = app.test_client()
    client.get("/login", base_url=HTTPS)
    data = {**credentials(**more), "csrf_token": client.csrf}
    answer: TestResponse = client.post("/login", data=data, base_url=HTTPS, headers={"Referer": f"{HTTPS}/login"})
    assert answer.status_code == 302, answer.text
    return answer


def test_keeps_the_session_from_scripts_and_other_sites(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    found = cookies(submit(client, "/login", credentials(), page="/login"))
    assert list(found) == ["session"]
    one = found["session"]
    assert one["httponly"]
    assert one["samesite"] == "Lax"
    assert one["path"] == "/"
    assert (one["domain"], one["max-age"], one["expires"]) == ("", "", "")  # it ends with the browser


def test_binds_the_session_to_this_host_and_to_tls(secure: Flask) -> None:
    answer = signed_in_by_tls(secure)
    found = cookies(answer)
    assert list(found) == ["__Host-session"]
    one = found["__Host-session"]
    assert one["secure"]
    assert one["httponly"]
    assert (one["samesite"], one["path"], one["domain"]) == ("Lax", "/", "")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_keeps_the_cookie_for_a_week_where_one_stays_signed_in(
    sqlite_app: Flask, people: Any, client: FlaskClient
) -> None:
    found = cookies(submit(client, "/login", credentials(remember="y"), page="/login"))
    assert list(found) == ["session"]  # there is no second one
    assert found["session"]["expires"]
    ended = cookies(submit(client, "/logout", page="/account"))
    assert ended["session"]["expires"] == ""


@pytest.mark.parametrize("path", ["/", "/guides/{slug}", "/guides/{slug}.json", "/feed.json", "/guides/none"])
def test_gives_those_who_work_here_what_every_reader_gets(sqlite_app: Flask, client_for: ClientFor, path: str) -> None:
    address = path.format(slug=a_guide("published").slug)
    answer = client_for("author").get(address)
    assert "Set-Cookie" not in answer.headers
    assert answer.cache_control.no_store or "Cookie" not in answer.headers.get("Vary", "")
    assert answer.data == sqlite_app.test_client().get(address).data


def test_signs_in_the_same_way_as_the_other_tests_do(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    clients.sign_in(client, AUTHOR.email, PASSWORD)
    assert is_in(client)


def test_links_only_to_pages_that_open(sqlite_app: Flask, client_for: ClientFor) -> None:
    for key in PEOPLE:
        there = client_for(key)
        head = there.get("/account").text.partition("</header>")[0]
        for path in [part.partition('"')[0] for part in head.split('href="/')[1:] if not part.startswith("static")]:
            assert there.get(f"/{path}", follow_redirects=True).status_code == 200, (key, path)
