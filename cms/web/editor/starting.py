"""A guide as the beginning of another one, and how a translation stands to its original."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from cms.content.codes import code_of
from cms.errors import InvalidContent, NotFound, TransitionRefused, flat
from cms.services import starting, translations
from cms.store import guides
from cms.store.guides import Guide
from cms.web.access import current_actor, editorial, requires
from cms.web.editor.drafts import guide_view
from cms.web.editor.guide_page import guide_page
from cms.workflow import Role

_MOST_SETTLED = 2000


@requires(Role.AUTHOR)
def duplicate(guide_id: UUID) -> ResponseReturnValue:
    try:
        made = starting.duplicate(guide_id, actor=current_actor())
    except InvalidContent as error:
        return _refused(guide_id, error)
    return _to(made, "copied")


@requires(Role.AUTHOR)
def translate(guide_id: UUID) -> ResponseReturnValue:
    language = code_of("language", request.form.get("language", ""))
    try:
        made = starting.start_translation(guide_id, language=language, actor=current_actor())
    except InvalidContent as error:
        return _refused(guide_id, error, language_asked=language)
    except TransitionRefused as error:
        return guide_view(guides.find(guide_id), notice=str(error), language_asked=language), 409
    return _to(made, "translation")


@editorial
def translation(guide_id: UUID) -> ResponseReturnValue:
    """What is not translated yet, and what the original says otherwise since."""
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    if translations.of(guide, newest.document) is None:
        raise NotFound("This guide was not begun as a translation.")
    said = "Marked as right." if request.args.get("said") == "settled" else ""
    return guide_page("editor/translation.html", guide, newest, said=said)


@requires(Role.AUTHOR)
def settle(guide_id: UUID) -> ResponseReturnValue:
    done = translations.settle(guide_id, request.form.getlist("right")[:_MOST_SETTLED])
    return redirect(url_for(".translation", guide_id=guide_id, said="settled" if done else None), 303)


def _to(made: Guide, said: str) -> ResponseReturnValue:
    return redirect(url_for(".show", guide_id=made.id, said=said), 303)


def _refused(guide_id: UUID, error: InvalidContent, **more: str) -> ResponseReturnValue:
    notice = " ".join(message for _, message in flat(error.errors))
    return guide_view(guides.find(guide_id), notice=notice, **more), 422
