"""Configuring the stages of reviews: on a page, or from a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from cms import clock, workflow
from cms.content import GuideContent
from cms.content.text import tidy, unsafe_character
from cms.errors import InvalidContent, Kind, Refusal, TransitionRefused
from cms.store import stages as store
from cms.store.db import transaction
from cms.workflow import EDITORIAL_ROLES, Actor, Role, Stage

MOST = 10
_LONGEST_NAME = 60
_MOST_APPROVALS = 9
_MOST_DAYS = 90
_MEMBERS = {
    "name", "roles", "approvals", "sections", "comments_block", "due_days", "bars_earlier_approvers",
}  # fmt: skip
_NO_WHOLE = "At least one stage must look at the whole text: leave all of its sections unticked."

Errors = dict[Any, Any]


def in_force(reviewers_required: int) -> tuple[Stage, ...]:
    """The stages that a review opened now would have."""
    return store.configured() or workflow.default_stages(reviewers_required)


def configure(rows: Any, *, actor: Actor) -> tuple[Stage, ...]:
    """Makes these the stages of reviews from now on; an empty list brings the default back.

    rows: as Stage.to_dict() writes them; all but name, roles and approvals may be left out.
    Raises TransitionRefused for anybody but a managing editor; InvalidContent, with errors by the place of the stage.
    """
    if Role.MANAGING_EDITOR not in actor.roles:
        why = "Only a managing editor says which stages a review goes through."
        raise TransitionRefused("configure", "", [Refusal("role_missing", why, "A managing editor", Kind.FORBIDDEN)])
    stages = read(rows)
    with transaction():
        store.replace(stages, by=actor.id, at=clock.now())
    return stages


def read(rows: Any) -> tuple[Stage, ...]:
    """Raises InvalidContent."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidContent({"stages": ["This must be a list of stages."]})
    errors: Errors = {place: found for place, row in enumerate(rows) if (found := _problems(row))}
    names = [tidy(str(row.get("name", ""))).casefold() for row in rows]
    for place, name in enumerate(names):
        if name in names[:place] and place not in errors:
            errors[place] = {"name": ["Another stage has this name already."]}
    if len(rows) > MOST:
        errors["stages"] = [f"A review goes through {MOST} stages at most; there are {len(rows)}."]
    elif rows and not errors and all(row.get("sections") for row in rows):
        errors["stages"] = [_NO_WHOLE]
    if errors:
        raise InvalidContent(errors, "These stages cannot be used.")
    return tuple(_stage(row) for row in rows)


def _stage(row: Mapping[str, Any]) -> Stage:
    whole = {"sections": [], "comments_block": True, "due_days": None, "bars_earlier_approvers": False}
    return Stage.from_dict({**whole, **row, "name": tidy(row["name"])})


def _problems(row: Mapping[str, Any]) -> Errors:
    found: Errors = {name: ["Unknown member."] for name in row.keys() - _MEMBERS}
    name = row.get("name")
    if not isinstance(name, str) or not tidy(name):
        found["name"] = ["Give the stage a name, such as “Facts” or “Legal”."]
    elif len(tidy(name)) > _LONGEST_NAME:
        found["name"] = [f"This is {len(tidy(name))} characters long; the limit is {_LONGEST_NAME}."]
    elif unsafe := unsafe_character(name):
        found["name"] = [f"This contains the character {unsafe}, which cannot be kept. Remove it."]
    if not _words(row.get("roles"), set(EDITORIAL_ROLES)) or not row["roles"]:
        found["roles"] = ["Say who may decide: at least one role."]
    if not _is_within(row.get("approvals"), _MOST_APPROVALS):
        found["approvals"] = [f"Give a whole number from 1 to {_MOST_APPROVALS}."]
    if not _words(row.get("sections", []), set(GuideContent.members())):
        found["sections"] = ["These must be sections of a guide."]
    days = row.get("due_days")
    if days is not None and not _is_within(days, _MOST_DAYS):
        found["due_days"] = [f"Give a whole number of working days from 1 to {_MOST_DAYS}, or none."]
    for flag in ("comments_block", "bars_earlier_approvers"):
        if not isinstance(row.get(flag, False), bool):
            found[flag] = ["This must be yes or no."]
    return found


def _words(value: Any, known: set[Any]) -> bool:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return is_list and all(isinstance(one, str) and one in known for one in value)


def _is_within(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
