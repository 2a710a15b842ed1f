"""Acts on many guides, from the list of them: those that were picked, or all that are chosen; and what came of it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cms.errors import InvalidContent
from cms.services import bulk
from cms.store import bulk as kept_runs
from cms.store import guide_list
from cms.store.choices import Choice
from cms.web.access import current_actor, editorial
from cms.web.editor import listing, posted
from cms.web.editor.choosing import chosen_before, id_of, moment_of
from cms.web.editor.guide_list import ACTS, page, sentence
from cms.web.parts import renderer, rules

_MOVED = "It has changed since you looked at the list. Look at it, and pick it again."
_LATE = "It was not in the list when you looked at it."
_SECONDS = 8.0  # that somebody waits for a few; what is left is the worker's


# Exempt from the general CSRF hook, which would throw away what was typed: this view looks at the token itself.
@editorial
def begin() -> ResponseReturnValue:
    """An act on the guides that were picked, or on all that are chosen."""
    form, actor = request.form, current_actor()
    choice, ticked = chosen_before(), _ticked()
    if not posted.token_is_ours():
        return page(choice, notice=posted.EXPIRED, typed=form, picked=ticked), 400
    action = form.get("action", "")
    try:
        said = {"tag": form.get("tag", "")} if action in (bulk.ADD_TAG, bulk.REMOVE_TAG) else _said(action)
        picked, left = _all(choice, action) if form.get("all") else (list(ticked.items()), {})
        run = bulk.start(action, said, picked, back=urlencode(choice.pairs), actor=actor, left=left)
    except InvalidContent as error:
        return page(choice, notice=sentence(error), typed=form, picked=ticked), 422
    if len(picked) <= bulk.AT_ONCE:
        bulk.work(run.id, renderer=renderer(), rules=rules(), seconds=_SECONDS)
    return redirect(url_for(".bulk_run", run_id=run.id), 303)


@editorial
def run(run_id: UUID) -> ResponseReturnValue:
    """What came of it, guide by guide; it goes on whether or not anybody looks."""
    found = bulk.find(run_id, actor=current_actor())
    rows, counts = kept_runs.rows(run_id), kept_runs.counts(run_id)
    return render_template(
        "editor/bulk.html",
        run=found,
        doing=ACTS.get(found.action, found.action),
        rows=rows,
        day=listing.day,
        done=len(rows) - counts.get(kept_runs.WAITING, 0),
        counts=counts,
        back=f"{url_for('.guides')}?{found.back}",
    )


def _all(choice: Choice, action: str) -> tuple[list[tuple[UUID, int]], dict[UUID, str]]:
    """Id and revision of all that are chosen, as they were when this person got the list; and why some are left.

    A tag goes beside what others save meanwhile, like any edit. Whatever else is done is about the guide as it was.
    Raises InvalidContent.
    """
    seen = moment_of(request.form)
    if seen is None:
        raise InvalidContent({"seen": ["This page does not say when its list was made. Load the list again."]})
    found = guide_list.as_seen(choice, seen, most=bulk.MOST + 1)
    moved = {one.id: _MOVED for one in found if one.moved and action not in (bulk.ADD_TAG, bulk.REMOVE_TAG)}
    return [(one.id, one.base) for one in found], {**moved, **{one.id: _LATE for one in found if not one.base}}


def _ticked() -> dict[UUID, int]:
    """Those on the page, each with the revision that was looked at."""
    found: dict[UUID, int] = {}
    for one in request.form.getlist("pick")[: bulk.MOST + 1]:
        text, _, number = one.partition(":")
        if id_of(text) and number.isascii() and number.isdigit() and len(number) <= 9:
            found[UUID(text)] = int(number)
    return found


def _said(action: str) -> dict[str, Any]:
    """The inputs of the act. A day is its first moment in UTC, as the API takes it. Raises InvalidContent."""
    if action == "assign":
        return {"target": request.form.get("person", "")}
    if action == "set_review_by":
        day, none = request.form.get("day", ""), bool(request.form.get("no_day"))
        if bool(day) is none:
            raise InvalidContent({"due": ["Give a day, or say that there is none any more."]})
        return {"no_day": True} if none else {"due": f"{day}T00:00:00Z"}
    names = {"request_removal": ("removal", "reason", "public_text")}.get(action, ())
    return {name: request.form[name] for name in names if request.form.get(name, "").strip()}
