"""The trash: what is in it, and deleting a guide for good."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cms import clock
from cms.errors import NotFound, StaleRevision, TransitionRefused
from cms.services import editorial
from cms.store import accounts, events, guides, trash
from cms.store.guides import Guide
from cms.web.access import current_actor, requires
from cms.web.errors import status_of
from cms.web.parts import renderer, rules
from cms.workflow import PURGE_AFTER_DAYS, Role, State

_SHOWN = 100


@requires(Role.ADMIN)
def overview() -> ResponseReturnValue:
    found, total, public_once = trash.never_published(_SHOWN)
    return render_template(
        "admin/trash.html", found=found, names=accounts.names({one.by for one in found}), total=total,
        public_once=public_once, free_from=_free_from, now=clock.now(), days=PURGE_AFTER_DAYS,
    )  # fmt: skip


@requires(Role.ADMIN)
def ask_purge(guide_id: UUID) -> ResponseReturnValue:
    return _page(_find(guide_id))


@requires(Role.ADMIN)
def purge(guide_id: UUID) -> ResponseReturnValue:
    guide = _find(guide_id)
    try:
        editorial.perform(
            guide_id, "purge", base=request.form.get("base", 0, type=int), actor=current_actor(),
            renderer=renderer(), rules=rules(),
        )  # fmt: skip
    except (TransitionRefused, StaleRevision) as error:
        return _page(guide, str(error)), status_of(error)
    flash(f"“{guide.title or 'Untitled guide'}” is deleted for good. The log keeps who did it, and when.")
    return redirect(url_for(".trash"), 303)


def _find(guide_id: UUID) -> Guide:
    """Raises NotFound also for what is not in the trash: of that an admin by role alone learns nothing."""
    guide = guides.find(guide_id)
    if guide.state != State.DISCARDED:
        raise NotFound("There is no such guide in the trash.")
    return guide


def _page(guide: Guide, refusal: str = "") -> str:
    put = events.last(guide.id, "discard")
    return render_template(
        "admin/purge.html", guide=guide, put=put, by=accounts.names([put.actor_id])[put.actor_id] if put else "",
        free_from=_free_from(put.at) if put else None, now=clock.now(), refusal=refusal,
    )  # fmt: skip


def _free_from(discarded_at: datetime) -> datetime:
    return discarded_at + timedelta(days=PURGE_AFTER_DAYS)
