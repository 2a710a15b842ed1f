"""The desk: every guide, where it stands, and what waits."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cms.content.text import UNSAFE
from cms.store import accounts, debts, guides, removals
from cms.web import http
from cms.web.access import current_actor, editorial
from cms.workflow import PublicStatus, Role, State

_PAGE = 50


@editorial
def desk() -> ResponseReturnValue:
    states = [one for one in request.args.getlist("state") if one in list(State)]
    q = UNSAFE.sub(" ", request.args.get("q", ""))[:200].strip()
    page = http.whole_number("page", 1, 100_000)
    asked, owed = removals.waiting(), debts.owed()
    people = {one.asked_by for one, _ in asked} | {one.forced_by for one, _ in owed}
    found, total = guides.listing(states=states, q=q, limit=_PAGE, offset=(page - 1) * _PAGE)
    return render_template(
        "editor/desk.html",
        guides=found,
        total=total,
        page=page,
        pages=max(1, -(-total // _PAGE)),
        counts=guides.counts_by_state(),
        states=list(State),
        State=State,
        PublicStatus=PublicStatus,
        chosen=states,
        q=q,
        asked=asked,
        owed=owed,
        names=accounts.names(people | {guide.owner_id for guide in found}),
        may_start=Role.AUTHOR in current_actor().roles,
    )
