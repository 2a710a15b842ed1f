"""Every type of public page in a real Chromium: without barriers, as wide as the screen, and still while it loads."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from cms.workflow import Removal
from tests.factories import a_guide, act, examples
from tests.support.barriers import by_turns

# Shifts that were there before we listen are told, too.
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum))));
})"""


@pytest.fixture
def addresses(sqlite_app: Flask) -> list[str]:
    live = [a_guide("published", document) for document in examples().values()]
    left = {kind: a_guide("published") for kind in (Removal.WITHDRAWN, Removal.GONE)}
    for kind, guide in left.items():
        act(guide.id, "takedown", "managing_editor", removal=kind, reason="To be looked at.")
    own = examples()[next(iter(examples()))]
    start, goal = (own[end]["slug"] for end in ("from_role", "to_role"))
    return [
        "/", "/?q=nothing-has-this-word", *(f"/guides/{one.slug}" for one in live), f"/guides/{live[0].slug}/plan",
        f"/roles/{start}", f"/paths?from={start}&to={goal}", *(f"/guides/{one.slug}" for one in left.values()),
        "/guides/nowhere", "/?page=0",
    ]  # fmt: skip


def test_public_pages_are_accessible_and_do_not_move(addresses: list[str], browser_for: Callable[..., Page]) -> None:
    wide, narrow = (browser_for(viewport={"width": width, "height": 740}) for width in (1280, 360))
    for turn, address in enumerate(addresses):
        for reader in (wide, narrow):
            reader.goto(address)
            assert reader.evaluate(SHIFTS) == 0, address
        by_turns(wide, address, turn)
