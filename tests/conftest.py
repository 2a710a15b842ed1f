"""What a test can ask for. Tests that take `app` run on SQLite and on PostgreSQL; `sqlite_app` and everything with a
browser run on SQLite only, `postgresql_app` on PostgreSQL only.

Which to take: whatever reads or writes in a way in which databases can differ (searching, ordering and paging, races,
transactions that break off, migrations, times and JSON as they are kept) runs on both. Words, HTML, statuses, usage of
a command and what is refused before anything is written run once; the act beneath them runs on both in its own tests.

An application context is active throughout; clients and commands do not see it. What factories write is copied where
a test before wrote the same (`tests.support.snapshots`).
"""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from cms.rendering import Renderer
from cms.services.accounts import SCOPES
from cms.services.editorial import Rules
from cms.store.db import read_by_default, sqlite_driver
from cms.web.parts import Parts
from cms.workflow import Actor
from tests.support import barriers, browser, clients, order, pages, postgres
from tests.support import people as accounts
from tests.support.clients import Api
from tests.support.people import PEOPLE, Person
from tests.support.sites import Site, Sites

DATABASES = ("sqlite", "postgresql")
_ONE_DATABASE = {"sqlite_app": "sqlite", "live_server": "sqlite", "postgresql_app": "postgresql"}

