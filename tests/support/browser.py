"""A real Chromium for the browser tests. `python -m tests.support.browser` looks for one before the tests start.

The one without windows is installed from Debian when that is allowed; any other is as good, but slower. Without one
the browser tests are skipped, which is said loudly; with CI=true it is an error.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from tests.support.tokens import token_in

PROGRAM_VARIABLE = "CMS_TEST_CHROMIUM"
NOT_FOUND = f"no Chromium: install Debian’s package chromium-headless-shell, or set {PROGRAM_VARIABLE} to a program"

_PATIENCE_MS = 30_000  # what fails takes that long; what passes does not wait
_SHELL = "chromium-headless-shell"  # the same engine without a browser around it: half the time for the same tests
_NAMES = (_SHELL, "chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    # Pages must work with nothing but their own server: every other host is unknown here.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)


def find(environment: Mapping[str, str] = os.environ) -> str | None:
    """The program, or None."""
    names = (environment[PROGRAM_VARIABLE],) if environment.get(PROGRAM_VARIABLE) else _NAMES
    return next((found for name in names if (found := shutil.which(name))), None)


def version(program: str) -> str:
    """As in `156.0.8078.79`."""
    said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return found.group() if found else "of unknown version"


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """Chromium without a window, for as long as the block lasts."""
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_options())
        try:
            yield browser
        finally:
            browser.close()


def persistent(chromium: BrowserType, folder: Path, origin: str) -> BrowserContext:
    """Another browser, whose profile is kept in `folder`: what it remembers is there when it is started again."""
    context = chromium.launch_persistent_context(folder, executable_path=find(), args=_options(), base_url=origin)
    context.set_default_timeout(_PATIENCE_MS)
    return context


def _options() -> list[str]:
    return [*_OPTIONS, "--no-sandbox"] if os.geteuid() == 0 else list(_OPTIONS)


class Visitors:
    """Pages of one test, each in a browser of its own: no cookie is shared. complaints: where theirs are written."""

    def __init__(self, browser: Browser, origin: str, complaints: list[str]) -> None:
        self._browser, self._origin, self._complaints = browser, origin, complaints
        self._contexts: list[BrowserContext] = []

    def page(self, **options: Any) -> Page:
        """A page of someone new. options: of playwright's new_context."""
        context = self._browser.new_context(**{"base_url": self._origin, "reduced_motion": "reduce", **options})
        context.set_default_timeout(_PATIENCE_MS)
        self._contexts.append(context)
        # Nobody outside is found (see _OPTIONS), and that fails; to be told of each request costs more than many pages.
        context.on("requestfailed", lambda request: self._foreign(request.url))
        context.on("page", lambda page: page.on("framenavigated", lambda frame: self._foreign(frame.url)))
        context.on("console", self._refused)
        context.on("weberror", lambda error: self._complaints.append(f"script error: {error.error}"))
        return context.new_page()

    def leave(self) -> None:
        for context in self._contexts:
            context.close()

    def _foreign(self, url: str) -> None:
        if url and not url.startswith((self._origin, "data:", "blob:", "about:", "chrome-error:")):
            self._complaints.append(f"a request left this machine: {url}")

    def _refused(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self._complaints.append(message.text)


def follow(control: Locator) -> None:
    """Clicks what leads to another page, and returns when that has loaded.

    click() alone returns when the click is done: what is asked next may still be asked of the page that is left, and a
    goto() may end what was sent before the server has it.
    """
    with control.page.expect_navigation():
        control.click()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sends what the form sends, and draws nothing: a page that is shown costs a second."""
    request = page.context.request
    token = token_in(request.get("/login").text())
    answer = request.post("/login", form={"email": email, "password": password, "csrf_token": token}, max_redirects=0)
    if answer.status != 302:
        raise AssertionError(f"{email} could not sign in: {answer.status} {answer.text()}")


def _install() -> None:
    """Debian's own package, by Debian's own tool; nothing where that is not possible."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return
    print(f"Installing Chromium for the browser tests (apt-get install {_SHELL}) …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", _SHELL]
    if subprocess.run(install, env=environment, capture_output=True, check=False).returncode:
        subprocess.run(["apt-get", "update", "-q"], env=environment, capture_output=True, check=False)
        subprocess.run(install, env=environment, capture_output=True, check=False)


def main() -> int:
    if not os.environ.get(PROGRAM_VARIABLE) and not shutil.which(_SHELL):
        _install()
    if find():
        return 0
    print(f"BROWSER TESTS WILL BE SKIPPED: {NOT_FOUND}.", file=sys.stderr, flush=True)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
