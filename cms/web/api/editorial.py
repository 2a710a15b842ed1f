"""The calls: guides, their document, their acts, and what people say about them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, url_for

from cms import workflow
from cms.errors import NotFound
from cms.services import commenting, drafting, situation, suggested_edits
from cms.services import editorial as acts
from cms.services.saying import spoken
from cms.store import comments, guides
from cms.store.suggested_edits import waiting
from cms.web import http
from cms.web.access import by_token, current_actor
from cms.web.api import bodies, parameters, preconditions, representations
from cms.web.api.idempotency import once
from cms.web.api.pages import page_of
from cms.web.parts import renderer, rules

blueprint = Blueprint("api", __name__, url_prefix="/api/v1/editorial")
blueprint.before_request(parameters.check)

_CURSOR = "editorial-guides"
_COMMENTS = "editorial-comments"
_SUGGESTIONS = "editorial-suggestions"
# Rows of the workflow table that are not reached as an action.
_ELSEWHERE = {
    "create": "A guide is created with POST /api/v1/editorial/guides.",
    "edit": "A text is saved with PUT …/document.",
}


@blueprint.post("/guides")
@by_token
@once
def create() -> Response:
    kept = drafting.create_guide(bodies.new_guide(), actor=current_actor())
    body = {"id": str(kept.guide.id), "state": kept.guide.state, "revision": kept.revision.number}
    headers = {"Location": url_for(".guide", guide_id=kept.guide.id), "ETag": _tag(kept.revision.number)}
    return http.json_answer(body, 201, headers)


@blueprint.get("/guides")
@by_token
@parameters.takes("q", "limit", "cursor", repeated=("state",))
def index() -> Response:
    """Newest guide first: by creation, so that nothing moves between the pages while others write."""
    limit, states, q = http.whole_number("limit", 20, 100), parameters.states(), parameters.words()
    found = guides.newest_first(states=states, q=q, limit=limit + 1, after=parameters.place(_CURSOR))
    items, more = found[:limit], len(found) > limit
    cursor = http.cursor(_CURSOR, [str(items[-1].id)]) if more else ""
    return page_of("items", [representations.summary(one) for one in items], cursor)


@blueprint.get("/guides/<uuid:guide_id>")
@by_token
def guide(guide_id: UUID) -> Response:
    """The ETag names the newest revision, for If-Match; answers are not kept, so it validates nothing else."""
    found = guides.find(guide_id)
    newest = guides.revision(found.id, found.newest)
    standing = acts.standing(found, newest, current_actor(), rules())
    return http.json_answer(representations.whole(found, newest, standing), headers={"ETag": _tag(newest.number)})


@blueprint.put("/guides/<uuid:guide_id>/document")
@by_token
def save(guide_id: UUID) -> Response:
    base, raw = preconditions.base(), bodies.document()
    kept = drafting.save_draft(guide_id, raw, base=base, actor=current_actor())
    return http.json_answer(representations.saved(kept))


@blueprint.post("/guides/<uuid:guide_id>/actions/<action>")
@by_token
@once
def act(guide_id: UUID, action: str) -> Response:
    guides.find(guide_id)
    if action in _ELSEWHERE:
        raise NotFound(_ELSEWHERE[action])
    if action not in {row.action for row in workflow.TRANSITIONS}:
        raise NotFound(f"There is no act called “{action[:40]}”.")
    base = preconditions.base()
    inputs, answers = spoken(bodies.said())
    done = acts.perform(
        guide_id, action, base=base, actor=current_actor(), renderer=renderer(), rules=rules(),
        inputs=inputs, acknowledge=answers,
    )  # fmt: skip
    return http.json_answer(representations.outcome(done))


@blueprint.get("/guides/<uuid:guide_id>/findings")
@by_token
def findings(guide_id: UUID) -> Response:
    found = guides.find(guide_id)
    newest = guides.revision(found.id, found.newest)
    return _list(
        "findings", [representations.finding(one) for one in situation.judge(found, newest.document, newest.digest)]
    )


@blueprint.get("/guides/<uuid:guide_id>/comments")
@by_token
@parameters.takes("limit", "cursor")
def talk(guide_id: UUID) -> Response:
    """Without a limit all that a guide can have: whoever asked before there were pages still gets everything."""
    found, limit = guides.find(guide_id), http.whole_number("limit", commenting.MOST, commenting.MOST)
    document = guides.revision(found.id, found.newest).document
    threads = comments.page(guide_id, after=parameters.moment_and_id(_COMMENTS), limit=limit + 1)
    shown = threads[:limit]
    place = [shown[-1].first.at.isoformat(), str(shown[-1].first.id)] if len(threads) > limit else []
    rows = [representations.thread(one, document) for one in shown]
    return page_of("comments", rows, http.cursor(_COMMENTS, place) if place else "")


@blueprint.post("/guides/<uuid:guide_id>/comments")
@by_token
@once
def comment(guide_id: UUID) -> Response:
    guides.find(guide_id)
    said = bodies.comment()
    if said.answers:
        made = commenting.answer(guide_id, said.answers, text=said.text, actor=current_actor())
    else:
        made = commenting.comment(
            guide_id, anchor=said.about, text=said.text, blocking=said.blocking, actor=current_actor()
        )
    return http.json_answer({"id": str(made.id), "thread": str(made.thread_id or made.id)}, 201)


@blueprint.get("/guides/<uuid:guide_id>/suggestions")
@by_token
@parameters.takes("limit", "cursor")
def suggestions(guide_id: UUID) -> Response:
    guides.find(guide_id)
    limit = http.whole_number("limit", 100, 500)
    found = waiting(guide_id, after=parameters.moment_and_id(_SUGGESTIONS), limit=limit + 1)
    shown = found[:limit]
    cursor = http.cursor(_SUGGESTIONS, [shown[-1].at.isoformat(), str(shown[-1].id)]) if len(found) > limit else ""
    return page_of("suggestions", [representations.suggestion(one) for one in shown], cursor)


@blueprint.post("/guides/<uuid:guide_id>/suggestions")
@by_token
@once
def suggest(guide_id: UUID) -> Response:
    guides.find(guide_id)
    about, value = bodies.suggestion()
    made = suggested_edits.suggest(guide_id, anchor=about, value=value, actor=current_actor())
    return http.json_answer(representations.suggestion(made), 201)


@blueprint.post("/guides/<uuid:guide_id>/suggestions/<uuid:suggestion_id>/take")
@by_token
@once
def take(guide_id: UUID, suggestion_id: UUID) -> Response:
    guides.find(guide_id)
    return http.json_answer(
        representations.saved(suggested_edits.accept(guide_id, suggestion_id, actor=current_actor()))
    )


@blueprint.post("/guides/<uuid:guide_id>/suggestions/<uuid:suggestion_id>/leave")
@by_token
@once
def leave(guide_id: UUID, suggestion_id: UUID) -> Response:
    guides.find(guide_id)
    left = suggested_edits.reject(guide_id, suggestion_id, actor=current_actor())
    return http.json_answer({"id": str(left.id), "outcome": left.outcome})


def _list(name: str, rows: list[Any]) -> Response:
    return http.json_answer({name: rows})


def _tag(number: int) -> str:
    return f'"{number}"'
