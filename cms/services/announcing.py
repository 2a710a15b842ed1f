"""What a public change brings with it, in its own transaction: a line in the feed of changes, an event for webhooks,
and the pages of other guides that show this one, to be rendered again by the worker."""

from collections.abc import Iterable
from uuid import UUID

from cms import clock
from cms.rendering import Site
from cms.services import webhooks
from cms.store import changes, outbox, terms
from cms.store.changes import Changed
from cms.store.guides import Guide
from cms.store.publications import Publication
from cms.workflow import PublicStatus

RENDER = "render"  # kind of job: payload {guide_id}
_TYPES = {
    PublicStatus.WITHDRAWN: ("withdrawn", "guide.withdrawn"),
    PublicStatus.GONE: ("gone", "guide.gone"),
    PublicStatus.REDIRECTED: ("redirected", "guide.redirected"),
}


def now_live(
    guide: Guide, publication: Publication, *, seq: int, site: Site, before: str,
    others: Iterable[UUID] | None = None, reinstated: bool = False,
) -> None:  # fmt: skip
    """The guide is live with this publication. before: its public status until now. others: guides that its page shows
    and that may want to show it; None when nothing changed that other pages show of it.
    """
    event_type = "guide.updated" if PublicStatus(before).is_live else "guide.published"
    _tell(
        guide, publication, seq=seq, site=site, change_type="upsert",
        event_type="guide.reinstated" if reinstated else event_type,
    )  # fmt: skip
    if others is not None:
        _render_later({*others, *terms.pointing_to(guide.id)} - {guide.id})


def no_longer_live(guide: Guide, publication: Publication, *, seq: int, site: Site, target_id: UUID | None) -> None:
    """The guide left, and its public status says how. target_id: where its readers are sent, for a redirect."""
    change_type, event_type = _TYPES[PublicStatus(guide.public_status)]
    _tell(guide, publication, seq=seq, site=site, change_type=change_type, event_type=event_type, target_id=target_id)
    _render_later(set(terms.pointing_to(guide.id)) - {guide.id})


def _tell(
    guide: Guide, publication: Publication, *, seq: int, site: Site, change_type: str, event_type: str,
    target_id: UUID | None = None,
) -> None:  # fmt: skip
    changed = Changed(
        guide_id=guide.id, seq=seq, type=change_type, slug=publication.slug, version=publication.number,
        content_hash=publication.content_hash, target_id=target_id, at=clock.now(),
    )  # fmt: skip
    changes.record(changed)
    webhooks.announce(event_type, publication, seq=seq, site=site)


def _render_later(guide_ids: Iterable[UUID]) -> None:
    """One job a guide, however many of the guides that it shows have changed meanwhile."""
    lanes = {f"{RENDER}:{guide_id}": guide_id for guide_id in guide_ids}
    new = sorted(lanes.keys() - outbox.unbegun(lanes.keys()))
    outbox.add_each(RENDER, {lane: {"guide_id": str(lanes[lane])} for lane in new})
