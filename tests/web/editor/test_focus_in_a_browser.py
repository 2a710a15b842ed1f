"""Whatever the Tab key comes to can be seen, is covered by nothing, and has a ring around it."""

from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page

from tests.factories import a_document, a_guide
from tests.web.editor.desk import page_of

MOST = 40  # stops of a page; the form of a guide has hundreds
# A label covers the box that it is for; the parts of a date have rings of their own.
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const x = Math.max(box.left + box.width / 2, 1), y = Math.max(box.top + Math.min(box.height / 2, 12), 1);
  const above = document.elementFromPoint(Math.min(x, innerWidth - 1), Math.min(y, innerHeight - 1));
  const own = [one, ...(one.labels ?? [])].some(part => part.contains(above) || above?.contains(part));
  const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" || style.boxShadow !== "none";
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return { what: one.outerHTML.slice(0, 120), fine: inside && own && (ring || one.type === "date") };
}"""


def stops(page: Page) -> Iterator[dict[str, Any]]:
    for _ in range(MOST):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            return
        yield found


def test_shows_where_one_is(browser_for: Callable[..., Page]) -> None:
    live, review = a_guide("published"), a_guide("in_review", a_document(slug="another", translation_key=None))
    page = browser_for("author", viewport={"width": 360, "height": 740})
    for path in ("/", f"/guides/{live.slug}", "/editor/guides", page_of(live), f"{page_of(review)}/review"):
        page.goto(path)
        found = list(stops(page))
        assert len(found) > 12, path
        assert [one["what"] for one in found if not one["fine"]] == [], path
