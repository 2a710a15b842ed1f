"""Another value for a field, one more row, or one less: somebody suggests it, an author takes it or leaves it.

Taking it is a save, and makes whoever suggested it a contributor.
"""

from typing import Any
from uuid import UUID

from cms import clock, content
from cms.content import Merged, spots, typed
from cms.content.kinds import Group, Items
from cms.content.spots import Spot
from cms.errors import InvalidContent, Kind, NotFound, Refusal, TransitionRefused, flat
from cms.services import notifying, revising, situation
from cms.services.notices import SUGGESTED
from cms.services.revising import Kept
from cms.store import accounts, guides, suggested_edits
from cms.store.db import session, transaction
from cms.store.guides import Guide, Revision
from cms.store.suggested_edits import ACCEPTED, REJECTED, SuggestedEdit
from cms.workflow import EDITORIAL_ROLES, TRANSITIONS, Actor, Role, decide

_MOST = 200  # of one guide that wait
_MAY_TAKE = frozenset[Role]().union(*(row.roles for row in TRANSITIONS if row.action == "edit"))
_SAME, _EMPTY = "This is what stands there already.", "Fill in something: an empty row would not be kept."


def can_be_suggested(spot: Spot | None) -> bool:
    """Whether something can be suggested there: another value for a field, one more row for a list, no row at all."""
    return spot is not None and (spot.is_field or isinstance(spot.kind, Items))


def suggest(guide_id: UUID, *, anchor: str, value: Any, actor: Actor) -> SuggestedEdit:
    """Suggests `value`, as a document would have it, for the place with this anchor in the newest text.

    For a field its new value, None for nothing; for a list one more row; for a row None, to take it out.
    Raises NotFound, InvalidContent, TransitionRefused.
    """
    with transaction():
        guide = guides.lock(guide_id)
        _needs_a_role(guide, actor)
        newest = guides.revision(guide.id, guide.newest)
        spot = spots.find(newest.document, anchor)
        if spot is None or not can_be_suggested(spot):
            raise NotFound("There is no such place to suggest something for. Load the page again.")
        if len(suggested_edits.waiting(guide.id)) >= _MOST:
            raise _refused(guide, Refusal("too_many", f"{_MOST} suggestions wait already.", "An author, by deciding"))
        after = _judged(spot, value, newest, guide)
        before = None if _is_list(spot) else spot.value
        if after == before:
            raise InvalidContent({"value": [_EMPTY if _is_list(spot) else _SAME]})
        made = SuggestedEdit(
            guide_id=guide.id, anchor=anchor, about=spot.label, base_number=guide.newest, before=before, after=after,
            author_id=actor.id, at=clock.now(), outcome=None, revision_number=None, closed_by=None, closed_at=None,
        )  # fmt: skip
        session().add(made)
        session().flush()
        notifying.tell(
            SUGGESTED, actor=actor, guide=guide, people=_takers(guide), what=spot.label,
            place=f"/comments#suggestion-{made.id}",
        )  # fmt: skip
    return made


def accept(guide_id: UUID, edit_id: UUID, *, actor: Actor) -> Kept:
    """Saves the text with the suggestion in it. Nothing else of the text is touched, whatever was saved meanwhile.

    Raises NotFound; TransitionRefused where the text cannot be written now, or that very place has changed since.
    """
    with transaction():
        guide = guides.lock(guide_id)
        row = decide("edit", situation.for_writing(guide), actor)
        edit = _open(guide, edit_id)
        newest = guides.revision(guide.id, guide.newest)
        spot = spots.find(newest.document, edit.anchor)
        if spot is None or (not _is_list(spot) and spot.value != edit.before):
            why = "This place has changed since the suggestion was made. Leave it, or write it in by hand."
            raise _refused(guide, Refusal("text_changed", why, "An author"))
        try:
            text = Merged(_with(spot, edit.after, newest, guide), (), ())
        except InvalidContent as error:  # such as one row more for a list that is full by now
            why = f"It does not fit any more. {' '.join(message for _, message in flat(error.errors))}"
            raise _refused(guide, Refusal("text_changed", why, "An author")) from None
        said = {"suggested_by": edit.author_id, "about": edit.about}
        kept = revising.keep(guide, newest, text, start=None, actor=actor, cause="suggestion", row=row, said=said)
        _close(edit, ACCEPTED, actor)
        edit.revision_number = kept.revision.number if kept.changed else None
    return kept


