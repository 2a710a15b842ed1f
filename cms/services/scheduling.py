"""Schedules: the effects of making, cancelling and ending one, run inside `editorial.perform`.

Publishing by hand is a schedule a few seconds ahead, so that it can be undone before a reader sees anything.
"""

from datetime import timedelta

from cms import clock
from cms.store import events, removals, schedules, workers
from cms.store.db import session
from cms.store.events import Event
from cms.store.guides import Guide, Revision
from cms.store.schedules import Schedule
from cms.workflow import SYSTEM, Actor, Inputs, PublicStatus, State

INSTEAD = "Published by hand instead."
UNDONE = "Publishing was undone."
UTC = "UTC"
_PLANNED = frozenset({State.SCHEDULED, State.PUBLISH_FAILED})
_WORKER_SEEN = timedelta(seconds=30)  # a worker says every few seconds that it is there


def soon(undo_seconds: int) -> Inputs:
    """What is said with the schedule that publishing by hand makes."""
    now = clock.now()
    return Inputs(due=now + timedelta(seconds=undo_seconds), now=now, zone=UTC, by_hand=True)


def can_be_undone(undo_seconds: int) -> bool:
    """Whether publishing waits: there is a time for undoing, and a worker that publishes at its end."""
    seen = workers.seen_at() if undo_seconds else None
    return seen is not None and clock.now() - seen < _WORKER_SEEN


def on_its_way(guide: Guide) -> bool:
    """Somebody published by hand, and the time for undoing it is not over."""
    plan = schedules.waiting(guide.id)
    return plan is not None and plan.by_hand and not plan.overdue


def plan(guide: Guide, newest: Revision, inputs: Inputs, actor: Actor) -> None:
    """Pins the newest text, which is the approved one, to its time."""
    assert inputs.due  # noqa: S101  # the row needs it
    made = Schedule(
        guide_id=guide.id, revision_number=newest.number, digest=newest.digest, due_at=inputs.due,
        zone=inputs.zone or UTC, by_hand=inputs.by_hand, made_by=actor.id, made_at=clock.now(), attempts=0,
        outcome=None, ended_at=None, error=None,
    )  # fmt: skip
    session().add(made)
    session().flush()


def misfit(guide: Guide, newest: Revision, plan: Schedule) -> str:
    """Why this schedule must not be carried out, although the text itself could be published; "" when it may."""
    if plan.digest != newest.digest:
        return "The text is not the one that was scheduled."
    left = removals.standing(guide.id)
    if left and left.confirmed_at and left.confirmed_at >= plan.made_at:
        status = PublicStatus(guide.public_status).label.lower()
        return f"The guide left its readers ({status}) after this was scheduled. Publish it yourself to bring it back."
    return ""


def pressed_by(guide: Guide) -> str:
    """Who published by hand, and did not undo it; "" when nobody did."""
    waits = schedules.waiting(guide.id)
    return waits.made_by if waits and waits.by_hand else ""


def overtaken(guide: Guide, event: Event) -> str | None:
    """Who made the schedule, failed ones included, that this act of a person ended; None when it ended none."""
    ended = event.action == "unschedule" or (event.action == "publish" and event.actor_id != SYSTEM.id)
    last = schedules.newest(guide.id) if ended and event.from_state in _PLANNED else None
    return last.made_by if last else None


def given_way(guide: Guide, event: Event) -> str | None:
    """Who made the schedule that gave way to the publishing by hand that this act undoes: it does not come back. None
    when there was none.
    """
    if event.action != "unschedule" or not event.said.get("by_hand"):
        return None
    pressed = events.last(guide.id, "schedule")
    [before] = events.of_guide(guide.id, after=pressed.number - 2, limit=1) if pressed else [None]
    gave_way = before and before.action == "unschedule" and before.said.get("reason") == INSTEAD
    earlier = schedules.before_last(guide.id) if gave_way else None
    return earlier.made_by if earlier else None


def end(guide: Guide, outcome: str, error: str | None = None) -> Schedule | None:
    """What came of the schedule that waits, if one does."""
    waits = schedules.waiting(guide.id)
    if waits:
        waits.outcome, waits.ended_at, waits.error = outcome, clock.now(), error
        session().flush()
    return waits


def published(guide: Guide, actor: Actor) -> str:
    """The text of the schedule went live: by the worker, or by a person who did not wait. Returns who published it."""
    waited = end(guide, schedules.PUBLISHED if actor.id == SYSTEM.id else schedules.CANCELLED)
    return waited.made_by if waited and actor.id == SYSTEM.id else actor.id
