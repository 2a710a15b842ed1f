"""Comments on a guide: all of them, a new one, answers, settling; and what people suggest for its text."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from cms.content import Document, spots
from cms.content.spots import Spot
from cms.errors import InvalidContent, NotFound, TransitionRefused
from cms.services import commenting, suggested_edits
from cms.store import guides
from cms.store.comments import Comment
from cms.store.guides import Guide
from cms.store.suggested_edits import waiting
from cms.web.access import current_actor, editorial
from cms.web.editor import posted, suggestion_form
from cms.web.editor.guide_page import guide_page
from cms.web.editor.suggestion_form import Shown
from cms.web.editor.talk import Talk
from cms.web.errors import status_of

# Where a form of a comment may lead back to: endpoints by the word that the form carries.
_BACK = {"comments": "editor.comments", "text": "editor.show", "review": "editor.review"}


@editorial
def talk(guide_id: UUID) -> ResponseReturnValue:
    return _page(guides.find(guide_id), about=request.args.get("about", ""))


# Exempt from the general CSRF hook, which would throw away what was typed: `_said` looks at the token itself.
@editorial
def comment(guide_id: UUID) -> ResponseReturnValue:
    about, blocking = request.form.get("about", ""), request.form.get("blocking") == "yes"
    return _said(
        guide_id,
        lambda text: commenting.comment(guide_id, anchor=about, text=text, blocking=blocking, actor=current_actor()),
        about=about, typed_blocking=blocking,
    )  # fmt: skip


@editorial
def answer(guide_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    return _said(
        guide_id,
        lambda text: commenting.answer(guide_id, comment_id, text=text, actor=current_actor()),
        answered=comment_id,
    )  # fmt: skip


@editorial
def resolve(guide_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    return _back(guide_id, commenting.resolve(guide_id, comment_id, actor=current_actor()))


@editorial
def reopen(guide_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    return _back(guide_id, commenting.reopen(guide_id, comment_id, actor=current_actor()))


# Exempt as `comment` is.
@editorial
def suggest(guide_id: UUID) -> ResponseReturnValue:
    """remove: the row is to go; else the fields of the form for that place say what is suggested."""
    about, guide = request.form.get("about", ""), guides.find(guide_id)
    if not posted.token_is_ours():
        return _page(guide, notice=posted.EXPIRED, about=about, again=True), 400
    try:
        value = None if request.form.get("remove") else suggestion_form.posted_value(guide, about)
        edit = suggested_edits.suggest(guide_id, anchor=about, value=value, actor=current_actor())
    except InvalidContent as error:
        return _page(guide, errors=error.errors, about=about, again=True), 422
    except (NotFound, TransitionRefused) as error:
        return _page(guide, notice=str(error), about=about, again=True), status_of(error)
    return redirect(url_for(".comments", guide_id=guide_id, _anchor=f"suggestion-{edit.id}"), 303)


@editorial
def decide(guide_id: UUID, suggestion_id: UUID) -> ResponseReturnValue:
    """By its button: `take` saves the text with the suggestion in it, anything else leaves the text as it is."""
    act = suggested_edits.accept if request.form.get("do") == "take" else suggested_edits.reject
    try:
        act(guide_id, suggestion_id, actor=current_actor())
    except TransitionRefused as error:
        return _page(guides.find(guide_id), notice=str(error)), status_of(error)
    return redirect(url_for(".comments", guide_id=guide_id), 303)


def _said(guide_id: UUID, say: Callable[[str], Comment], **again: Any) -> ResponseReturnValue:
    """Keeps what was typed, or shows it again with what is wrong."""
    guide, text = guides.find(guide_id), request.form.get("text", "")
    if not posted.token_is_ours():
        return _page(guide, notice=posted.EXPIRED, typed=text, **again), 400
    try:
        return _back(guide_id, say(text))
    except InvalidContent as error:
        return _page(guide, errors=error.errors, typed=text, **again), 422
    except (NotFound, TransitionRefused) as error:
        return _page(guide, notice=str(error), typed=text, **again), status_of(error)


def _back(guide_id: UUID, made: Comment) -> ResponseReturnValue:
    endpoint = _BACK.get(request.form.get("back", ""), "editor.comments")
    return redirect(url_for(endpoint, guide_id=guide_id, _anchor=f"comment-{made.thread_id or made.id}"), 303)


def _page(guide: Guide, *, about: str = "", again: bool = False, **more: Any) -> str:
    """again: what was typed as a suggestion is shown once more."""
    newest = guides.revision(guide.id, guide.newest)
    found = Talk.about(guide, newest.document)
    spot, edits = spots.find(newest.document, about), waiting(guide.id)
    return guide_page(
        "editor/comments.html", guide, newest, talk=found, about=about, spot=spot,
        edits=[Shown.of(edit, newest.document) for edit in edits],
        suggestion=suggestion_form.of(spot, newest.document, again=again), places=list(_places(newest.document)),
        also_names=found.people | {edit.author_id for edit in edits},
        **{"errors": {}, "typed": "", "typed_blocking": False, "answered": None, **more},
    )  # fmt: skip


def _places(document: Document) -> Iterable[Spot]:
    """What one can choose to speak about: sections and their rows; fields are reached from beside them."""
    return (one for one in spots.spots(document) if len(one.where) == 1 or (one.row and len(one.where) == 2))
