"""A browser or a server that ends in the middle: what was typed is there afterwards."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cms.web.parts import Parts
from tests.factories import ROOT, a_document, a_full_document, revise
from tests.support import browser
from tests.support.browser import follow
from tests.support.people import PEOPLE
from tests.support.processes import all_below
from tests.support.sites import SECRET, free_port
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer


class Profile:
    """A browser with a folder of its own, which outlives it."""

    def __init__(self, chromium: Browser, folder: Path, origin: str) -> None:
        self._type, self._folder, self._origin = chromium.browser_type, folder, origin
        self._context: BrowserContext | None = None

    def start(self, key: str = "author") -> Page:
        """Signed in: a session ends with its browser."""
        self._context = browser.persistent(self._type, self._folder, self._origin)
        page = self._context.new_page()
        page.context.clear_cookies()
        browser.sign_in(page, PEOPLE[key].email, PEOPLE[key].password)
        return page

    def kill(self) -> None:
        """As a power cut would: no page hears of it."""
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        if self._context:
            with contextlib.suppress(Exception):  # it is gone
                self._context.close()
        self._context = None

    def _processes(self) -> Iterator[int]:
        mark = f"--user-data-dir={self._folder}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark in (entry / "cmdline").read_bytes().split(b"\0"):
                        yield int(entry.name)


@pytest.fixture
def profile(chromium: Browser, live_server: str, people: object, tmp_path: Path) -> Iterator[Profile]:
    made = Profile(chromium, tmp_path / "profile", live_server)
    yield made
    made.close()


def test_a_browser_killed_offline_brings_the_text_back(profile: Profile) -> None:
    _, path = drafted()
    writer = Writer(profile.start(), path)
    writer.page.context.set_offline(True)
    writer.types(title="Typed before the power went", timeline__min="six")
    writer.says("offline")
    writer.types(summary="And a moment before")
    writer.has_kept("summary", "And a moment before")
    profile.kill()

    other = Writer(profile.start("second_author"), path)
    expect(other.page.locator(".notice")).to_have_count(0)
    assert other.document()["title"] != "Typed before the power went"
    assert len(other.kept()) == 1, "another person’s text is neither shown nor sent, and stays"
    profile.kill()

    again = Writer(profile.start(), path)
    expect(again.field("title")).to_have_value("Typed before the power went")
    expect(again.field("summary")).to_have_value("And a moment before")
    expect(again.page.locator(".notice").first).to_contain_text("It is back, and saved now.")
    assert again.document()["summary"] == "And a moment before"
    assert again.kept() == []


def test_a_browser_killed_while_typing_brings_the_text_back_beside_what_others_wrote(profile: Profile) -> None:
    guide, path = drafted()
    writer = Writer(profile.start(), path)
    writer.page.route("**/autosave", lambda route: None)
    writer.types(title="Mine", summary="Mine as well")
    writer.has_kept("summary", "Mine as well")
    profile.kill()
    revise(guide.id, "second_author", title="Theirs")
    page = profile.start()
    page.goto(path)
    expect(page.locator(".notice")).to_contain_text("was not saved")
    expect(page.locator("#title")).to_have_value("Theirs")
    follow(page.get_by_role("button", name="Open it beside what is here now"))
    expect(page.locator("main")).to_contain_text("Mine")
    page.locator('[name=choice-0][value="mine"]').check()
    follow(page.locator('form[action$="/conflict"] button.btn-primary'))
    expect(page.locator("html")).to_have_attribute("data-autosave", "ready")
    assert (writer.document()["title"], writer.document()["summary"]) == ("Mine", "Mine as well")


def test_a_page_loaded_again_or_closed_at_once_loses_nothing(
    browser_for: Callable[..., Page], live_server: str
) -> None:
    """A text too long for what a browser sends for a page that is gone."""
    longest = a_full_document()
    _, path = drafted(a_document(faq=longest["faq"], overview=longest["overview"]))
    writer = Writer(browser_for("author"), path)
    writer.types(title="Loaded again at once")
    writer.page.reload()
    expect(writer.field("title")).to_have_value("Loaded again at once")
    writer.ready()
    writer.types(title="Closed at once")
    writer.page.close()
    other = Writer(writer.page.context.new_page(), path)
    expect(other.field("title")).to_have_value("Closed at once")
    assert other.document()["title"] == "Closed at once"


# Until somebody waits for it.
_HOLD = """name => new Promise((held) => navigator.locks.request(name, async () => {
  held();
  const isWaitedFor = async () => (await navigator.locks.query()).pending.some((one) => one.name === name);
  while (!(await isWaitedFor())) await new Promise((done) => setTimeout(done, 10));
}))"""


def test_a_page_that_is_still_on_its_way_out_is_waited_for(browser_for: Callable[..., Page], live_server: str) -> None:
    """A browser may let a page go only after the next one has begun. The text is too long for its last word."""
    longest = a_full_document()
    writer = Writer(browser_for("author"), drafted(a_document(faq=longest["faq"], overview=longest["overview"]))[1])
    holding = writer.page.context.new_page()
    holding.goto("/editor/")
    writer.page.route("**/autosave", lambda route: route.abort())
    writer.types(title="Typed at the end")
    writer.has_kept("title", "Typed at the end")
    tab = writer.field("tab").input_value()
    writer.page.close()
    holding.evaluate(_HOLD, f"crossway {writer.guide_id} {tab}")
    other = Writer(writer.page.context.new_page(), writer.path)
    expect(other.field("title")).to_have_value("Typed at the end")


_PUT = """record => new Promise((done, failed) => {
  const opening = indexedDB.open("crossway", 1);
  opening.onsuccess = () => {
    const putting = opening.result.transaction("unsent", "readwrite");
    putting.objectStore("unsent").put(record);
    putting.oncomplete = () => { opening.result.close(); done(); };
    putting.onerror = () => failed(putting.error);
  };
})"""


@pytest.mark.parametrize("meanwhile", ["", "Typed here"])
def test_last_words_that_come_late_are_found_unless_one_types(
    browser_for: Callable[..., Page], live_server: str, meanwhile: str
) -> None:
    writer = Writer(browser_for("author"), drafted()[1])
    writer.page.route("**/autosave", lambda route: route.abort())
    writer.types(title="Kept late")
    writer.has_kept("title", "Kept late")
    [record] = writer.kept()
    writer.page.unroute("**/autosave")
    writer.types(title=writer.document()["title"])
    writer.is_saved()
    writer.open()
    if meanwhile:
        writer.types(summary=meanwhile)
    writer.page.evaluate(_PUT, {**record, "tab": "a-page-before"})
    if meanwhile:
        writer.is_saved()
        assert writer.field("summary").input_value() == meanwhile
        writer.open()  # it is found at the next opening
    expect(writer.field("title")).to_have_value("Kept late")


class Serving:
    """The server as it is run, over the database of this test. It can be killed, and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CMS_", "COVERAGE", "FLASK"))}
        self._environment: Mapping[str, str] = {
            **kept, "CMS_DATA_DIR": str(folder), "CMS_BASE_URL": self.origin, "CMS_SECRET_KEY": SECRET,
            "CMS_WORKER": "0",
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "cms.cli.server", str(self.port)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, start_new_session=True)
        transport = httpx.HTTPTransport(retries=8)  # each later than the one before: 0.5 s, 1 s, 2 s …
        with httpx.Client(transport=transport, base_url=self.origin, timeout=120) as client:
            assert client.get("/healthz").status_code == 200

    def kill(self) -> None:
        if self._process:
            for one in (self._process.pid, *all_below(self._process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self._process.wait()
        self._process = None


@pytest.fixture
def serving(sqlite_app: Flask, parts: Parts, people: object) -> Iterator[Serving]:
    made = Serving(parts.settings.folder)
    made.start()
    yield made
    made.kill()


def test_a_server_killed_while_saving_has_everything_once_it_is_back(chromium: Browser, serving: Serving) -> None:
    _, path = drafted()
    visitors = browser.Visitors(chromium, serving.origin, [])
    page = visitors.page()
    browser.sign_in(page, PEOPLE["author"].email, PEOPLE["author"].password)
    writer = Writer(page, path)
    for number in range(2):
        with page.expect_request("**/autosave"):
            writer.types(title=f"Thought {number}")
        serving.kill()
        writer.types(summary=f"While it was away {number}")
        writer.says("offline")
        serving.start()
        page.evaluate("dispatchEvent(new Event('online'))")
        writer.is_saved()
        document = writer.document()
        assert (document["title"], document["summary"]) == (f"Thought {number}", f"While it was away {number}")
    assert writer.kept() == []
    visitors.leave()
