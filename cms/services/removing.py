"""Leaving and coming back: the effects of removal, takedown and reinstatement, run inside `editorial.perform`."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from cms import clock
from cms.content.shelf_life import stale_on
from cms.errors import Refusal, TransitionRefused
from cms.rendering import Renderer
from cms.services import announcing, publishing, rendering, situation
from cms.store import debts, public_clock, publications, removals, search_index, terms
from cms.store.db import session
from cms.store.debts import Debt
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.removals import Removal
from cms.store.search import LiveText
from cms.workflow import Actor, Inputs, PublicStatus
from cms.workflow import Removal as Kind_of


def as_asked(guide: Guide, inputs: Inputs) -> Inputs:
    """What is confirmed is what was asked for, whatever the one who confirms has named."""
    asked = removals.asked(guide.id)
    if asked is None:
        return inputs
    target = publications.newest(asked.target_id) if asked.target_id else None
    slug = target.slug if target else None
    return replace(inputs, removal=Kind_of(asked.kind), target=slug, public_text=asked.public_text)


def ask(guide: Guide, inputs: Inputs, actor: Actor) -> None:
    """Keeps the request until another publisher confirms it; an earlier one ends."""
    _end_request(guide)
    session().add(_removal(guide, inputs, actor))


def confirm(guide: Guide, named: Inputs, actor: Actor, renderer: Renderer, event: Event) -> None:
    """named: what the one who confirms has said. Raises TransitionRefused when it is not what was asked for."""
    asked = removals.asked(guide.id)
    assert asked  # noqa: S101  # a guard: there is a request
    if other := _another(asked, named, situation.redirect_target(guide, named.target or "")):
        refusal = Refusal("not_what_was_asked", other, "An author or a publisher, by asking anew")
        raise TransitionRefused(event.action, guide.state, [refusal])
    _remove(guide, asked, actor, renderer, event)


def _another(asked: Removal, named: Inputs, target_id: UUID | None) -> str:
    """In what the words of the one who confirms differ from what was asked for; "" if they do not."""
    if named.removal not in (None, asked.kind):
        return f"What was asked for is another kind of removal: {Kind_of(asked.kind).label}."
    if named.target and target_id != asked.target_id:
        return "What was asked for sends readers elsewhere."
    if named.public_text.strip() not in ("", asked.public_text):
        return "What was asked for tells readers something else."
    return ""


def take_down(guide: Guide, inputs: Inputs, actor: Actor, renderer: Renderer, event: Event, *, days: int) -> None:
    """At once and alone; a second person owes a look. days: until that is due."""
    _end_request(guide)
    removal = _removal(guide, inputs, actor)
    session().add(removal)
    _remove(guide, removal, actor, renderer, event)
    debt = Debt(
        guide_id=guide.id, kind=debts.TAKEDOWN, publication_number=event.publication_number, forced_by=actor.id,
        contributors=[], opened_at=event.at, due_on=event.at.date() + timedelta(days=days), closed_at=None,
        closed_by=None,
    )  # fmt: skip
    session().add(debt)


def reinstate(guide: Guide, actor: Actor, renderer: Renderer, event: Event, *, before: str) -> None:
    """The last publication is live again: its number, hash and dates stay as they were."""
    moved = public_clock.tick(public_change=True)
    publication = publications.newest(guide.id)
    assert publication  # noqa: S101  # what was removed was public
    publication.ended_at = None
    publication.generation = moved.generation  # after a redirect nothing is rendered otherwise, yet all answers are
    removals.end(guide.id)
    session().flush()
    document = rendering.document_of(publication)
    publishing.go_live(guide, publication, document, renderer, seq=moved.seq, before=before, reinstated=True)
    event.seq, event.publication_number = moved.seq, publication.number


def reaffirm(guide: Guide, renderer: Renderer, event: Event) -> None:
    """Someone looked, and all of it still holds."""
    event.seq = public_clock.tick(public_change=True).seq
    publication = publications.live(guide.id)
    assert publication  # noqa: S101  # the table allows it only while something is live
    publication.verified_on = event.at.date()
    guide.stale_on = stale_on(rendering.document_of(publication), publication.verified_on)
    rendering.render_again(guide, publication, renderer)
    announcing.now_live(guide, publication, seq=event.seq, site=renderer.site, before=guide.public_status)
    event.publication_number = publication.number


def _end_request(guide: Guide) -> None:
    if earlier := removals.asked(guide.id):
        earlier.ended_at = clock.now()
        session().flush()  # the index of open requests allows one at a time


def _removal(guide: Guide, inputs: Inputs, actor: Actor) -> Removal:
    redirected = inputs.removal == Kind_of.REDIRECT
    return Removal(
        guide_id=guide.id,
        kind=str(inputs.removal),
        target_id=situation.redirect_target(guide, inputs.target or "") if redirected else None,
        reason=inputs.reason.strip(),
        public_text=inputs.public_text.strip(),
        asked_by=actor.id,
        asked_at=clock.now(),
        confirmed_by=None,
        confirmed_at=None,
        ended_at=None,
    )


def _remove(guide: Guide, removal: Removal, actor: Actor, renderer: Renderer, event: Event) -> None:
    """The guide carries its new public status already."""
    moved = public_clock.tick(public_change=True)
    publication = publications.live(guide.id)
    assert publication  # noqa: S101  # the table allows it only while something is live
    publication.ended_at = removal.confirmed_at = event.at
    removal.confirmed_by = actor.id
    session().flush()
    terms.name(guide.id, ())
    search_index.forget(LiveText, guide.id)
    guide.stale_on = None
    if guide.public_status == PublicStatus.REDIRECTED:
        publication.generation = moved.generation  # nothing of it is shown; its addresses answer otherwise now
        terms.point(guide.id, ())
    else:
        rendering.render_again(guide, publication, renderer)
    rendering.render_translations(publication, renderer)
    announcing.no_longer_live(guide, publication, seq=moved.seq, site=renderer.site, target_id=removal.target_id)
    event.seq, event.publication_number = moved.seq, publication.number
