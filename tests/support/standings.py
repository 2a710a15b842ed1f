"""Guides that people are about to act on, wherever the work stands; and what is said with each act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cms.store.guides import Guide
from cms.workflow import Removal
from tests.factories import a_guide, act, revise
from tests.support.people import PEOPLE

DUE = datetime(2999, 1, 1, 9, tzinfo=UTC)

# Who tries an act, and what is said with it; the second of two people where one counts once.
SAID: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "edit": (("author", "second_author"), {}),
    "restore": (("author", "second_author"), {"revision": 1}),
    "drop_changes": (("author", "second_author"), {}),
    "submit": (("author", "second_author"), {"change_note": "What is new.", "major": False}),
    "claim": (("reviewer", "second_reviewer"), {}),
    "approve": (("reviewer", "second_reviewer"), {}),
    "request_changes": (("reviewer", "publisher"), {"comment": "Name the source."}),
    "recall": (("author", "managing_editor"), {}),
    "reopen": (("author", "second_author"), {"reason": "A figure changed."}),
    "schedule": (("publisher",), {"due": "2999-01-01T09:00:00Z", "zone": "Europe/Berlin"}),
    "unschedule": (("publisher",), {"reason": "Too early."}),
    "publish": (("publisher",), {}),
    "force_publish": (("managing_editor",), {"reason": "It is today or never."}),
    "clear_debt": (("reviewer", "second_reviewer"), {}),
    "request_removal": (("author", "publisher"), {"removal": "gone", "reason": "Out of date."}),
    "confirm_removal": (("publisher",), {"removal": "gone"}),
    "takedown": (("managing_editor",), {"removal": "gone", "reason": "A court says so."}),
    "reinstate": (("publisher",), {}),
    "reaffirm": (("reviewer", "author"), {"evidence": "Asked the chamber."}),
    "discard": (("author", "managing_editor"), {}),
    "recover": (("author", "managing_editor"), {}),
    "release": (("reviewer",), {}),
    "purge": (("admin",), {}),
    "assign": (("author", "managing_editor"), {"target": str(PEOPLE["second_author"].id)}),
    "set_review_by": (("author", "managing_editor"), {"due": "2999-01-01T09:00:00Z"}),
}
NO_PERSONS = {"create", "fail_publish"}  # the one makes the guide, the other is the worker's


@dataclass(frozen=True)
class Standing:
    """A guide that people are about to act on. acts: those that compete for it."""

    made: Callable[[], Guide]
    acts: tuple[str, ...]


def _written_again() -> Guide:
    return revise(a_guide("published").id, title="From the wheel to the drawing board in 6–9 months")


def _forced() -> Guide:
    return act(a_guide("draft").id, "force_publish", "managing_editor", reason="Now.")


def _asked() -> Guide:
    return act(a_guide("published").id, "request_removal", "author", removal=Removal.GONE, reason="Old.")


def _gone() -> Guide:
    return act(a_guide("published").id, "takedown", "managing_editor", removal=Removal.GONE, reason="A court.")


def _scheduled() -> Guide:
    return act(a_guide("approved").id, "schedule", "publisher", due=DUE, zone="Europe/Berlin")


def _discarded() -> Guide:
    return act(a_guide("draft").id, "discard", "author")


STANDINGS = {
    "draft": Standing(lambda: a_guide("draft"), ("edit", "submit", "discard", "force_publish")),
    "review": Standing(
        lambda: a_guide("in_review"), ("approve", "request_changes", "recall", "force_publish", "claim")
    ),
    "approved": Standing(
        lambda: a_guide("approved"), ("publish", "reopen", "request_changes", "schedule", "force_publish")
    ),
    "scheduled": Standing(_scheduled, ("unschedule", "publish")),
    "written again": Standing(_written_again, ("edit", "submit", "drop_changes", "takedown", "restore")),
    "removal asked": Standing(_asked, ("confirm_removal", "takedown", "reaffirm", "edit")),
    "look owed": Standing(_forced, ("clear_debt", "takedown", "request_removal")),
    "gone": Standing(_gone, ("reinstate", "edit")),
    "trash": Standing(_discarded, ("recover",)),
}
