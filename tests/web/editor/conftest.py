"""The people at the editor's pages."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.web.editor import self_saving
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer


@pytest.fixture
def author(client_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_for("author")


@pytest.fixture
def colleague(client_for: Callable[[str], FlaskClient]) -> FlaskClient:
    """Another author."""
    return client_for("second_author")


@pytest.fixture
def page(author: FlaskClient) -> self_saving.Page:
    """Of the author's, at a new draft."""
    return self_saving.Page(author, drafted()[1])


@pytest.fixture
def writer_at(browser_for: Callable[..., Page], live_server: str) -> Callable[..., Writer]:
    """The author, or whoever is named, at a new guide or at the one named by its path."""

    def writer_at(key: str = "author", path: str = "", **options: Any) -> Writer:
        return Writer(browser_for(key, **options), path or drafted()[1])

    return writer_at


@pytest.fixture
def writing(browser_for: Callable[..., Page], live_server: str) -> Callable[..., Page]:
    """The writing screen of a new draft, in a browser of the author's."""

    def writing(document: dict[str, Any] | None = None, **options: Any) -> Page:
        _, path = drafted(document)
        page = browser_for("author", **options)
        page.goto(path)
        if options.get("java_script_enabled", True):
            expect(page.locator("html.scripted")).to_have_count(1)
        return page

    return writing
