"""The pages in a real browser: free of barriers, quiet, inside their margins, and operable by keys."""

import re
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from cms.store.db import session
from tests.factories import a_document, a_guide, examples, published_again, revise
from tests.support.barriers import by_turns
from tests.support.browser import follow
from tests.support.people import PEOPLE
from tests.web.editor.desk import page_of

WIDE: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture
def addresses(people: Mapping[str, object], live_server: str) -> dict[str, str]:
    """Guides to look at."""
    rich = {name: value for name, value in examples().items() if name.startswith("accountant")}
    live = a_guide("published", {**rich["accountant-to-data-analyst"], "translation_key": None})
    edited = a_guide("published", a_document(translation_key=None))
    published_again(edited.id, overview="Another text.\n\nOf two paragraphs.", roadmap=a_document()["roadmap"][::-1])
    revise(
        edited.id, title="A third edition that is <still> being written", cta={"url": "nowhere"}, faq=[{"answer": "?"}]
    )
    draft = a_guide(
        "draft", {name: a_document()[name] for name in ("language", "from_role")} | {"to_role": {"label": "X"}}
    )
    review = a_guide("in_review", a_document(slug="another", to_role={"slug": "cook", "label": "Cook"}))
    return {
        "right to left": f"/guides/{live.slug}", "guide": f"/guides/{edited.slug}", "edited": page_of(edited),
        "draft": page_of(draft), "review": page_of(review),
    }  # fmt: skip


def public(page: Page, at: dict[str, str]) -> Iterator[str]:
    for name, path in (
        ("index", "/"), ("nothing found", "/?q=zebra&language=de"), ("guide", at["guide"]),
        ("right to left", at["right to left"]), ("not found", "/guides/nothing"), ("sign-in", "/login"),
    ):  # fmt: skip
        page.goto(path)
        yield name
    page.locator("input[name=email]").fill("nobody@example.org")
    page.locator("input[name=password]").fill("not it")
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "sign-in, refused"


def private(page: Page, at: dict[str, str]) -> Iterator[str]:
    edited = at["edited"]
    for path in (
        "/editor/",
        "/editor/guides?q=driver&wants=my_review",
        "/editor/guides?q=zebra",
        "/editor/guides/new",
        "/account",
        "/editor/audit/feed",
        f"{at['edited']}/comments?about=roadmap",
        at["draft"],
        at["review"],
        edited,
    ):
        page.goto(path)
        yield path
    for more in ("/versions", "/versions/1", "/compare", "/log", "/preview", "/share"):
        page.goto(f"{edited}{more}")
        yield more
    page.goto(f"{edited}/share")
    follow(page.get_by_role("button", name="Make a link"))
    expect(page.get_by_role("heading", name="Your new link")).to_be_visible()
    yield "a new link"
    page.goto(at["draft"])
    page.get_by_role("tab", name="Actions").click()
    page.get_by_text("Start a translation").click()
    page.locator("#translate-language").fill("de")
    follow(page.get_by_role("button", name="Start", exact=True))
    expect(page.get_by_text("This is your translation")).to_be_visible()
    expect(page.locator("#title")).to_be_focused()
    yield "a translation"
    follow(page.get_by_role("link", name="Translation", exact=True))
    yield "what it waits for"
    page.goto(edited)
    for summary in page.locator("main details:not([open]) > summary").all()[:6]:
        if summary.is_visible():
            summary.click()
    page.locator("[name=title]").fill("Typed meanwhile")
    page.locator("[name=timeline-min]").fill("six")
    with page.expect_navigation():
        page.locator("#guide-form").evaluate("form => form.requestSubmit()")
    expect(page.locator("#errors")).to_be_focused()
    yield "form, with errors"
    page.locator("[name=timeline-min]").fill("5")
    page.locator('[value="add:roadmap"]').click()
    expect(page.locator("[name=roadmap-3-title]")).to_be_focused()
    yield "form, with a new row"
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
    revise_elsewhere(edited)
    page.locator("[name=title]").fill("Typed at the same time")
    page.locator(".save-bar .btn-primary").click()
    expect(page.locator("#save-state")).to_have_attribute("data-state", "conflict")
    follow(page.locator(".save-bar .btn-primary"))
    expect(page.locator(".conflict")).to_be_focused()
    yield "form, conflict"


