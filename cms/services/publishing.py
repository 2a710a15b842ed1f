"""The effects of going public, run inside `editorial.perform`; and rendering again what is public already."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from cms import clock, content
from cms.content import Document, derived, json_text
from cms.content.text import norm
from cms.rendering import ChangeNote, Neighbour, PublishedGuide, Renderer
from cms.store import accounts, guides, publications
from cms.store.db import session, transaction
from cms.store.guides import Guide, Revision
from cms.store.publications import Publication
from cms.workflow import Actor


def publish(
    guide: Guide, revision: Revision, *, actor: Actor, renderer: Renderer, counted: bool, reviewed_on: date | None,
    change_note: str, major: bool,
) -> tuple[Publication, int]:  # fmt: skip
    """Makes `revision` what readers get; returns the publication and its number in the feed of changes.

    The guide must be locked and carry its new public status already. counted: approvals stand behind this text.
    """
    seq = publications.tick(public_change=True)  # first: whoever publishes beside us waits here, and nowhere else
    now, document = clock.now(), revision.document
    previous = publications.newest(guide.id)
    if live := publications.live(guide.id):
        live.ended_at = now
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
        change_note=change_note,
        major=major,
        published_by=actor.id,
        published_at=now,
        first_published_at=previous.first_published_at if previous else now,
        modified_at=previous.modified_at if previous and same_text else now,
        last_major_change_at=previous.last_major_change_at if previous and not major else now,
        **_listed(document),
    )
    _render(publication, guide, document, renderer)
    session().add(publication)
    session().flush()
    _render_translations(publication, renderer)
    if previous and previous.translation_key != publication.translation_key:
        _render_translations(previous, renderer)  # those who named this guide until now
    return publication, seq


def render_again(guide: Guide, publication: Publication, renderer: Renderer) -> None:
    """The same text with today's standing, neighbours and templates; number, hash and dates stay."""
    document = guides.revision(guide.id, publication.revision_number).document
    _render(publication, guide, document, renderer)


def render_outdated(renderer: Renderer) -> Iterator[str]:
    """Renders again all that was rendered with other templates or settings, one guide a transaction; yields slugs."""
    for guide_id in publications.rendered_otherwise(renderer.fingerprint):
        with transaction():
            guide = guides.lock(guide_id)
            publications.tick(public_change=False)
            if publication := publications.live(guide_id):
                render_again(guide, publication, renderer)
        yield guide.slug


def preview(guide: Guide, revision: Revision, renderer: Renderer, notice: str) -> str:
    """The revision as readers would see it, under a banner that says it is not public."""
    return renderer.page(_as_if_published(guide, revision), preview=notice)


def article(guide: Guide, revision: Revision, renderer: Renderer) -> str:
    """The revision's text alone, as clean HTML, for those who read it before it is public."""
    return renderer.content_html(_as_if_published(guide, revision))


def _as_if_published(guide: Guide, revision: Revision) -> PublishedGuide:
    previous, now = publications.newest(guide.id), clock.now()
    seen = Publication(
        guide_id=guide.id, number=previous.number + 1 if previous else 1, slug=guide.slug, published_at=now,
        content_hash=content.content_hash(revision.document), modified_at=now, change_note="", major=True,
        first_published_at=previous.first_published_at if previous else now, reviewed_on=None,
    )  # fmt: skip
    return published(seen, guide, revision.document)


def document_of(publication: Publication) -> Document:
    return guides.revision(publication.guide_id, publication.revision_number).document


def published(publication: Publication, guide: Guide, document: Document) -> PublishedGuide:
    """The frozen value that every public format is made from."""
    earlier = [one for one in publications.all_of(guide.id) if one.number < publication.number]
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
        default_authors=_default_authors(guide),
        history=tuple(
            ChangeNote(one.number, one.published_at, one.change_note, one.major) for one in (publication, *earlier)
        ),
        translations=_neighbours(_translations(publication)),
        related=_neighbours(_picked(document, guide.id)),
    )


def _render(publication: Publication, guide: Guide, document: Document, renderer: Renderer) -> None:
    seen = published(publication, guide, document)
    publication.page = renderer.page(seen)
    publication.feed_item = json_text.plain(renderer.feed_item(seen))
    publication.resource = renderer.resource_bytes(seen).decode()
    publication.rendered_with = renderer.fingerprint
    publication.rendered_at = clock.now()


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
        "search_text": norm(" ".join(derived.texts(document))),
    }


def _render_translations(publication: Publication, renderer: Renderer) -> None:
    """The other language versions name this one, so they are rendered again in the same act."""
    for other in _translations(publication):
        render_again(guides.find(other.guide_id), other, renderer)


def _translations(publication: Publication) -> list[Publication]:
    key = publication.translation_key
    return list(publications.translations(key, publication.guide_id)) if key else []


def _picked(document: Document, guide_id: UUID) -> list[Publication]:
    """The guides picked by hand that are live; the others are not shown."""
    found = (publications.live_by_slug(slug) for slug in document.get("related_slugs", []))
    return [one for one in found if one and one.guide_id != guide_id]


def _neighbours(found: Iterable[Publication]) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(one.slug, one.title, one.language, one.summary, one.from_label, one.to_label) for one in found
    )


def _default_authors(guide: Guide) -> tuple[dict[str, str], ...]:
    owner = accounts.find(guide.owner_id)
    if owner is None:
        return ()
    return ({"name": owner.name, **({"url": owner.byline_url} if owner.byline_url else {})},)
