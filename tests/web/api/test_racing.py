"""Many people act on one guide at the same moment, two acts at a time: one of them wins, the others are told why.

Which acts exclude each other is read from the workflow table, so that a new row is raced, too. SQLite, which lets one
write at a time, has each act race against itself and the next one; CMS_SOAK=1 has every pair race on both databases.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from itertools import combinations_with_replacement, pairwise
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from cms import workflow
from cms.services import editorial
from cms.store.db import session
from cms.workflow import Facts, PublicStatus, State, Transition
from tests.support.clients import Api
from tests.support.standings import NO_PERSONS, SAID, STANDINGS
from tests.web.api.calls import at, told

For = Callable[..., Api]

SOAK = bool(os.environ.get("CMS_SOAK"))
EACH = 10 if SOAK else 1  # people who try the same act
# What is not raced here: it needs ninety days, or changes nothing but a note beside the guide.
ELSEWHERE = {"release", "purge", "assign", "set_review_by"}
NEW_TEXT = {"edit", "restore", "drop_changes"}  # whoever looked at the revision before is too late


def _fits(row: Transition, facts: Facts) -> bool:
    return (
        not row.by_system
        and facts.state in row.sources
        and (row.public_from is None or facts.public_status in row.public_from)
    )


def _both_may_win(guide: Facts, first: str, second: str) -> bool:
    """Whether the table has the second act where the first leads, as far as states tell."""
    for row in workflow.TRANSITIONS:
        if row.action == first and _fits(row, guide) and first not in NEW_TEXT:
            there = Facts(state=row.state_after(guide.state), public_status=row.public_after(guide.public_status))
            if any(after.action == second and _fits(after, there) for after in workflow.TRANSITIONS):
                return True
    return False


def test_races_every_act_that_people_perform() -> None:
    raced = {action for one in STANDINGS.values() for action in one.acts}
    assert raced | ELSEWHERE == set(SAID)
    assert set(SAID) | NO_PERSONS == {row.action for row in workflow.TRANSITIONS}


@pytest.mark.parametrize("standing", STANDINGS)
def test_one_of_two_acts_wins_and_the_other_hears_why(app: Flask, database: str, api_for: For, standing: str) -> None:
    callers = {key: api_for(key) for people, _ in SAID.values() for key in people}
    served = [one for one in STANDINGS[standing].acts if one in editorial.PERFORMED | {"edit"}]
    for pair in _pairs(served, every=SOAK or database == "postgresql"):
        guide = STANDINGS[standing].made()
        guide_id, base, before = guide.id, guide.newest, _events(callers["author"], guide.id)
        here = Facts(state=State(guide.state), public_status=PublicStatus(guide.public_status))
        text = told(callers["author"].get(at(guide_id)))["document"]

        tries = [_try(callers, guide_id, action, base, text, n) for n, action in enumerate(pair * EACH)]
        answers = _at_once(tries)

        statuses = sorted(answer.status_code for answer in answers)
        assert set(statuses) <= {200, 403, 409, 422}, (pair, statuses)
        assert all(told(one)["detail"] for one in answers if one.status_code != 200), pair
        events = _events(callers["author"], guide_id)
        winners = len(events) - len(before)
        assert winners >= 1, (pair, statuses)
        # Restoring what somebody else has just restored is done already, and so no refusal.
        assert winners == statuses.count(200) or "restore" in pair, (pair, statuses)
        assert events[: len(before)] == before
        for earlier, later in pairwise(events):
            assert later["from_state"] == earlier["to_state"], (pair, earlier, later)
            assert later["from_public_status"] == earlier["public_status"], (pair, earlier, later)
        exclusive = not any(_both_may_win(here, first, second) for first in pair for second in pair)
        assert winners == 1 or not exclusive, (pair, statuses)


def _pairs(acts: list[str], *, every: bool) -> list[tuple[str, str]]:
    if every:
        return list(combinations_with_replacement(acts, 2))
    return [*zip(acts, acts, strict=True), *pairwise(acts)]


def _try(
    callers: dict[str, Api], guide_id: object, action: str, base: int, text: dict[str, Any], number: int
) -> Callable[[], TestResponse]:
    people, said = SAID[action]
    caller = callers[people[number // 2 % len(people)]]
    own = Api(caller.client.application.test_client(use_cookies=False), caller.token)
    if action == "edit":
        changed = {**text, "title": f"A title by number {number}: 6–9 months"}
        return lambda: own.put(at(guide_id, "document"), json=changed, if_match=base)
    return lambda: own.post(at(guide_id, "actions", action), json=said, if_match=base)


def _at_once(calls: list[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Each call on a thread of its own, all let go together."""
    start = Barrier(len(calls))

    def run(call: Callable[[], TestResponse]) -> TestResponse:
        start.wait(timeout=60)
        return Context().run(call)

    session().rollback()
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def _events(api: Api, guide_id: object) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = told(api.get(at(guide_id, "events")))["events"]
    return events
