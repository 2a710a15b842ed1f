"""Versions: the list, one of them, any two compared; and the log."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from cms import content
from cms.services import auditing, publishing
from cms.services.auditing import Asked
from cms.store import guides, publications, sittings
from cms.web import http
from cms.web.access import editorial
from cms.web.editor.guide_page import guide_page
from cms.web.parts import renderer

_HIGHEST = 10**8
_LOG_PAGE = 100


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
    guide = guides.find(guide_id)
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
        also_names={row.author_id for row in history},
    )


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
