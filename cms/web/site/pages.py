"""A guide at its address, in every form; and what is there when it moved, or is no longer live."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cms.content import json_text, slugs
from cms.errors import NotFound
from cms.rendering import urls
from cms.services import publishing
from cms.store import publications, removals, renditions, terms
from cms.store.publications import Publication
from cms.store.renditions import Form
from cms.web.access import public
from cms.web.delivery import kept
from cms.web.http import PROBLEM
from cms.web.parts import renderer
from cms.web.representation import Representation
from cms.workflow import PublicStatus

Path = Callable[[str], str]  # from a slug to the path of one of a guide's addresses
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


@public
@kept()
def guide(slug: str) -> Representation:
    found = at(slug, urls.guide_path)
    if isinstance(found, Representation):
        return found
    status = 410 if found.status is PublicStatus.GONE else 200
    return _sent(found, Form.PAGE, "text/html", status)


@public
@kept()
def guide_json(slug: str) -> Representation:
    return as_data(slug, urls.guide_json_path, Form.RESOURCE, "application/json")


@public
@kept()
def guide_markdown(slug: str) -> Representation:
    return as_data(slug, urls.guide_markdown_path, Form.MARKDOWN, "text/markdown")


@public
@kept()
def guide_calendar(slug: str) -> Representation:
    return as_data(slug, urls.guide_calendar_path, Form.CALENDAR, "text/calendar")


@public
@kept()
def guide_card(slug: str) -> Representation:
    """The picture for links. Drawn when somebody first asks: it takes longer than all other forms together."""
    found = at(slug, urls.guide_card_path)
    if isinstance(found, Representation):
        return found
    if not found.status.is_live:
        return departed(found)
    picture = publishing.card(found.publication, renderer())
    return Representation(picture, "image/png", found.publication.modified_at, tags=found.tags)


def as_data(slug: str, path: Path, form: Form, media_type: str) -> Representation:
    """One form of the guide for programs: 410 for every guide that is not live. Raises NotFound."""
    found = at(slug, path)
    if isinstance(found, Representation):
        return found
    return _sent(found, form, media_type) if found.status.is_live else departed(found)


def at(slug: str, path: Path) -> Place | Representation:
    """What is at this address, or the redirect to where it moved: at once to the last place, never in a chain.

    Raises NotFound.
    """
    known = publications.at(slug) if slugs.is_slug(slug) else None
    if known is None:
        raise NotFound("There is no guide at this address.")
    place = Place(known[0], PublicStatus(known[1]))
    if place.status is PublicStatus.REDIRECTED:
        target = removals.destination(place.publication.guide_id) or place.publication
        return _moved(path(target.slug), place, target.guide_id)
    if slug != place.publication.slug and place.status is not PublicStatus.GONE:
        return _moved(path(place.publication.slug), place)
    return place


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


def _sent(place: Place, form: Form, media_type: str, status: int = 200) -> Representation:
    one = place.publication
    body = renditions.body(one.guide_id, one.number, form)
    return Representation(body.encode(), media_type, one.rendered_at, tags=place.tags, status=status)


def _moved(path: str, place: Place, *targets: UUID) -> Representation:
    tags = [f"guide:{one}" for one in (place.publication.guide_id, *targets)]
    body = f"Moved to {path}\n".encode()
    return Representation(body, "text/plain", place.publication.rendered_at, tags=tags, status=301, location=path)