# The same examples in every run, so that what was green stays green; CMS_TEST_EXPLORE=1 looks for new ones.
hypothesis.settings.register_profile("house", deadline=None, max_examples=50, derandomize=True, database=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=500)
hypothesis.settings.load_profile("explore" if os.environ.get("CMS_TEST_EXPLORE") else "house")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        only = {kind for name, kind in _ONE_DATABASE.items() if name in metafunc.fixturenames}
        metafunc.parametrize("database", sorted(only) or DATABASES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts what takes longest first where several processes share the run."""
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    if processes > 1:
        items[:] = [items[number] for number in order.long_first([item.nodeid for item in items], processes)]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Modules and collected tests stay until the end: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


# What the run stands on, and what it left out


def _grounds() -> list[str]:
    driver = sqlite_driver()
    source, program = postgres.find(), browser.find()
    return [
        f"SQLite {driver.sqlite_version} by {driver.__name__}",
        f"PostgreSQL {source.version()} {source.about}" if source else f"PostgreSQL MISSING: {postgres.NOT_FOUND}",
        f"Chromium {browser.version(program)} at {program}" if program else f"Chromium MISSING: {browser.NOT_FOUND}",
    ]


def pytest_report_header(config: pytest.Config) -> list[str]:
    return _grounds()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.get_verbosity() < 0:  # -q leaves out the header
        for line in _grounds():
            terminalreporter.write_line(line)
    for reason, number in sorted(_skips(terminalreporter).items()):
        terminalreporter.write_line(f"SKIPPED {number}: {reason}", yellow=True, bold=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration nothing may be left out in silence."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and _skips(reporter) and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("\nSkipped tests fail this run, because CI=true.", red=True, bold=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skips(reporter: pytest.TerminalReporter) -> Counter[str]:
    reports = (one.longrepr for one in reporter.stats.get("skipped", []))
    return Counter(str(one[2] if isinstance(one, tuple) else one).removeprefix("Skipped: ") for one in reports)


# The application and its database


@pytest.fixture(scope="session")
def sites() -> Iterator[Sites]:
    """The applications of this process."""
    made = Sites()
    yield made
    made.close()


@pytest.fixture
def site(request: pytest.FixtureRequest, database: str, sites: Sites) -> Site:
    """The application of this test. database: `sqlite` or `postgresql`."""
    if database == "postgresql" and postgres.find() is None:
        pytest.skip(postgres.NOT_FOUND)
    return sites["live" if "live_server" in request.fixturenames else database]


@pytest.fixture
def app(site: Site) -> Iterator[Flask]:
    """The application over an empty, migrated database; runs on both."""
    with site.fresh() as app:
        read_by_default(True)  # as in a request: what writes opens a transaction() of its own
        yield app
        read_by_default(False)


@pytest.fixture
def sqlite_app(app: Flask) -> Flask:
    """The same where the kind of database makes no difference: the test runs once, on SQLite."""
    return app


@pytest.fixture
def postgresql_app(app: Flask) -> Flask:
    """The same for what only a server does: the test runs once, on PostgreSQL."""
    return app


@pytest.fixture
def parts(app: Flask) -> Parts:
    found: Parts = app.extensions["crossway"]
    return found


@pytest.fixture
def renderer(parts: Parts) -> Renderer:
    return parts.renderer


@pytest.fixture
def rules(parts: Parts) -> Rules:
    return parts.rules


# People and their clients


@pytest.fixture(name="people")
def everyone(app: Flask) -> Mapping[str, Person]:
    """Everyone with an account: author, second_author, reviewer, second_reviewer, publisher, managing_editor, admin
    and nobody, who has no role.
    """
    accounts.ensure()
    return PEOPLE


@pytest.fixture
def actors(people: Mapping[str, Person]) -> Mapping[str, Actor]:
    """The same people as the workflow sees them."""
    return {key: person.actor for key, person in people.items()}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader: nobody is signed in."""
    return app.test_client()


@pytest.fixture
def client_for(app: Flask, people: Mapping[str, Person]) -> Callable[[str], FlaskClient]:
    """client_for("author") is signed in by the form at /login, once in a test."""
    signed_in: dict[str, FlaskClient] = {}

    def client_for(key: str) -> FlaskClient:
        if key not in signed_in:
            signed_in[key] = clients.signed_in(app, people[key].email, people[key].password)
        return signed_in[key]

    return client_for


@pytest.fixture
def api_for(app: Flask, people: Mapping[str, Person]) -> Callable[..., Api]:
    """api_for("author", scopes=["read"]) calls the editorial API; without scopes, with all of them."""

    def api_for(key: str, scopes: Sequence[str] | None = None) -> Api:
        token = accounts.token(key, list(SCOPES) if scopes is None else scopes)
        return Api(app.test_client(use_cookies=False), token)

    return api_for


# A browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = browser.find()
    if program is None:
        pytest.skip(browser.NOT_FOUND)
    with browser.launched(program) as launched:
        yield launched


@pytest.fixture
def live_server(app: Flask, parts: Parts) -> str:
    """The application, served on this machine: its address."""
    return parts.settings.base_url


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What pages complain about: errors in scripts, breaches of the security policy, requests to other hosts.

    What is left here at the end fails the test; a test that expects a complaint takes it out.
    """
    heard: list[str] = []
    yield heard
    assert not heard


@pytest.fixture
def looked_at(request: pytest.FixtureRequest, app: Flask) -> Iterator[None]:
    """Holds a test to the pages that `tests.support.pages` says it looks at for barriers."""
    barriers.SEEN.clear()
    yield
    assert pages.missed(app, request.node.nodeid, barriers.SEEN) == []


@pytest.fixture
def browser_for(
    chromium: Browser, live_server: str, people: Mapping[str, Person], complaints: list[str], looked_at: None
) -> Iterator[Callable[..., Page]]:
    """browser_for("author") is a page of a browser of its own, signed in; browser_for() is a reader's.

    More options are those of playwright's new_context, such as java_script_enabled=False.
    """
    visitors = browser.Visitors(chromium, live_server, complaints)

    def browser_for(key: str | None = None, **options: Any) -> Page:
        page = visitors.page(**options)
        if key:
            browser.sign_in(page, people[key].email, people[key].password)
        return page

    yield browser_for
    visitors.leave()


@pytest.fixture
def browser_page(browser_for: Callable[..., Page]) -> Page:
    """A reader's page."""
    return browser_for()
