"""Comments on a guide: all of them, a new one, answers, settling; and what people suggest for its text."""

from collections.abc import Callable, Iterable, Mapping
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
from cms.store.suggested_edits import SuggestedEdit, waiting
from cms.web.access import current_actor, editorial
from cms.web.editor import posted, suggestion_form
from cms.web.editor.guide_page import guide_page
from cms.web.editor.suggestion_form import Shown
from cms.web.editor.talk import Talk
from cms.web.errors import status_of

_ANSWER = "answer-"  # before the comment's id: the name of the field
_TALK = {"csrf_token", "once", "back", "about", "text", "blocking"}  # fields that say nothing of a suggestion
_NOT_ALL = "That is done. What else you typed here is not sent yet: send it with its own button."
# Where a form of a comment may lead back to: endpoints by the word that the form carries.
_BACK = {"comments": "editor.comments", "text": "editor.show", "review": "editor.review"}


@editorial
def talk(guide_id: UUID) -> ResponseReturnValue:
    return _page(guides.find(guide_id), about=request.args.get("about", ""))


# These are exempt from the general CSRF hook, which would throw away what was typed: `_does` looks at the token itself.
@editorial
def comment(guide_id: UUID) -> ResponseReturnValue:
    typed = _typed()
    return _does(
        guide_id,
        lambda: commenting.comment(
            guide_id, anchor=typed["about"], text=typed["typed"], blocking=typed["typed_blocking"],
            actor=current_actor(),
        ),
        {"typed": "", "typed_blocking": False, "about": typed["place"]},
        said=[typed["about"], typed["typed"], str(typed["typed_blocking"])],
    )  # fmt: skip


@editorial
def answer(guide_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    answers = _typed()["answers"]
    text, others = answers.get(str(comment_id), ""), {one: answers[one] for one in answers if one != str(comment_id)}
    return _does(
        guide_id,
        lambda: commenting.answer(guide_id, comment_id, text=text, actor=current_actor()),
        {"answers": others}, answered=comment_id, said=[text],
    )  # fmt: skip


@editorial
def resolve(guide_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    return _does(guide_id, lambda: commenting.resolve(guide_id, comment_id, actor=current_actor()))


@editorial
def reopen(guide_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    return _does(guide_id, lambda: commenting.reopen(guide_id, comment_id, actor=current_actor()))


@editorial
def suggest(guide_id: UUID) -> ResponseReturnValue:
    """remove: the row is to go; else the fields of the form for that place say what is suggested."""
    place = _typed()["place"]

    def act() -> SuggestedEdit:
        value = None if request.form.get("remove") else suggestion_form.posted_value(guides.find(guide_id), place)
        return suggested_edits.suggest(guide_id, anchor=place, value=value, actor=current_actor())

    return _does(guide_id, act, {"place": ""}, said=_suggested())


@editorial
def decide(guide_id: UUID, suggestion_id: UUID) -> ResponseReturnValue:
    """By its button: `take` saves the text with the suggestion in it, anything else leaves the text as it is."""
    act = suggested_edits.accept if request.form.get("do") == "take" else suggested_edits.reject
    return _does(guide_id, lambda: act(guide_id, suggestion_id, actor=current_actor()))


def _typed() -> dict[str, Any]:
    """All that is typed on the page, which is one form. place: of the suggestion. answers: by the comment's id."""
    answers = {name.removeprefix(_ANSWER): text for name, text in request.form.items() if name.startswith(_ANSWER)}
    return {
        "about": request.form.get("about", ""), "place": request.form.get("place", ""),
        "typed": request.form.get("text", ""), "typed_blocking": request.form.get("blocking") == "yes",
        "answers": {one: text for one, text in answers.items() if text.strip()},
    }  # fmt: skip


def _suggested() -> list[str]:
    """The fields of the form for a place, which the page does not share with what is said there."""
    fields = [(name, text) for name, text in request.form.items(multi=True) if not name.startswith(_ANSWER)]
    return [f"{name}={text}" for name, text in fields if name not in _TALK]


def _does(
    guide_id: UUID, act: Callable[[], object], sent: Mapping[str, Any] | None = None, *, answered: UUID | None = None,
    said: Iterable[str] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    """Does it and leads on; whatever was typed besides, or all of it where it is refused, is shown once more.

    sent: what is left of what `act` took. answered: the comment that is answered. said: what `act` takes, where it adds
    something, so that a second press adds nothing.
    """
    guide, typed = guides.find(guide_id), _typed()

    def leads_on() -> str:
        return _leads_to(guide_id, act())

    if not posted.token_is_ours():
        return _page(guide, notice=posted.EXPIRED, answered=answered, **typed), 400
    try:
        place = leads_on() if said is None else posted.once(said, leads_on)
    except InvalidContent as error:
        return _page(guide, errors=error.errors, answered=answered, **typed), 422
    except (NotFound, TransitionRefused) as error:
        return _page(guide, notice=str(error), answered=answered, **typed), status_of(error)
    left = {**typed, **(sent or {})}
    if _is_anything(guide, left):
        return _page(guides.find(guide_id), notice=_NOT_ALL, **left), 409
    return redirect(place, 303)


def _is_anything(guide: Guide, left: Mapping[str, Any]) -> bool:
    document = guides.revision(guide.id, guide.newest).document
    spot = spots.find(document, left["place"])
    suggested = suggestion_form.is_changed(spot, document) or (left["place"] and not spot and suggestion_form.posted())
    return bool(left["typed"].strip() or left["answers"] or suggested)


def _leads_to(guide_id: UUID, made: object) -> str:
    if isinstance(made, Comment):
        endpoint = _BACK.get(request.form.get("back", ""), "editor.comments")
        return url_for(endpoint, guide_id=guide_id, _anchor=f"comment-{made.thread_id or made.id}")
    if isinstance(made, SuggestedEdit) and made.outcome is None:
        return url_for(".comments", guide_id=guide_id, _anchor=f"suggestion-{made.id}")
    return url_for(".comments", guide_id=guide_id)


def _page(guide: Guide, *, about: str = "", place: str = "", **more: Any) -> str:
    """place: of what was typed as a suggestion, which is shown once more. more: what else was."""
    newest = guides.revision(guide.id, guide.newest)
    found = Talk.about(guide, newest.document)
    spot, edits = spots.find(newest.document, place or about), waiting(guide.id)
    return guide_page(
        "editor/comments.html", guide, newest, talk=found, about=about, spot=spot,
        edits=[Shown.of(edit, newest.document) for edit in edits],
        from_review=request.values.get("back") == "review",
        lost=suggestion_form.posted() if place and spot is None else [],
        suggestion=suggestion_form.of(spot, newest.document, again=bool(place)), places=list(_places(newest.document)),
        also_names=found.people | {edit.author_id for edit in edits},
        **{"errors": {}, "typed": "", "typed_blocking": False, "answers": {}, "answered": None, **more},
    )  # fmt: skip


def _places(document: Document) -> Iterable[Spot]:
    """What one can choose to speak about: sections and their rows; fields are reached from beside them."""
    return (one for one in spots.spots(document) if len(one.where) == 1 or (one.row and len(one.where) == 2))
