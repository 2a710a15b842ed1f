"""Rendering what is public: each rendition of a publication, made with it and again when what it shows has changed."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from cms import clock
from cms.content import Document, json_text
from cms.content.graph import Edge
from cms.rendering import ChangeNote, Neighbour, PublishedGuide, Renderer
from cms.services import naming, neighbours
from cms.store import accounts, guides, public_clock, publications, removals, renditions, terms
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.store.publications import Publication
from cms.store.renditions import Form
from cms.workflow import PublicStatus


def render(
    publication: Publication, guide: Guide, document: Document, renderer: Renderer, *, first: bool = False
) -> PublishedGuide:
    """Makes every rendition anew, and moves the clock when one of them says something else than before.

    first: nobody has rendered it before; the clock has moved, and the publication says so.
    """
    seen = published(publication, guide, document)
    bodies = _bodies(seen, guide, renderer)
    if renditions.keep(guide.id, publication.number, bodies, first=first) and not first:
        publication.rendered_at = clock.now()
        publication.generation = public_clock.generation()
    publication.rendered_with = renderer.fingerprint
    terms.point(guide.id, _others(seen))
    return seen


def render_again(guide: Guide, publication: Publication, renderer: Renderer) -> None:
    """The same text with today's standing, neighbours and templates; number, hash and dates stay."""
    render(publication, guide, document_of(publication), renderer)


def render_translations(publication: Publication, renderer: Renderer) -> set[UUID]:
    """The other language versions name this one, so they are rendered again in the same act; returns which."""
    others = _translations(publication)
    for other in others:
        render_again(guides.find(other.guide_id), other, renderer)
    return {other.guide_id for other in others}


def render_outdated(renderer: Renderer) -> Iterator[tuple[str, int]]:
    """Renders again all that was rendered with other templates or settings, one guide a transaction.

    Yields the slug of each and how many are still to come.
    """
    for guide_id in terms.nameless():  # before any is rendered: pages show guides that share their terms
        with transaction():
            guides.lock(guide_id)
            public_clock.wait_for_turn()
            if publication := publications.live(guide_id):
                terms.name(guide_id, naming.named(document_of(publication)))
    outdated = publications.rendered_otherwise(renderer.fingerprint)
    for done, guide_id in enumerate(outdated, start=1):
        if publication := render_neighbour(guide_id, renderer):
            yield publication.slug, len(outdated) - done
    if outdated:  # the pages that list guides may look otherwise too, though no guide does
        with transaction():
            public_clock.tick(public_change=False)


def render_neighbour(guide_id: UUID, renderer: Renderer) -> Publication | None:
    """One guide again, in an act of its own. None when nothing of it is public any more, or nothing ever was."""
    with transaction():
        guide = guides.lock(guide_id)
        public_clock.wait_for_turn()
        publication = publications.newest(guide_id)
        if publication is None:
            return None
        if guide.public_status == PublicStatus.REDIRECTED:
            publication.rendered_with = renderer.fingerprint  # nothing of it is shown
            return None
        render_again(guide, publication, renderer)
    return publication


def card(publication: Publication, renderer: Renderer) -> bytes:
    """The picture for links (PNG)."""
    return renderer.card(published(publication, guides.find(publication.guide_id), document_of(publication)))


def document_of(publication: Publication) -> Document:
    return guides.revision(publication.guide_id, publication.revision_number).document


def published(publication: Publication, guide: Guide, document: Document) -> PublishedGuide:
    """The frozen value that every public format is made from."""
    earlier = publications.notes(guide.id, before=publication.number)
    return PublishedGuide(
        guide_id=str(guide.id),
        slug=publication.slug,
        number=publication.number,
        document=document,
        content_hash=publication.content_hash,
        status=guide.public_status,
        first_published_at=publication.first_published_at,
        modified_at=publication.modified_at,
        published_at=publication.published_at,
        reviewed_on=publication.reviewed_on,
        verified_on=publication.verified_on,
        default_authors=_default_authors(guide),
        history=(
            ChangeNote(publication.number, publication.published_at, publication.change_note, publication.major),
            *(ChangeNote(*one) for one in earlier),
        ),
        translations=_neighbours(_translations(publication)),
        related=_neighbours(neighbours.related(publication, document)),
    )


def _bodies(seen: PublishedGuide, guide: Guide, renderer: Renderer) -> dict[Form, str]:
    """Of a guide that left, only what stays at its address."""
    match guide.public_status:
        case PublicStatus.WITHDRAWN:
            return {Form.PAGE: renderer.withdrawn(seen, removals.public_text(guide.id))}
        case PublicStatus.GONE:
            return {Form.PAGE: renderer.gone(seen.title, seen.related, seen.language)}
    return {
        Form.PAGE: renderer.page(seen),
        Form.RESOURCE: renderer.resource_bytes(seen).decode(),
        Form.MARKDOWN: renderer.markdown(seen),
        Form.CALENDAR: renderer.calendar(seen),
        Form.FEED_ITEM: json_text.plain(renderer.feed_item(seen)),
        Form.FEED_SUMMARY: json_text.plain(renderer.feed_summary(seen)),
        Form.LIST_ITEM: json_text.plain(renderer.list_item(seen)),
        Form.ATOM_ENTRY: renderer.atom_entry(seen),
    }


def _others(seen: PublishedGuide) -> set[UUID]:
    """The guides that the page shows."""
    return {UUID(one.guide_id) for one in (*seen.translations, *seen.related)}


def _translations(publication: Publication) -> list[Publication]:
    key = publication.translation_key
    return list(publications.translations(key, publication.guide_id)) if key else []


def _neighbours(found: Iterable[Publication | Edge]) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(one.slug, one.title, one.language, one.summary, one.from_label, one.to_label, str(one.guide_id))
        for one in found
    )


def _default_authors(guide: Guide) -> tuple[dict[str, str], ...]:
    owner = accounts.find(guide.owner_id)
    if owner is None:
        return ()
    return ({"name": owner.name, **({"url": owner.byline_url} if owner.byline_url else {})},)
