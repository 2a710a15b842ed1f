"""Another text for a field: somebody suggests it, an author takes it or leaves it. Taking it is a save, and makes
whoever suggested it a contributor.
"""

from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from cms import clock, content
from cms.content import Merged, spots
from cms.content.kinds import Lines, References, Text
from cms.content.spots import Spot
from cms.errors import InvalidContent, Kind, NotFound, Refusal, TransitionRefused
from cms.services import drafting, situation
from cms.services.drafting import Kept
from cms.store import guides, suggested_edits
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.suggested_edits import ACCEPTED, REJECTED, SuggestedEdit
from cms.workflow import EDITORIAL_ROLES, Actor, decide

_MOST = 200  # of one guide that wait


def can_be_suggested(spot: Spot | None) -> bool:
    """Whether another text can be suggested for it: a text, or lines of text."""
    text = spot is not None and isinstance(spot.kind, Text | Lines) and not isinstance(spot.kind, References)
    return text and spot is not None and not spot.row


def suggest(guide_id: UUID, *, anchor: str, text: str, actor: Actor) -> SuggestedEdit:
    """Suggests `text` for the field with this anchor in the newest text; of a list, one item on each line.

    Raises NotFound, InvalidContent, TransitionRefused.
    """
    with transaction():
        guide = guides.lock(guide_id)
        if not actor.roles & EDITORIAL_ROLES:
            why = "Only people with an editorial role suggest texts."
            raise _refused(guide, Refusal("role_missing", why, "An admin, by giving the role", Kind.FORBIDDEN))
        spot = spots.find(guides.revision(guide.id, guide.newest).document, anchor)
        if spot is None or not can_be_suggested(spot):
            raise NotFound("There is no such text any more. Load the page again.")
        if len(suggested_edits.waiting(guide.id)) >= _MOST:
            raise _refused(guide, Refusal("too_many", f"{_MOST} suggestions wait already.", "An author, by deciding"))
        after = _read(spot, text)
        if after == spot.value:
            raise InvalidContent({"suggested": ["This is what stands there already."]})
        made = SuggestedEdit(
            guide_id=guide.id, anchor=anchor, about=spot.label, base_number=guide.newest, before=spot.value,
            after=after, author_id=actor.id, at=clock.now(), outcome=None, revision_number=None, closed_by=None,
            closed_at=None,
        )  # fmt: skip
        session().add(made)
    return made


def accept(guide_id: UUID, edit_id: UUID, *, actor: Actor) -> Kept:
    """Saves the text with the suggestion in it. Nothing else of the text is touched, whatever was saved meanwhile.

    Raises NotFound; TransitionRefused where the text cannot be written now, or that very field has changed since.
    """
    with transaction():
        guide = guides.lock(guide_id)
        row = decide("edit", situation.for_writing(guide), actor)
        edit = _open(guide, edit_id)
        newest = guides.revision(guide.id, guide.newest)
        spot = spots.find(newest.document, edit.anchor)
        if spot is None or spot.value != edit.before:
            why = "This field has changed since the suggestion was made. Reject it, or write it in by hand."
            raise _refused(guide, Refusal("text_changed", why, "An author"))
        text = Merged(content.draft(spots.with_value(newest.document, spot.where, edit.after)), (), ())
        said = {"suggested_by": edit.author_id, "about": edit.about}
        kept = drafting.keep(guide, newest, text, start=None, actor=actor, cause="suggestion", row=row, said=said)
        _close(edit, ACCEPTED, actor)
        edit.revision_number = kept.revision.number if kept.changed else None
    return kept


def reject(guide_id: UUID, edit_id: UUID, *, actor: Actor) -> SuggestedEdit:
    """Leaves the text as it is: for whoever may write it, and whoever suggested it. Raises as `accept` does."""
    with transaction():
        guide = guides.lock(guide_id)
        edit = _open(guide, edit_id)
        if actor.id != edit.author_id:
            decide("edit", situation.for_writing(guide), actor)
        _close(edit, REJECTED, actor)
    return edit


def _open(guide: Guide, edit_id: UUID) -> SuggestedEdit:
    edit = suggested_edits.find(guide.id, edit_id)
    if edit.outcome is not None:
        raise _refused(guide, Refusal("decided", "Somebody has decided on this suggestion already.", "Nobody"))
    return edit


def _close(edit: SuggestedEdit, outcome: str, actor: Actor) -> None:
    edit.outcome, edit.closed_by, edit.closed_at = outcome, actor.id, clock.now()


def _read(spot: Spot, text: str) -> Any:
    """As the field's kind keeps it, None for nothing. Raises InvalidContent."""
    typed: Any = [line for line in text.splitlines() if line.strip()] if isinstance(spot.kind, Lines) else text
    try:
        return spot.kind.deserialize(typed) or None
    except ValidationError as error:
        messages = error.messages if isinstance(error.messages, list) else [str(error)]
        raise InvalidContent({"suggested": messages}) from None


def _refused(guide: Guide, refusal: Refusal) -> TransitionRefused:
    return TransitionRefused("suggest", guide.state, [refusal])
