"""Where requests come in: what the server makes of those that are slow, long, cut off or made to deceive."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import metadata, resources

import httpx
import pytest

from tests.cli.test_desk import answers, listening
from tests.cli.test_worker import started
from tests.support.sites import free_port
from tests.support.threads import wait_until

TOO_MUCH = "a" * 5 * 1024 * 1024


@pytest.fixture(params=["1", "0"], ids=["with a process for work", "without"], scope="module")
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port, folder = free_port(), tmp_path_factory.mktemp("entrance")
    more = {"PORT": str(port), "CMS_WORKER": "0", "CMS_DESK": request.param, "CMS_TRUSTED_PROXIES": "1"}
    with started(folder, "cms.cli.run", **more) as server:
        wait_until(
            lambda: (
                answers(f"http://127.0.0.1:{port}", "/login") and (more["CMS_DESK"] == "0" or listening(server.pid))
            ),
            seconds=120,
        )
        yield port


@pytest.fixture
def client(port: int) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
        yield client


def raw(port: int, *lines: str, body: str = "") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall("\r\n".join([*lines, f"Host: 127.0.0.1:{port}", "", body]).encode())
    return connection


def test_who_sends_slowly_keeps_nobody_waiting(port: int, client: httpx.Client) -> None:
    with ExitStack() as slow:
        for _ in range(20):
            slow.enter_context(raw(port, "POST /login HTTP/1.1", "Content-Length: 1000", body="a="))
        assert client.get("/feed.json").status_code == 200
        assert client.get("/login").status_code == 200
        assert client.post("/login", data={"email": "a@example.org"}).status_code == 400  # without the form's token


@pytest.mark.parametrize(
    ("told", "sent"), [("Content-Length: 50", "ab"), ("Transfer-Encoding: chunked", "5\r\nabcde\r\n3\r\nab")]
)
def test_a_request_that_breaks_off_is_not_done(port: int, told: str, sent: str) -> None:
    with raw(port, "POST /login HTTP/1.1", told, body=sent) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(12) in (b"HTTP/1.1 408", b"")  # whoever left may not hear it


def test_a_body_in_pieces_arrives_and_one_that_is_too_long_is_refused(client: httpx.Client) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/login", content=iter([b"email=a", b"%40example.org"]), headers=form).status_code == 400
    megabyte = bytes(1024 * 1024)
    assert client.post("/login", content=iter([megabyte] * 5), headers=form).status_code == 413
    assert client.post("/login", content=megabyte * 5, headers=form).status_code == 413


def test_who_sends_too_much_hears_so_although_nothing_is_read_before_all_is_sent(port: int) -> None:
    for _ in range(5):
        with raw(port, "POST /login HTTP/1.1", f"Content-Length: {len(TOO_MUCH)}", body=TOO_MUCH) as connection:
            assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_long_answer_is_whole(client: httpx.Client) -> None:
    file = "swagger-ui-bundle.js"
    expected = resources.files("flask_swagger_ui").joinpath("dist", file).read_bytes()
    for coding in ("identity", "br", "identity"):  # made, made from that, and kept
        answer = client.get(
            f"/api/docs/{metadata.version('flask-swagger-ui')}/{file}", headers={"Accept-Encoding": coding}
        )
        assert (answer.status_code, answer.content) == (200, expected)


def test_what_is_not_let_in_has_an_id_too(port: int) -> None:
    with raw(
        port, "POST /login HTTP/1.1", "X-Request-ID: ours", "Transfer-Encoding: chunked", body="x\r\n"
    ) as connection:
        said = connection.recv(65536)
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nX-Request-ID: ours\r\n" in said


def test_a_field_with_an_underscore_is_no_field_with_a_hyphen(client: httpx.Client) -> None:
    assert client.get("/login", headers={"X-Request-ID": "ours"}).headers["X-Request-ID"] == "ours"
    assert client.get("/login", headers={"X_Request_ID": "theirs"}).headers["X-Request-ID"] != "theirs"


def test_paths_and_queries_beyond_ascii_are_found(client: httpx.Client) -> None:
    assert client.get("/guides/%C3%A9").status_code == client.get("/guides/%FF").status_code == 404
    assert client.get("/?q=%C3%A9").status_code == client.get("/?q=%FF").status_code == 200


@pytest.mark.parametrize("path", ["/", "/login"])
def test_a_query_may_come_as_it_is_typed(port: int, path: str) -> None:
    with raw(port, f"GET {path}?q=\N{EURO SIGN} HTTP/1.1", "Connection: close") as connection:
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_a_head_that_is_too_long_is_refused(port: int) -> None:
    with raw(port, "GET / HTTP/1.1", f"Accept-Encoding: {'a;q=0.5,' * 10_000}") as connection:
        assert connection.recv(12) == b"HTTP/1.1 431"


def test_nothing_but_http_1_is_spoken(port: int) -> None:
    """Bodies by HTTP/2 would be refused whenever their end came in a frame of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
        assert connection.recv(12) in (b"HTTP/1.1 400", b"")
