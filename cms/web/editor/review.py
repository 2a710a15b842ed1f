"""Reading a text for review; and acting on a guide: every button of the workflow comes here."""

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from cms.content import spots
from cms.content.spots import Spot
from cms.errors import InvalidContent, NotFound, StaleRevision, TransitionRefused, flat
from cms.services import editorial as acts
from cms.services import local_times, reviewing
from cms.services.saying import spoken
from cms.store import guides, reviews
from cms.store.guides import Guide, Revision
from cms.web.access import current_actor, editorial
from cms.web.editor import first_version, posted, reasons
from cms.web.editor.drafts import guide_view
from cms.web.editor.guide_page import guide_page
from cms.web.editor.talk import Talk
from cms.web.errors import status_of
from cms.web.parts import renderer, rules

# The page that shows a text that is judged: what changed for this reader, all of it, and what is said about it.


@editorial
def screen(guide_id: UUID) -> ResponseReturnValue:
    return _screen(guides.find(guide_id))


@editorial
def looked(guide_id: UUID) -> ResponseReturnValue:
    reviewing.looked(guide_id, posted.base(guides.find(guide_id).newest), actor=current_actor())
    return redirect(url_for(".review", guide_id=guide_id, said="read"), 303)


def _screen(guide: Guide, **more: Any) -> str:
    newest = guides.revision(guide.id, guide.newest)
    read = reviewing.reading(guide, newest, current_actor(), whole=request.args.get("against") == "nothing")
    talk = Talk.about(guide, newest.document)
    review = reviews.open_review(guide.id)
    note = review.change_note if review else ""
    said = "Kept: next time this page opens on what has changed since." if request.args.get("said") == "read" else ""
    return guide_page(
        "editor/review.html", guide, newest, reading=read, talk=talk, review=review,
        what_is_new="" if note == first_version.said(guide, "submit").get("change_note") else note,
        also_names=talk.people, said=said,
        **_outline(newest),
        **more,
    )  # fmt: skip


def _outline(newest: Revision) -> dict[str, list[list[Spot]]]:
    """The text as readers meet it, from the title on, each section with its places; and what the form asks before: for
    whom it is, and at which address.
    """
    parts = [list(part) for _, part in groupby(spots.spots(newest.document), key=lambda one: one.where[0])]
    first = next(at for at, (head, *_) in enumerate(parts) if head.anchor == "title")
    return {"outline": parts[first:], "particulars": parts[:first]}


_PLAIN = ("comment", "reason", "change_note", "removal", "public_text", "evidence")


# Exempt from the general CSRF hook, as saving is: it would throw away what was written.
@editorial
def act(guide_id: UUID, action: str) -> ResponseReturnValue:
    if action == "purge":
        raise NotFound("A guide is deleted for good from the page of the trash.")
    guide = guides.find(guide_id)
    base = posted.base(guide.newest)
    if not posted.token_is_ours():
        return _again(guide_id, action, posted.EXPIRED), 400
    try:
        inputs, answers = spoken({**first_version.said(guide, action), **_said(request.form)})
        acts.perform(
            guide_id, action, base=base, actor=current_actor(), renderer=renderer(), rules=rules(),
            inputs=inputs, acknowledge=answers,
        )  # fmt: skip
    except InvalidContent as error:
        sentence = " ".join(message for _, message in flat(error.errors))
        return _again(guide_id, action, sentence), 422
    except (TransitionRefused, StaleRevision) as error:
        sentence = " ".join(one.why for one in error.refusals) if isinstance(error, TransitionRefused) else str(error)
        return _again(guide_id, action, sentence), status_of(error)
    return redirect(url_for(".show", guide_id=guide_id, said=action), 303)


def _again(guide_id: UUID, action: str, sentence: str) -> str:
    """The guide's page with the refusal on top and what was written into the act's fields still there."""
    return guide_view(guides.find(guide_id), notice=sentence, tried=action, written=request.form)


def _slug(typed: str) -> str:
    """Of a guide, from its slug or from its address as a browser shows it."""
    path = typed.partition("?")[0].partition("#")[0].rstrip("/")
    return path.rpartition("/")[2]


def _said(data: MultiDict[str, str]) -> dict[str, Any]:
    """The form's fields as the act's inputs: text as it is, `major` by its two buttons, warnings with their reasons.

    Raises InvalidContent for a day and time that is none.
    """
    said: dict[str, Any] = {name: data[name] for name in _PLAIN if data.get(name, "").strip()}
    if target := data.get("target", "").strip():
        said["target"] = _slug(target)
    if data.get("no_day"):
        said["no_day"] = True
    elif "day" in data:
        said["zone"] = data.get("zone", "UTC")
        said["due"] = local_times.moment(data["day"], data.get("time", "00:00"), said["zone"]).isoformat()
    if data.get("major") in ("yes", "no"):
        said["major"] = data["major"] == "yes"
    if (number := data.get("revision", "")).isascii() and number.isdigit():
        said["revision"] = int(number[:9])
    if checked := data.getlist("checklist"):
        said["checklist"] = checked
    answers = reasons.given(data)
    return {**said, **({"acknowledge": answers} if answers else {})}
