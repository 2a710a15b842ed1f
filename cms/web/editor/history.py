"""Versions: the list, one of them, any two compared; and the log."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from cms import content
from cms.errors import InvalidContent, NotFound, StaleRevision, TransitionRefused
from cms.services import auditing, drafting, publishing, revision_names
from cms.services.auditing import Asked
from cms.store import guides, publications, renditions
from cms.store import history as kept
from cms.store.guides import Guide, Revision
from cms.store.history import Entry
from cms.store.renditions import Form
from cms.web import http
from cms.web.access import current_actor, editorial, requires
from cms.web.editor import posted
from cms.web.editor.guide_page import guide_page
from cms.web.editor.past_feed import asked_day
from cms.web.errors import status_of
from cms.web.parts import renderer
from cms.workflow import PublicStatus, Role

_HIGHEST = 10**8
_LOG_PAGE = 100
_LEFT = "This is the text that readers had until the guide left. Its page as it was then is not kept."


@editorial
def versions(guide_id: UUID) -> ResponseReturnValue:
    """Milestones; with `all=1`, every sitting. since: the number that the page begins with."""
    guide = guides.find(guide_id)
    every = http.once("all") == "1"
    since = http.whole_number("since", guide.newest, _HIGHEST)
    page = (kept.sitting_by_sitting if every else kept.milestones)(guide.id, since=since)
    return guide_page(
        "editor/versions.html",
        guide,
        guides.revision(guide.id, guide.newest),
        page=page,
        every=every,
        from_the_top=since >= guide.newest,
        also_names={row.author_id for row in page.entries},
    )


@editorial
def version(guide_id: UUID, number: int) -> ResponseReturnValue:
    return _version(guides.find(guide_id), number)


def _version(guide: Guide, number: int, **more: Any) -> str:
    revision = guides.revision(guide.id, number)
    called = kept.name_of(guide.id, number)
    return guide_page(
        "editor/version.html",
        guide,
        guides.revision(guide.id, guide.newest),
        revision=revision,
        called=called,
        longest_name=kept.LONGEST_NAME,
        article=publishing.article(guide, revision, renderer()),
        also_names={revision.author_id} | ({called.author_id} if called else set()),
        said="Named." if request.args.get("said") == "named" else "",
        **{"typed": called.name if called else "", "errors": {}, **more},
    )


# Exempt from the general CSRF hook, as saving is: it would throw away what was typed.
@editorial
def name(guide_id: UUID, number: int) -> ResponseReturnValue:
    guide, typed = guides.find(guide_id), request.form.get("name", "")
    if not posted.token_is_ours():
        return _version(guide, number, notice=posted.EXPIRED, typed=typed), 400
    try:
        revision_names.give(guide_id, number, typed, actor=current_actor())
    except InvalidContent as error:
        return _version(guide, number, errors=error.errors, typed=typed), 422
    return redirect(url_for(".version", guide_id=guide_id, number=number, said="named"), 303)


@editorial
def compare(guide_id: UUID) -> ResponseReturnValue:
    """Two revisions, `from` and `to`, by number or `live`; unless asked, the newest with what is live, or with the one
    before it.
    """
    return _comparison(guides.find(guide_id))


def _comparison(guide: Guide, **more: Any) -> str:
    newest = guides.revision(guide.id, guide.newest)
    published = publications.live(guide.id)
    live = published.revision_number if published else None
    usual = live if live and live != newest.number else max(1, newest.number - 1)
    before = guides.revision(guide.id, http.revision("from", usual, live, _HIGHEST))
    after = guides.revision(guide.id, http.revision("to", newest.number, live, _HIGHEST))
    choices = _choices(guide, before, after)
    return guide_page(
        "editor/compare.html",
        guide,
        newest,
        before=before,
        after=after,
        changes=content.compare(before.document, after.document),
        choices=choices,
        live_number=live,
        said="Restored, and saved." if request.args.get("said") == "restored" else "",
        also_names={row.author_id for row in choices},
        **more,
    )


def _choices(guide: Guide, *chosen: Revision) -> list[Entry]:
    """What a comparison offers: the latest milestones, and the two that are compared."""
    latest = {one.number: one for one in kept.milestones(guide.id).entries}
    others = {one.number: kept.entry(one) for one in chosen if one.number not in latest}
    return sorted([*latest.values(), *others.values()], key=lambda one: -one.number)


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
    return renditions.of_publication(guide.id, number, Form.PAGE)


@editorial
def public_on(guide_id: UUID) -> ResponseReturnValue:
    """Leads to what readers had at the end of a day (UTC). Without one: of today."""
    guide = guides.find(guide_id)
    day = asked_day()
    number = auditing.public_at_the_end_of(guide.id, day)
    if number is None:
        raise NotFound(f"At the end of {day:%-d %B %Y} (UTC) readers could not read this guide.")
    return redirect(url_for(".publication", guide_id=guide.id, number=number), 303)
