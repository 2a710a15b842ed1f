"""What keeps the page from answering while one types into a guide at every limit.

    python -m bench.typing [--keys 60]

A real Chromium types into three fields as fast as a quick typist, with checks, totals, counters and saving by itself
going on. The browser tells every task of the page's own thread that lasts longer than 50 ms (Long Tasks).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from bench import servers
from bench.servers import ROOT
from tests.factories import a_full_document
from tests.support import browser

_FIELDS = ("summary", "roadmap-3-title", "faq-5-answer")
_BETWEEN_KEYS = 80  # milliseconds
_EMAIL, _PASSWORD = "author@example.org", "crossway-demonstration"  # of the demonstration people
_OBSERVE = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: "longtask" });
}"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--keys", type=int, default=60)
    options = asked.parse_args()
    program = browser.find()
    if program is None:
        raise SystemExit(browser.NOT_FOUND)
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        with servers.product(Path(name)) as ours, browser.launched(program) as chromium:
            context = chromium.new_context(base_url=ours.origin)
            page = context.new_page()
            browser.sign_in(page, _EMAIL, _PASSWORD)
            page.goto("/editor/guides?q=transport+planner")
            page.locator("a[href^='/editor/guides/0']").first.click()
            page.locator("html[data-autosave=ready]").wait_for()
            page.wait_for_timeout(3000)  # what loading began is over
            nodes = page.evaluate("document.querySelectorAll('*').length")
            page.evaluate(_OBSERVE)
            for field in _FIELDS:
                type_into(page, field, options.keys)
            page.locator("#save-state[data-state=saved]").wait_for()
            found = sorted(page.evaluate("window.longTasks"), reverse=True)
            context.close()
    print(f"{nodes:,} elements, {options.keys} keys in each of {len(_FIELDS)} fields")
    print(f"tasks over 50 ms: {len(found)}; the longest: {[round(one) for one in found[:5]]} ms")


def prepare(folder: Path) -> None:
    """A data folder with a draft at every limit, beside the demonstration guides."""
    environment = {**os.environ, "CMS_DATA_DIR": str(folder)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "seed"], cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603
    file = folder / "longest.json"
    file.write_text(json.dumps(a_full_document()), "utf-8")
    subprocess.run([*flask, "guides", "import", str(file)], cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603


def type_into(page: Page, field: str, keys: int) -> None:
    control = page.locator(f"#guide-form [name='{field}']")
    if not control.is_visible():
        page.locator("details", has=control).locator("> summary").first.click()
    control.click()
    control.press("End")
    for number in range(keys):
        page.keyboard.press("Backspace" if number % 2 else "x")
        page.wait_for_timeout(_BETWEEN_KEYS)


if __name__ == "__main__":
    main()
