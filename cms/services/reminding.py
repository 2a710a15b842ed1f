"""Reminding those who look after a guide of what falls due, before, on the day and after; in the end, whoever can see
to it: managing editors, or else publishers. Each reminder is for a day reckoned from the due day, and is told once,
however many workers look.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from cms import clock
from cms.services import keeping_house, notifying
from cms.services.notifying import DIGEST_HOUR
from cms.store import accounts, debts, guides, reminders, reviews
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.store.reminders import DUE_SOON, About, Due
from cms.workflow import SYSTEM, Role

_LONG, _LONG_AGAIN = 14, 28  # days overdue, after which managing editors are told, and told again


@dataclass(frozen=True)
class Pace:
    """before: days before the due day that the first reminder comes; below 0, after it. every: days between those that
    follow it; None when none does.
    """

    before: int
    every: int | None


PACES = {
    About.REVIEW: Pace(DUE_SOON.days, 7), About.DEBT: Pace(2, 7), About.STALE: Pace(0, 28),
    About.STAGE: Pace(-1, None),
}  # fmt: skip
_KINDS = {  # until the due day, and after it
    About.REVIEW: ("look_again", "look_again_late"),
    About.DEBT: ("look_owed", "look_owed_late"),
    About.STALE: ("figures_old", "figures_old"),
    About.STAGE: ("review_late", "review_late"),
}
_WHAT = {
    About.REVIEW: "It was to be looked at again by {day}.",
    About.DEBT: "A second look was owed by {day}.",
    About.STALE: "Since {day} readers get figures that are past their time.",
    About.STAGE: "Its review was to be decided by {day}.",
}
_ALONE = {About.STAGE: "review_alone"}  # what is escalated when nobody is left to be told
_PLACE = {About.REVIEW: "#main", About.DEBT: "/review", About.STALE: "#main", About.STAGE: "/review"}


def wanted() -> list[Due]:
    """Whatever has come to a reminder that was not told yet. A day begins when the daily mail comes."""
    day = _today()
    return [
        one
        for about, pace in PACES.items()
        for one in reminders.due(about, day + timedelta(days=pace.before))
        if _is_wanted(one, day)
    ]


def remind(guide_id: UUID, about: About) -> bool:
    """Tells whoever is to be told, unless another worker has, or nothing is due any more. Raises NotFound."""
    day = _today()
    with transaction():
        guide = guides.lock(guide_id)
        found = reminders.due(about, day + timedelta(days=PACES[about].before), guide_id)
        one = next((one for one in found if _is_wanted(one, day)), None)
        if one is None:
            return False
        step = step_of(about, one.due_on, day)
        reminders.keep(one, step)
        _tell(guide, one, step, day)
    return True


def step_of(about: About, due_on: date, day: date) -> date:
    """The day of the newest reminder by `day`, which is no earlier than the first."""
    pace, late = PACES[about], (day - due_on).days
    if late < 0 or pace.every is None:
        return due_on - timedelta(days=pace.before)
    return due_on + timedelta(days=late // pace.every * pace.every)


def _is_wanted(one: Due, day: date) -> bool:
    return one.last is None or one.last < step_of(one.about, one.due_on, day)


def _tell(guide: Guide, one: Due, step: date, day: date) -> None:
    kind = _KINDS[one.about][day > one.due_on]
    if one.about is About.DEBT:
        owed = debts.open_debts(guide.id).values()
        had_a_hand = {who for debt in owed for who in (debt.forced_by, *debt.contributors)}
        told = notifying.tell(
            kind, actor=SYSTEM, guide=guide, roles={Role.REVIEWER}, without=had_a_hand, **_said(one, day)
        )
    elif one.about is About.STAGE:
        told = notifying.tell(kind, actor=SYSTEM, guide=guide, people=_who_decides(guide), **_said(one, day))
    else:
        told = notifying.tell(kind, actor=SYSTEM, guide=guide, people={guide.owner_id}, **_said(one, day))
    if not told:  # nobody is left, whose account is open and who may read drafts
        notifying.escalate(_ALONE.get(one.about, "left_alone"), actor=SYSTEM, guide=guide, **_said(one, day))
    elif _times_long(step, one.due_on) > _times_long(one.last, one.due_on):
        notifying.escalate("long_overdue", actor=SYSTEM, guide=guide, without=told, **_said(one, day))


def _who_decides(guide: Guide) -> set[str]:
    """Whoever has claimed the review; while nobody has, all who may decide the stage that it stands at."""
    review = reviews.open_review(guide.id)
    if review is None:
        return set()
    may = {one.id for one in accounts.active_people() if one.roles.intersection(review.open_to)}
    may.difference_update(review.closed_to)
    claimer = keeping_house.claimant(review)
    return {claimer} if claimer in may else may


def _said(one: Due, day: date) -> dict[str, Any]:
    due = f"{one.due_on.day} {one.due_on:%B %Y}"
    what = _WHAT[one.about].format(day=due) if day >= one.due_on else f"Something is to be done by {due}."
    return {"day": due, "what": what, "place": _PLACE[one.about]}


def _times_long(step: date | None, due_on: date) -> int:
    """How often managing editors are to be told by then."""
    late = (step - due_on).days - _LONG if step else -1
    return late // _LONG_AGAIN + 1 if late >= 0 else 0


def _today() -> date:
    return (clock.now() - timedelta(hours=DIGEST_HOUR)).date()
