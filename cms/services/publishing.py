"""The effects of going public, run inside `editorial.perform`; and how a text would look if it were public."""

from datetime import date
from uuid import UUID

from cms import clock, content
from cms.content import Document, derived
from cms.content.searching import searchable
from cms.content.shelf_life import stale_on
from cms.rendering import PublishedGuide, Renderer
from cms.services import announcing, naming, rendering
from cms.store import guides, public_clock, publications, removals, search_index, terms
from cms.store.db import session
from cms.store.guides import Guide, Revision
from cms.store.publications import Publication
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
    seen = rendering.render(publication, guide, document, renderer, first=not reinstated)
    translations = rendering.render_translations(publication, renderer)
    if previous and previous.translation_key != publication.translation_key:
        translations |= rendering.render_translations(previous, renderer)  # those who named this guide until now
    others = {UUID(one.guide_id) for one in seen.related} - translations
    announcing.now_live(
        guide, publication, seq=seq, site=renderer.site, before=before, others=others, reinstated=reinstated
    )


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
        first_published_at=previous.first_published_at if previous else now, reviewed_on=None, verified_on=None,
    )  # fmt: skip
    return rendering.published(seen, guide, revision.document)


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
