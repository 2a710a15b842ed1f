"""What a guide's addresses lead to: the guide in one of its forms, the place it moved to, or why it left."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cms.content import json_text, slugs
from cms.errors import NotFound
from cms.store import guides, publications, removals, renditions, terms
from cms.store.publications import Publication
from cms.store.renditions import Form
from cms.web.http import PROBLEM
from cms.web.representation import Representation
from cms.workflow import PublicStatus

Path = Callable[[str], str]  # from a slug to the path of one of a guide's addresses
_NOTHING = "There is no guide at this address."
_WORDS = {PublicStatus.WITHDRAWN: "This guide was withdrawn.", PublicStatus.GONE: "This guide is no longer published."}


@dataclass(frozen=True)
class Place:
    """What an address leads to. status: of the publication's guide."""

    publication: Publication
    status: PublicStatus

    @property
    def tags(self) -> list[str]:
        """The guide, and those that its page shows."""
        return [f"guide:{one}" for one in (self.publication.guide_id, *terms.shown_by(self.publication.guide_id))]


def as_data(found: Place | Representation, form: Form, media_type: str) -> Representation:
    """One form of the guide for programs: 410 for every guide that is not live."""
    if isinstance(found, Representation):
        return found
    return sent(found, form, media_type) if found.status.is_live else departed(found)


def at(slug: str, path: Path) -> Place | Representation:
    """What is at this address, or the redirect to where it moved: at once to the last place, never in a chain.

    Raises NotFound.
    """
    known = publications.at(slug) if slugs.is_slug(slug) else None
    if known is None:
        raise NotFound(_NOTHING)
    place = Place(known[0], PublicStatus(known[1]))
    if slug != place.publication.slug and place.status not in (PublicStatus.GONE, PublicStatus.REDIRECTED):
        return _moved(path(place.publication.slug), place)
    return _or_elsewhere(place, path)


def by_id(guide_id: UUID, path: Path) -> Place | Representation:
    """What became of this guide, whatever its address is now. Raises NotFound when it was never public."""
    publication = publications.newest(guide_id)
    if publication is None:
        raise NotFound(_NOTHING)
    return _or_elsewhere(Place(publication, PublicStatus(guides.find(guide_id).public_status)), path)


def _or_elsewhere(place: Place, path: Path) -> Place | Representation:
    if place.status is not PublicStatus.REDIRECTED:
        return place
    way = removals.way(place.publication.guide_id)
    target = publications.newest(way[-1]) if way else None
    if target is None:  # nobody knows where to any more: rather gone than sent in a circle
        return Place(place.publication, PublicStatus.GONE)
    return _moved(path(target.slug), place, *way)


def departed(place: Place) -> Representation:
    """For programs, in place of a guide that left (RFC 9457)."""
    one = place.publication
    body = {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": _WORDS[place.status],
        "_guide": {"guide_id": str(one.guide_id), "slug": one.slug, "status": str(place.status)},
    }
    return Representation(
        json_text.plain(body).encode(), PROBLEM, one.rendered_at, tags=[f"guide:{one.guide_id}"], status=410
    )


def sent(place: Place, form: Form, media_type: str, status: int = 200) -> Representation:
    one = place.publication
    body = renditions.body(one.guide_id, one.number, form)
    return Representation(body.encode(), media_type, one.rendered_at, tags=place.tags, status=status)


def _moved(path: str, place: Place, *targets: UUID) -> Representation:
    tags = [f"guide:{one}" for one in (place.publication.guide_id, *targets)]
    body = f"Moved to {path}\n".encode()
    return Representation(body, "text/plain", place.publication.rendered_at, tags=tags, status=301, location=path)
