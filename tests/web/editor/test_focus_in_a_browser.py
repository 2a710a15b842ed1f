"""Whatever the Tab key comes to can be seen, is covered by nothing, and has a ring around it."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from tests.factories import a_document, a_guide
from tests.support.focus import Focused, focused
from tests.web.editor.desk import page_of

MOST = 40  # stops of a page; the form of a guide has hundreds


def stops(page: Page) -> Iterator[Focused]:
    for _ in range(MOST):
        page.keyboard.press("Tab")
        found = focused(page)
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
        assert [one.what for one in found if not one.fine] == [], path
