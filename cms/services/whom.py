"""Whom an act concerns: the groups of people that the table of notices names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from cms.services.scheduling import INSTEAD
from cms.store.events import Event
from cms.store.guides import Guide
from cms.workflow import Approval, Facts, Role


class Way(StrEnum):
    """How an act came about, where that changes who is told. UNSEEN: begun by hand, or undone by whoever began it, in
    the moment before readers have it. UNDONE: by somebody else. INSTEAD: a schedule gives way to publishing by hand.
    """

    PLAIN = "plain"
    UNSEEN = "unseen"
    UNDONE = "undone"
    INSTEAD = "instead"


@dataclass(frozen=True)
class Happened:
    """A transition, as far as it says whom to tell. facts: as they were before. by: whose doing it is, if that is not
    who the log names. scheduler_id: of a schedule that is called off or overtaken, who made it. gave_way_id: who made
    the one that gave way to publishing by hand, which is undone now.
    """

    guide: Guide
    event: Event
    facts: Facts
    submitter_id: str | None = None
    by: str = ""
    scheduler_id: str | None = None
    gave_way_id: str | None = None

    @property
    def way(self) -> Way:
        if self.event.said.get("by_hand"):
            others = self.event.action == "unschedule" and self.scheduler_id != self.event.actor_id
            return Way.UNDONE if others else Way.UNSEEN
        return Way.INSTEAD if self.event.said.get("reason") == INSTEAD else Way.PLAIN

    @property
    def open_stage(self) -> int | None:
        """The stage that the review came to by this act; None when it moved to none."""
        if self.event.action == "submit":
            return self._first_open
        before, digest = self.facts.stage_index, self.facts.pinned_digest
        if before is None or digest is None:
            return None
        made = (*self.facts.approvals, Approval(self.event.actor_id, before, digest))
        after = replace(self.facts, approvals=made).stage_index
        return None if after == before else after

    @property
    def _first_open(self) -> int | None:
        """Of a review that begins: sign-offs that are brought along may have passed the first stages already."""
        submitter = self.event.actor_id
        brought = tuple(one for one in self.facts.carried if one.actor_id != submitter)
        pins = tuple({pin for one in brought for pin in one.sections})
        opened = replace(
            self.facts, approvals=brought, contributors=self.facts.contributors | {submitter},
            pinned_digest=self.facts.newest_digest, pinned_sections=pins,
        )  # fmt: skip
        return opened.stage_index


@dataclass(frozen=True)
class Whom:
    """People by id, and whoever holds one of the roles, without those left out."""

    people: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    without: frozenset[str] = frozenset()


Group = Callable[[Happened], Whom]


def _people(*ids: str | None) -> Whom:
    return Whom(people=frozenset(one for one in ids if one))


def owner(it: Happened) -> Whom:
    return _people(it.guide.owner_id)


def submitter(it: Happened) -> Whom:
    return _people(it.submitter_id)


def who_scheduled(it: Happened) -> Whom:
    return _people(it.scheduler_id)


def whose_schedule_gave_way(it: Happened) -> Whom:
    return _people(it.gave_way_id)


def contributors(it: Happened) -> Whom:
    return Whom(people=it.facts.contributors)


def assignee(it: Happened) -> Whom:
    return _people(it.facts.assignee_id)


def approvers(it: Happened) -> Whom:
    return _people(*(one.actor_id for one in it.facts.approvals))


def who_owed_the_look(it: Happened) -> Whom:
    return _people(it.facts.forced_by, it.facts.taken_down_by)


def who_asked_for_removal(it: Happened) -> Whom:
    return _people(it.facts.removal_requested_by)


def reviewers_of_the_stage(it: Happened) -> Whom:
    """Those whose approval would count at the stage that is open now."""
    index = it.open_stage
    if index is None or index >= len(it.facts.eligible):
        return Whom()
    barred = approvers(it).people if it.facts.stages[index].bars_earlier_approvers else frozenset()
    return Whom(people=it.facts.eligible[index] - barred)


def reviewers(it: Happened) -> Whom:
    """Who may take the second look: nobody who wrote it."""
    return Whom(roles=frozenset({Role.REVIEWER}), without=it.facts.contributors)


def publishers(it: Happened) -> Whom:
    return Whom(roles=frozenset({Role.PUBLISHER}))


def managing_editors(it: Happened) -> Whom:
    return Whom(roles=frozenset({Role.MANAGING_EDITOR}))
