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
    typed = _typed()
    about, blocking = typed["about"], typed["typed_blocking"]
    return _said(
        guide_id,
        lambda text: commenting.comment(guide_id, anchor=about, text=text, blocking=blocking, actor=current_actor()),
        lambda made: _beside_a_suggestion(guide_id, typed["place"]) or _back(guide_id, made),
        **typed,
    )


@editorial
def answer(guide_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    return _said(
        guide_id,
        lambda text: commenting.answer(guide_id, comment_id, text=text, actor=current_actor()),
        lambda made: _back(guide_id, made),
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
    typed, guide = _typed(), guides.find(guide_id)
    place = typed["place"]
    if not posted.token_is_ours():
        return _page(guide, notice=posted.EXPIRED, **typed), 400
    try:
        value = None if request.form.get("remove") else suggestion_form.posted_value(guide, place)
        edit = suggested_edits.suggest(guide_id, anchor=place, value=value, actor=current_actor())
    except InvalidContent as error:
        return _page(guide, errors=error.errors, **typed), 422
    except (NotFound, TransitionRefused) as error:
        return _page(guide, notice=str(error), **typed), status_of(error)
    if typed["typed"].strip():
        return _page(guide, said="It is suggested. Your comment is not sent yet.", **{**typed, "place": ""})
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


def _typed() -> dict[str, Any]:
    """A comment and a suggestion are one form, so that sending one brings the other along. place: of the suggestion."""
    typed = {name: request.form.get(name, "") for name in ("about", "place")}
    return {**typed, "typed": request.form.get("text", ""), "typed_blocking": request.form.get("blocking") == "yes"}


def _said(
    guide_id: UUID, say: Callable[[str], Comment], then: Callable[[Comment], ResponseReturnValue], **again: Any
) -> ResponseReturnValue:  # fmt: skip
    """Keeps what was typed, or shows it again with what is wrong."""
    guide, again = guides.find(guide_id), {**again, "typed": request.form.get("text", "")}
    if not posted.token_is_ours():
        return _page(guide, notice=posted.EXPIRED, **again), 400
    try:
        made = say(again["typed"])
    except InvalidContent as error:
        return _page(guide, errors=error.errors, **again), 422
    except (NotFound, TransitionRefused) as error:
        return _page(guide, notice=str(error), **again), status_of(error)
    return then(made)


def _beside_a_suggestion(guide_id: UUID, place: str) -> str:
    """The page with what was begun to be suggested; "" when that is nothing."""
    guide = guides.find(guide_id)
    document = guides.revision(guide.id, guide.newest).document
    if not suggestion_form.is_changed(spots.find(document, place), document):
        return ""
    return _page(guide, about=place, place=place, said="Your comment is there. Your suggestion is not sent yet.")


def _back(guide_id: UUID, made: Comment) -> ResponseReturnValue:
    endpoint = _BACK.get(request.form.get("back", ""), "editor.comments")
    return redirect(url_for(endpoint, guide_id=guide_id, _anchor=f"comment-{made.thread_id or made.id}"), 303)


def _page(guide: Guide, *, about: str = "", place: str = "", **more: Any) -> str:
    """place: of what was typed as a suggestion, which is shown once more."""
    newest = guides.revision(guide.id, guide.newest)
    found = Talk.about(guide, newest.document)
    spot, edits = spots.find(newest.document, place or about), waiting(guide.id)
    return guide_page(
        "editor/comments.html", guide, newest, talk=found, about=about, spot=spot,
        edits=[Shown.of(edit, newest.document) for edit in edits],
        suggestion=suggestion_form.of(spot, newest.document, again=bool(place)), places=list(_places(newest.document)),
        also_names=found.people | {edit.author_id for edit in edits},
        **{"errors": {}, "typed": "", "typed_blocking": False, "answered": None, **more},
    )  # fmt: skip


def _places(document: Document) -> Iterable[Spot]:
    """What one can choose to speak about: sections and their rows; fields are reached from beside them."""
    return (one for one in spots.spots(document) if len(one.where) == 1 or (one.row and len(one.where) == 2))
