"""Versions: the list, one of them, any two compared; and the log."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cms import clock, content
from cms.errors import InvalidContent, NotFound, NotReady, StaleRevision, TransitionRefused
from cms.services import auditing, drafting, publishing
from cms.services.auditing import Asked
from cms.store import guides, publications, renditions, sittings
from cms.store.guides import Guide
from cms.store.renditions import Form
from cms.web import http
from cms.web.access import current_actor, editorial, requires
from cms.web.editor import posted
from cms.web.editor.guide_page import guide_page
from cms.web.errors import status_of
from cms.web.parts import renderer
from cms.workflow import PublicStatus, Role

_HIGHEST = 10**8
_LOG_PAGE = 100
_LEFT = "This is the text that readers had until the guide left. Its page as it was then is not kept."


@editorial
def versions(guide_id: UUID) -> ResponseReturnValue:
    guide = guides.find(guide_id)
    history = list(sittings.entries(guides.history(guide.id), sittings.milestones(guide.id)))
    published = {one.revision_number: one for one in publications.all_of(guide.id)}
    return guide_page(
        "editor/versions.html",
        guide,
        guides.revision(guide.id, guide.newest),
        history=history,
        published=published,
        also_names={row.author_id for row in history},
    )


@editorial
def version(guide_id: UUID, number: int) -> ResponseReturnValue:
    guide = guides.find(guide_id)
    revision = guides.revision(guide.id, number)
    return guide_page(
        "editor/version.html",
        guide,
        guides.revision(guide.id, guide.newest),
        revision=revision,
        article=publishing.article(guide, revision, renderer()),
        also_names={revision.author_id},
    )


@editorial
def compare(guide_id: UUID) -> ResponseReturnValue:
    """Two revisions, `from` and `to`; unless asked, the newest with what is live, or with the one before it."""
    return _comparison(guides.find(guide_id))


def _comparison(guide: Guide, **more: Any) -> str:
    newest = guides.revision(guide.id, guide.newest)
    live = publications.live(guide.id)
    usual = live.revision_number if live and live.revision_number != newest.number else max(1, newest.number - 1)
    before = guides.revision(guide.id, http.whole_number("from", usual, _HIGHEST))
    after = guides.revision(guide.id, http.whole_number("to", newest.number, _HIGHEST))
    history = guides.history(guide.id)
    return guide_page(
        "editor/compare.html",
        guide,
        newest,
        before=before,
        after=after,
        changes=content.compare(before.document, after.document),
        history=history,
        live_number=live.revision_number if live else None,
        said="Restored, and saved." if request.args.get("said") == "restored" else "",
        also_names={row.author_id for row in history},
        **more,
    )


@requires(Role.AUTHOR)
def restore_part(guide_id: UUID) -> ResponseReturnValue:
    """Brings one section, row or field back from revision `revision`, as the form of a comparison names it."""
    guide = guides.find(guide_id)
    number, anchor = posted.revision("revision", guide.newest), request.form.get("part", "")
    try:
        drafting.restore_part(guide_id, number, anchor, base=posted.base(guide.newest), actor=current_actor())
    except (NotFound, TransitionRefused, StaleRevision, InvalidContent) as error:
        return _comparison(guides.find(guide_id), notice=str(error)), status_of(error)
    return redirect(f"{url_for('.compare', guide_id=guide_id)}?from={number}&said=restored", 303)


@editorial
def log(guide_id: UUID) -> ResponseReturnValue:
    guide = guides.find(guide_id)
    before = request.args.get("before", "")
    asked = Asked(guide_id=guide.id, before=http.id_or_nothing(before))
    entries = auditing.of_guides(asked, limit=_LOG_PAGE + 1)
    return guide_page(
        "editor/log.html",
        guide,
        guides.revision(guide.id, guide.newest),
        entries=entries[:_LOG_PAGE],
        older=entries[_LOG_PAGE - 1].place if len(entries) > _LOG_PAGE else None,
        newest_first=not asked.before,
    )


@editorial
def publication(guide_id: UUID, number: int) -> ResponseReturnValue:
    """The page of that publication, byte for byte as readers last had it.

    Of a guide that has left, the last page made room for what stands at its address: its text is rendered anew.
    """
    guide = guides.find(guide_id)
    last = publications.newest(guide.id)
    if last and last.number == number and not PublicStatus(guide.public_status).is_live:
        return publishing.preview(guide, guides.revision(guide.id, last.revision_number), renderer(), _LEFT)
    try:
        return renditions.body(guide.id, number, Form.PAGE)
    except NotReady:
        raise NotFound("There is no such publication.") from None


@editorial
def public_on(guide_id: UUID) -> ResponseReturnValue:
    """Leads to what readers had at the end of a day (UTC). Without one: of today."""
    guide = guides.find(guide_id)
    try:
        day = date.fromisoformat(request.args.get("on", "") or clock.today().isoformat())
    except ValueError:
        abort(400, "Give a day such as 2026-11-22.")
    number = auditing.public_at_the_end_of(guide.id, day)
    if number is None:
        raise NotFound(f"At the end of {day:%-d %B %Y} (UTC) readers could not read this guide.")
    return redirect(url_for(".publication", guide_id=guide.id, number=number), 303)
