"""The calls about what was: revisions, what changed between two of them, one place as it once was, and the events."""

from uuid import UUID

from flask import Response

from cms import content
from cms.services import drafting, revision_names
from cms.store import events as kept_events
from cms.store import guides, publications
from cms.store import history as kept
from cms.web import http
from cms.web.access import by_token, current_actor
from cms.web.api import bodies, parameters, preconditions, representations
from cms.web.api.idempotency import once
from cms.web.api.pages import page_of

_REVISIONS = "editorial-revisions"
_EVENTS = "editorial-events"


@by_token
@parameters.takes("milestones", "limit", "cursor")
def revisions(guide_id: UUID) -> Response:
    guides.find(guide_id)
    look = kept.milestones if parameters.yes("milestones") else kept.page
    page = look(guide_id, since=parameters.entry(_REVISIONS), limit=http.whole_number("limit", 100, 500))
    cursor = http.cursor(_REVISIONS, [str(page.older)]) if page.older else ""
    return page_of("revisions", [representations.entry(one) for one in page.entries], cursor)


@by_token
def revision(guide_id: UUID, number: str) -> Response:
    guides.find(guide_id)
    return http.json_answer(representations.revision(guides.revision(guide_id, parameters.number(number))))


@by_token
def name_revision(guide_id: UUID, number: str) -> Response:
    guides.find(guide_id)
    named = revision_names.give(guide_id, parameters.number(number), bodies.name(), actor=current_actor())
    return http.json_answer({"number": named.number, "name": named.name})


@by_token
@parameters.takes("from", "to")
def compare(guide_id: UUID) -> Response:
    guides.find(guide_id)
    live = publications.live(guide_id)
    before, after = (
        guides.revision(guide_id, parameters.revision(name, live.revision_number if live else None))
        for name in ("from", "to")
    )
    changes = content.compare(before.document, after.document)
    return http.json_answer(representations.comparison(before.number, after.number, changes))


@by_token
@once
def restore_part(guide_id: UUID) -> Response:
    guides.find(guide_id)
    base, part = preconditions.base(), bodies.part()
    kept_as = drafting.restore_part(guide_id, part.revision, part.about, base=base, actor=current_actor())
    return http.json_answer(representations.saved(kept_as))


@by_token
@parameters.takes("limit", "cursor")
def events(guide_id: UUID) -> Response:
    guides.find(guide_id)
    limit, after = http.whole_number("limit", 100, 500), parameters.entry(_EVENTS) or 0
    found = kept_events.of_guide(guide_id, after=after, limit=limit + 1)
    shown = found[:limit]
    cursor = http.cursor(_EVENTS, [str(shown[-1].number)]) if len(found) > limit else ""
    return page_of("events", [representations.event(one) for one in shown], cursor)
