"""The effects of going public, run inside `editorial.perform`; and rendering again what is public already."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from cms import clock, content
from cms.content import Document, derived, json_text
from cms.content.graph import Edge
from cms.content.searching import searchable
from cms.content.shelf_life import stale_on
from cms.rendering import ChangeNote, Neighbour, PublishedGuide, Renderer
from cms.services import announcing, naming, neighbours
from cms.store import accounts, guides, public_clock, publications, removals, renditions, search_index, terms
from cms.store.db import session, transaction
from cms.store.guides import Guide, Revision
from cms.store.publications import Publication
from cms.store.renditions import Form
from cms.workflow import PublicStatus


def publish(
    guide: Guide, revision: Revision, previous: Publication | None, *, by: str, renderer: Renderer, before: str,
    counted: bool, reviewed_on: date | None, change_note: str, major: bool,
) -> tuple[Publication, int]:  # fmt: skip
    """Makes `revision` what readers get; returns the publication and its number in the feed of changes.

    The guide must be locked and carry its new public status already. previous: its last publication, live or ended.
    counted: approvals stand behind this text. before: the public status until now. by: id of whoever answers for it.
    """
    moved = public_clock.tick(public_change=True)  # first: whoever publishes beside us waits here, and nowhere else
    now, document = clock.now(), revision.document
    if previous and previous.ended_at is None:
        previous.ended_at = now
        session().flush()  # the index of live publications allows one at a time
    slug = document["slug"]
    guides.claim(slug, guide.id, public=True)
    guide.slug = slug
    content_hash = content.content_hash(document)
    same_text = previous is not None and previous.content_hash == content_hash
    publication = Publication(
        guide_id=guide.id,
        number=previous.number + 1 if previous else 1,
        slug=slug,
        revision_number=revision.number,
        digest=revision.digest,
        content_hash=content_hash,
        counted=counted,
        reviewed_on=reviewed_on,
        verified_on=None,
        change_note=change_note,
        major=major,
        published_by=by,
        published_at=now,
        first_published_at=previous.first_published_at if previous else now,
        modified_at=previous.modified_at if previous and same_text else now,
        last_major_change_at=previous.last_major_change_at if previous and not major else now,
        rendered_with=renderer.fingerprint,
        rendered_at=now,
        generation=moved.generation,
        **_listed(document),
    )
    session().add(publication)
    if previous and not PublicStatus(before).is_live:
        removals.end(guide.id)  # what had left is back with this text
    go_live(guide, publication, document, renderer, seq=moved.seq, before=before, previous=previous)
    return publication, moved.seq


def go_live(
    guide: Guide, publication: Publication, document: Document, renderer: Renderer, *, seq: int, before: str,
    previous: Publication | None = None, reinstated: bool = False,
) -> None:  # fmt: skip
    """All that follows when readers get this publication: its renditions, its terms, its neighbours, the news of it.

    before: the public status until now. previous: what readers had before it.
    """
    guide.stale_on = stale_on(document, publication.verified_on)
    session().flush()
    terms.name(guide.id, naming.named(document))
    search_index.keep_live(guide.id, publication.number, searchable(document))
    seen = render(publication, guide, document, renderer, first=not reinstated)
    translations = render_translations(publication, renderer)
    if previous and previous.translation_key != publication.translation_key:
        translations |= render_translations(previous, renderer)  # those who named this guide until now
    others = {UUID(one.guide_id) for one in seen.related} - translations
    announcing.now_live(
        guide, publication, seq=seq, site=renderer.site, before=before, others=others, reinstated=reinstated
    )


def render_again(guide: Guide, publication: Publication, renderer: Renderer) -> None:
    """The same text with today's standing, neighbours and templates; number, hash and dates stay."""
    render(publication, guide, document_of(publication), renderer)


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


def preview(guide: Guide, revision: Revision, renderer: Renderer, notice: str) -> str:
    """The revision as readers would see it, under a banner that says it is not public."""
    return renderer.page(_as_if_published(guide, revision), preview=notice)


def card(publication: Publication, renderer: Renderer) -> bytes:
    """The picture for links (PNG)."""
    return renderer.card(published(publication, guides.find(publication.guide_id), document_of(publication)))


def article(guide: Guide, revision: Revision, renderer: Renderer) -> str:
    """The revision's text alone, as clean HTML, for those who read it before it is public."""
    return renderer.content_html(_as_if_published(guide, revision))


def _as_if_published(guide: Guide, revision: Revision) -> PublishedGuide:
    previous, now = publications.newest(guide.id), clock.now()
    seen = Publication(
        guide_id=guide.id, number=previous.number + 1 if previous else 1, slug=guide.slug, published_at=now,
        content_hash=content.content_hash(revision.document), modified_at=now, change_note="", major=True,
        first_published_at=previous.first_published_at if previous else now, reviewed_on=None, verified_on=None,
    )  # fmt: skip
    return published(seen, guide, revision.document)


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


def _listed(document: Document) -> dict[str, object]:
    """The columns that lists and filters read."""
    ends = {end: document.get(f"{end}_role", {}) for end in ("from", "to")}
    return {
        "title": document.get("title", ""),
        "summary": derived.summary(document),
        "language": document.get("language", ""),
        "region": document.get("region"),
        "translation_key": document.get("translation_key"),
        **{f"{end}_{name}": role.get(name, "") for end, role in ends.items() for name in ("slug", "label")},
        "difficulty": document.get("difficulty", ""),
        "facts": {name: document[name] for name in ("timeline", "demand") if name in document},
    }


def render_translations(publication: Publication, renderer: Renderer) -> set[UUID]:
    """The other language versions name this one, so they are rendered again in the same act; returns which."""
    others = _translations(publication)
    for other in others:
        render_again(guides.find(other.guide_id), other, renderer)
    return {other.guide_id for other in others}


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