def overseeing(page: Page, at: dict[str, str]) -> Iterator[str]:
    for path in (f"{at['review']}/review", f"{at['edited']}/publications/1", "/editor/stages"):
        page.goto(path)
        yield path
    page.get_by_label("Approvals needed").fill("many")
    follow(page.get_by_role("button", name="Save the stages"))
    yield "stages, with errors"
    page.goto("/editor/guides?q=driver")
    page.get_by_label("Pick From").first.check()
    page.get_by_label("Do", exact=True).select_option("set_review_by")
    page.get_by_label("Review by").fill("2027-01-04")
    follow(page.get_by_role("button", name="Do this"))
    expect(page).to_have_url(re.compile("/editor/bulk/"))
    yield "what came of it"


def revise_elsewhere(path: str) -> None:
    session().rollback()  # the page has saved by itself meanwhile
    revise(UUID(path.rpartition("/")[2]), "second_author", title="Saved by a colleague")


@pytest.mark.parametrize(("person", "screens"), [(None, public), ("author", private), ("managing_editor", overseeing)])
def test_every_screen_is_free_of_barriers_and_quiet(
    browser_for: Callable[..., Page], addresses: dict[str, str], person: str | None,
    screens: Callable[[Page, dict[str, str]], Iterator[str]],
) -> None:  # fmt: skip
    page = browser_for(person, viewport=WIDE)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    for turn, name in enumerate(screens(page, addresses)):
        by_turns(page, name, turn)
    expected = "Failed to load resource: the server responded with a status of"  # 404, 409 and 422 are meant
    assert [one for one in said if expected not in one] == []


def test_keys_are_enough(browser_for: Callable[..., Page], addresses: dict[str, str]) -> None:
    author = browser_for("author")
    for path in ("/editor/", addresses["edited"], addresses["guide"], "/", "/guides/nothing"):
        author.goto(path)
        author.keyboard.press("Tab")
        expect(author.locator(":focus")).to_have_class("skip")
        expect(author.locator(":focus")).to_be_in_viewport()
        author.keyboard.press("Enter")
        expect(author.locator("main")).to_be_focused()

    author.goto(addresses["edited"])
    author.locator("[name=summary]").fill("Typed.")
    author.locator("[name=title]").fill("By the keys")
    author.keyboard.press("Enter")
    expect(author.locator("[name=summary]")).to_be_focused()
    expect(author.locator("[name=title]")).to_have_attribute("enterkeyhint", "next")
    expect(author.get_by_role("navigation", name="Sections")).to_contain_text(
        "Enter in a one-line field goes to the next"
    )
    author.keyboard.press("Control+s")
    expect(author.locator("#save-state")).to_have_text(re.compile(r"Saved \d+ s ago"))
    author.locator('[value="add:reality_check-love"]').focus()
    author.keyboard.press("Space")
    expect(author.locator("[name=reality_check-love-2]")).to_be_focused()
    author.keyboard.insert_text("What the\nkeys wrote.")  # as it is pasted
    author.keyboard.press("Enter")
    expect(author.locator("[name=reality_check-love-3]")).to_be_focused()
    author.keyboard.press("Control+s")
    expect(author.locator("#save-state")).to_have_text(re.compile(r"Saved \d+ s ago"))
    author.reload()
    expect(author.locator("[name=reality_check-love-2]")).to_have_value("What the keys wrote.")
    assert PEOPLE["author"].name in author.locator("main").inner_text()


def test_a_finding_leads_to_its_field(browser_for: Callable[..., Page], addresses: dict[str, str]) -> None:
    author = browser_for("author", java_script_enabled=False)
    author.goto(f"{addresses['edited']}/log")
    follow(author.get_by_role("link", name="Web address must be a full web address"))
    expect(author.locator("[name=cta-url]")).to_be_in_viewport()
