"""The desk: what waits for whoever looks, what they write, what is planned, and where everything stands.

Each section is a choice of the list of guides, so that its number leads to just the guides that it counts.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from cms import clock
from cms.services import notices
from cms.store import accounts, debts, events, guide_list, guides, removals, reviews
from cms.store.choices import Choice, Sort, Wants
from cms.store.guides import Guide
from cms.store.reminders import DUE_SOON
from cms.web.access import current_actor, editorial
from cms.web.editor import listing, planned
from cms.workflow import Actor, Role, State

_SHOWN = 6
_COUNTED = 200


@dataclass(frozen=True)
class Section:
    """guides: the first ones. count: up to _COUNTED + 1. href: the list of them all. loud: something broke.

    place: below the page of each guide, where one sees what it is about.
    """

    title: str
    guides: list[Guide]
    count: int
    href: str
    loud: bool = False
    place: str = ""


@editorial
def show() -> ResponseReturnValue:
    me = current_actor()
    needed, own = _sections(_needed(me), _own(me))
    told = [guide for section in needed for guide in section.guides]
    asked, owed = removals.of_guides({guide.id for guide in told}), debts.of_guides(told)
    people = {one.asked_by for one in asked.values()} | {one.forced_by for one in owed.values()}
    counts = guides.counts_by_state()
    shown = [guide for section in [*needed, *own] for guide in section.guides]
    last = events.last_actors({one.id for one in shown})
    return render_template(
        "editor/desk.html",
        needed=needed,
        own=own,
        asked=asked,
        owed=owed,
        today=clock.today(),
        due_soon=DUE_SOON,
        due=planned.times(shown),
        reviews_due=reviews.due_days({one.id for one in shown if one.state == State.IN_REVIEW}),
        last=last,
        names=accounts.names(people | {one.owner_id for one in shown} | set(last.values())),
        pipeline=[(state, counts[state]) for state in State if counts.get(state)],
        total=sum(counts.values()),
        most=_COUNTED,
        pages=listing.pages(shown),
        day=listing.day,
        me=me,
        may_start=Role.AUTHOR in me.roles,
    )


def _needed(me: Actor) -> list[tuple[str, Choice]]:
    found = [("Publishing failed", _choice(me, state=(State.PUBLISH_FAILED,)))]  # whoever sees it can tell somebody
    waiting = _choice(me, wants=(Wants.MY_REVIEW,), sort=Sort.REVIEW_DUE)
    found.append(("Reviews for you", waiting))  # a stage may be open to any role
    if Role.AUTHOR in me.roles:
        found.append(("Changes asked of you", _choice(me, state=(State.CHANGES_REQUESTED,), wants=(Wants.MY_TEXT,))))
    if Role.REVIEWER in me.roles:
        found.append(("Second looks you can give", _choice(me, wants=(Wants.MY_SECOND_LOOK,))))
    if Role.PUBLISHER in me.roles:
        found.append(("Removals you can confirm", _choice(me, wants=(Wants.MY_REMOVAL,))))
        found.append(("Ready to publish", _choice(me, state=(State.APPROVED,))))
    if Role.MANAGING_EDITOR in me.roles:
        found.append(("Reviews overdue", _choice(me, wants=(Wants.REVIEW_LATE,), sort=Sort.REVIEW_DUE)))
        found.append(("Second looks owed", _choice(me, wants=(Wants.SECOND_LOOK,))))
    whose = "" if Role.MANAGING_EDITOR in me.roles else me.id  # they see to what nobody else does
    found.append(("To be looked at again", _choice(me, wants=(Wants.REVIEW_DUE,), owner=whose)))
    found.append(("Figures past their time", _choice(me, wants=(Wants.STALE,), owner=whose)))
    return found


def _own(me: Actor) -> list[tuple[str, Choice]]:
    found = []
    if Role.AUTHOR in me.roles:
        found.append(("You are writing", _choice(me, state=(State.DRAFT,), wants=(Wants.MY_TEXT,))))
        sent = _choice(me, state=(State.IN_REVIEW,), wants=(Wants.MY_TEXT,), sort=Sort.REVIEW_DUE)
        found.append(("Yours, with a reviewer", sent))
    found.append(("Scheduled", _choice(me, state=(State.SCHEDULED,), sort=Sort.DUE)))
    return found


def _choice(me: Actor, **more: object) -> Choice:
    return Choice(me=me.id, **more)  # type: ignore[arg-type]  # members of Choice, named by the callers above


def _sections(needed: list[tuple[str, Choice]], own: list[tuple[str, Choice]]) -> tuple[list[Section], list[Section]]:
    """Those of either that have a guide."""
    every = [*needed, *own]
    found = guide_list.firsts([choice for _, choice in every], limit=_SHOWN, most=_COUNTED)
    made = []
    for (title, choice), (first, count) in zip(every, found, strict=True):
        href = f"{url_for('.guides')}?{urlencode(choice.pairs)}"
        made.append(Section(title, first, count, href, loud=State.PUBLISH_FAILED in choice.state, place=_place(choice)))
    return [one for one in made[: len(needed)] if one.guides], [one for one in made[len(needed) :] if one.guides]


def _place(choice: Choice) -> str:
    if State.CHANGES_REQUESTED in choice.state:
        return notices.ASKED
    return notices.REVIEW if Wants.MY_REVIEW in choice.wants else ""
