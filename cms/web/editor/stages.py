"""The stages that reviews go through: a managing editor says which, on one page that works without scripts."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cms.content import GuideContent
from cms.errors import InvalidContent
from cms.services import staging
from cms.store import accounts
from cms.store import stages as store
from cms.web.access import current_actor, requires
from cms.web.editor import posted
from cms.web.parts import rules
from cms.workflow import EDITORIAL_ROLES, Role

_SAVED = "Saved. Reviews that are open keep the stages they started with."
_NEW: dict[str, Any] = {
    "name": "", "roles": [Role.REVIEWER.value], "approvals": 1, "sections": [], "comments_block": True,
    "due_days": None, "bars_earlier_approvers": False,
}  # fmt: skip


@requires(Role.MANAGING_EDITOR)
def show() -> str:
    return _page(_in_force())


# Exempt from the general CSRF hook, which would throw away what was typed: this view looks at the token itself.
@requires(Role.MANAGING_EDITOR)
def save() -> ResponseReturnValue:
    """Saves what is on the page, or, for a button that adds, moves or removes a stage, shows it changed."""
    rows, button = _typed(), request.form.get("do", "")
    if not posted.token_is_ours():
        return _page(rows, notice=posted.EXPIRED, unsaved=True), 400
    if button:
        changed, here = _changed(rows, button)
        return _page(changed, unsaved=True, here=here)
    try:
        staging.configure(rows, actor=current_actor())
    except InvalidContent as error:
        return _page(rows, errors=error.errors, unsaved=True), 422
    return _page(_in_force(), said=_SAVED)


def _in_force() -> list[dict[str, Any]]:
    return [stage.to_dict() for stage in staging.in_force(rules().reviewers_required)]


def _typed() -> list[dict[str, Any]]:
    """The stages as the form has them. A number that is none stays the text that it is, to be complained about."""
    data, rows = request.form, []
    for place in range(staging.MOST + 1):
        at = f"stage-{place}-"
        if f"{at}name" in data:
            rows.append(
                {
                    "name": data[f"{at}name"],
                    "roles": data.getlist(f"{at}roles"),
                    "approvals": _number(data.get(f"{at}approvals", "")),
                    "sections": data.getlist(f"{at}sections"),
                    "comments_block": data.get(f"{at}comments_block") == "yes",
                    "due_days": _number(data.get(f"{at}due_days", ""))
                    if data.get(f"{at}due_days", "").strip()
                    else None,
                    "bars_earlier_approvers": data.get(f"{at}bars_earlier_approvers") == "yes",
                }
            )
    return rows


def _number(typed: str) -> int | str:
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else typed


def _changed(rows: list[dict[str, Any]], button: str) -> tuple[list[dict[str, Any]], int]:
    """The stages, and the place of the one to go on at: what was added or moved, or what stands where one was removed.

    button: `add`, or `up`, `down` or `remove` with the place of a stage behind it.
    """
    what, _, number = button.partition("-")
    if what == "add":
        return [*rows, dict(_NEW)], len(rows)
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else len(rows)
    if place < len(rows):
        row = rows.pop(place)
        if what != "remove":
            place = max(0, place - 1) if what == "up" else place + 1
            rows.insert(place, row)
    return rows, min(place, len(rows) - 1)


def _page(rows: list[dict[str, Any]], **more: Any) -> str:
    last = store.last_set()
    names = accounts.names({last.set_by}) if last else {}
    context: Mapping[str, Any] = {"errors": {}, "said": "", "notice": "", "unsaved": False, "here": None, **more}
    return render_template(
        "editor/stages.html",
        rows=rows,
        roles=[role for role in Role if role in EDITORIAL_ROLES],
        sections={name: kind.label for name, kind in GuideContent.members().items() if kind.editable},
        last=last,
        names=names,
        most=staging.MOST,
        **context,
    )