def reject(guide_id: UUID, edit_id: UUID, *, actor: Actor) -> SuggestedEdit:
    """Leaves the text as it is: for whoever may write it, and whoever suggested it. Raises as `accept` does."""
    with transaction():
        guide = guides.lock(guide_id)
        edit = _open(guide, edit_id)
        if actor.id == edit.author_id:
            _needs_a_role(guide, actor)  # a token of theirs that only reads takes nothing back
        else:
            decide("edit", situation.for_writing(guide), actor)
        _close(edit, REJECTED, actor)
    return edit


def _takers(guide: Guide) -> set[str]:
    """Those who look after the text or wrote it, and may take a suggestion; whoever may where none of them can."""
    writers = {one.id for one in accounts.active_people() if one.roles & _MAY_TAKE}
    return writers & {guide.owner_id, *situation.contributors(guide.id)} or writers


def _needs_a_role(guide: Guide, actor: Actor) -> None:
    if not actor.roles & EDITORIAL_ROLES:
        why = "Only people with an editorial role suggest changes."
        raise _refused(guide, Refusal("role_missing", why, "An admin, by giving the role", Kind.FORBIDDEN))


def _open(guide: Guide, edit_id: UUID) -> SuggestedEdit:
    edit = suggested_edits.find(guide.id, edit_id)
    if edit.outcome is not None:
        raise _refused(guide, Refusal("decided", "Somebody has decided on this suggestion already.", "Nobody"))
    return edit


def _close(edit: SuggestedEdit, outcome: str, actor: Actor) -> None:
    edit.outcome, edit.closed_by, edit.closed_at = outcome, actor.id, clock.now()


def _is_list(spot: Spot) -> bool:
    return isinstance(spot.kind, Items) and not spot.row


def _judged(spot: Spot, value: Any, newest: Revision, guide: Guide) -> Any:
    """The value as the document would keep it, None for nothing; a new row without the id it would get.

    Raises InvalidContent, with all that is wrong in one list.
    """
    if spot.row:
        if value is not None:
            raise InvalidContent({"value": ["Suggest for the fields of this row, one by one; or that it goes."]})
        return None
    try:
        document = _with(spot, value, newest, guide)
    except InvalidContent as error:
        told = typed.explained(content.GuideContent, error.errors)
        raise InvalidContent({"value": [message for _, message in flat(told)]}) from None
    if not _is_list(spot):
        found = spots.find(document, spot.anchor)
        after = found.value if found else None
        if problems := _problems(spot.kind, after):
            raise InvalidContent({"value": problems})
        return after
    rows = spots.find(document, spot.anchor)
    more = rows.value if rows and rows.value else []
    if len(more) == len(spot.value or []):
        return None
    return {name: said for name, said in more[-1].items() if name != "id"}


def _problems(kind: Any, value: Any) -> list[str]:
    """What review would refuse in a value: a draft may be mended later, a suggestion is to be right at once."""
    if value is None:
        return []
    found = [message for _, message in kind.problems(value)]
    if isinstance(kind, Group):
        found += [why for name, one in kind.shape.members().items() for why in _problems(one, value.get(name))]
    return found


def _with(spot: Spot, value: Any, newest: Revision, guide: Guide) -> content.Document:
    """The newest text with the suggestion in it. Raises InvalidContent."""
    wanted = [*(spot.value or []), value] if _is_list(spot) else value
    changed = spots.with_value(newest.document, spot.where, wanted)
    return content.draft(changed, base=newest.document, used=guide.given_ids)


def _refused(guide: Guide, refusal: Refusal) -> TransitionRefused:
    return TransitionRefused("suggest", guide.state, [refusal])
