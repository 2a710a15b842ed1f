"""Style sheets, scripts and icons: a browser that has them need not ask for them again."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.rendering import urls
from cms.web import files
from tests.support.screens import elements

FOR_EVER = "public, max-age=31536000, immutable"
_IMPORTED = re.compile(r"""(?:from|^import) "(\.[^"]+)";""", re.MULTILINE)
ClientFor = Callable[[str], FlaskClient]


def linked(html: str) -> set[str]:
    """What a page itself tells a browser to fetch of ours."""
    named = {
        one.get("href" if one.tag == "link" else "src", "") for one in elements(html) if one.tag in ("link", "script")
    }
    return {one for one in named if "/static/" in one} - {urls.FAVICON}  # which stands in pages that are kept for years


@pytest.mark.parametrize("path", ["/editor/guides/new", "/editor/guides", "/editor/", "/login", "/nowhere", "/"])
def test_whatever_a_page_takes_along_may_be_kept(sqlite_app: Flask, client_for: ClientFor, path: str) -> None:
    author = client_for("author")
    waiting, seen = linked(author.get(path, follow_redirects=True).text), set[str]()
    assert waiting
    while waiting:
        seen.add(address := waiting.pop())
        with author.get(address) as answer:
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER), address
            body = answer.get_data(as_text=True) if ".js" in address else ""
        waiting |= {urljoin(address, name) for name in _IMPORTED.findall(body)} - seen
    modules = {one.rpartition("/")[2] for one in seen if one.endswith(".js")}
    assert path != "/editor/guides/new" or {"main.js", "dom.js", "kept.js"} <= modules, "and what that takes along"


@pytest.mark.parametrize("path", ["/static/as-0123456789ab/editor/main.js", "/static/editor/main.js"])
def test_another_address_of_a_file_has_what_is_there_now(sqlite_app: Flask, client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.data == (Path(sqlite_app.static_folder or "") / "editor/main.js").read_bytes()
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["none.js", "/etc/passwd", "../headers.py", ""])
def test_nothing_else_is_there(sqlite_app: Flask, client: FlaskClient, name: str) -> None:
    with sqlite_app.test_request_context():
        address = sqlite_app.url_for("static", filename="favicon.svg").replace("favicon.svg", name)
    with client.get(address) as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_the_hash_is_of_names_and_contents(tmp_path: Path) -> None:
    def digest(name: str, **kept: str) -> str:
        for file, text in kept.items():
            (tmp_path / name / "in").mkdir(parents=True, exist_ok=True)
            (tmp_path / name / "in" / file).write_text(text)
        return files._digest(tmp_path / name)

    assert digest("first", a="1", b="2") == digest("same", b="2", a="1")
    others = [digest("changed", a="1", b="3"), digest("named", a="1", c="2"), digest("moved", a="12", b="")]
    assert len({digest("first"), *others}) == 4
