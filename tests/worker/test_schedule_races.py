"""Those who come at the same moment: one wins, and the others are told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from cms.clock import now
from cms.errors import Kind, TransitionRefused
from cms.rendering import Renderer
from cms.services import scheduling
from cms.services.editorial import Rules
from cms.store import events, guides, public_clock, schedules
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.worker import Scheduler
from tests.factories import a_guide, act
from tests.services.together import at_once, somebody_waits
from tests.support.library import publications_of
from tests.support.threads import wait_until

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def due_now(number: int) -> list[UUID]:
    made = [a_guide("approved").id for _ in range(number)]
    with time_machine.travel(NOON, tick=False):
        for guide_id in made:
            act(guide_id, "schedule", "publisher", due=now() + timedelta(minutes=1), now=now())
    return made


def test_many_schedulers_publish_each_once(app: Flask, renderer: Renderer, rules: Rules) -> None:
    made = due_now(4)
    came_of = at_once(app, *[Scheduler(renderer, rules).run_due] * 5)
    assert sum(one for one in came_of if isinstance(one, int)) == 4, came_of
    session().rollback()
    for guide_id in made:
        assert [one.number for one in publications_of(guide_id)] == [1]
    assert public_clock.read().seq == 4


def test_its_last_try_locks_the_guide_before_the_schedule(
    postgresql_app: Flask, renderer: Renderer, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every act does: else whoever holds the guide and the worker would wait for one another."""
    [guide_id] = due_now(1)
    with transaction():
        plan = schedules.waiting(guide_id)
        assert plan
        plan.attempts = 19
    session().rollback()

    def busy(*_: object) -> bool:
        raise OperationalError("UPDATE", {}, Exception("the lock was not to be had"))

    scheduler = Scheduler(renderer, rules)
    monkeypatch.setattr(scheduler, "_once", busy)

    def carry_out() -> bool:
        with postgresql_app.app_context():
            return scheduler.carry_out(guide_id)

    with ThreadPoolExecutor(1) as thread:
        with transaction():
            guide = guides.lock(guide_id)
            came_of = thread.submit(carry_out)
            wait_until(lambda: somebody_waits(postgresql_app))
            scheduling.end(guide, schedules.CANCELLED)
        assert came_of.result(timeout=30) is False, "it was cancelled meanwhile"
    session().expire_all()
    plan = schedules.newest(guide_id)
    assert plan
    assert (plan.outcome, plan.attempts) == ("cancelled", 20)


@pytest.mark.parametrize(
    ("action", "role"), [("publish", "publisher"), ("unschedule", "publisher"), ("force_publish", "managing_editor")]
)
def test_the_scheduler_and_a_person_exclude_each_other(
    app: Flask, renderer: Renderer, rules: Rules, action: str, role: str
) -> None:
    for guide_id in due_now(3):
        schedulers: list[Callable[[], object]] = [Scheduler(renderer, rules).run_due] * 2
        came_of = at_once(app, *schedulers, partial(act, guide_id, action, role, reason="It is time."))
        by_hand = came_of[-1]
        assert isinstance(by_hand, Guide) or (isinstance(by_hand, TransitionRefused) and by_hand.kind is Kind.CONFLICT)
        assert all(isinstance(one, int) for one in came_of[:-1]), came_of
        session().rollback()
        plan, published = schedules.newest(guide_id), publications_of(guide_id)
        assert plan
        won = isinstance(by_hand, Guide)
        assert plan.outcome == ("cancelled" if won else "published")
        assert len(published) == (0 if won and action == "unschedule" else 1)
        assert guides.find(guide_id).state == ("approved" if won and action == "unschedule" else "published")
        assert [one.action for one in events.of_guide(guide_id)][-2:] == ["schedule", action if won else "publish"]
