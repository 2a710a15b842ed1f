"""Guides and the addresses they hold."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cms.errors import NotFound
from cms.store import guides, history, publications
from cms.store.db import lost_race, session, transaction
from cms.store.guides import SlugClaim
from tests import factories
from tests.support import people


def claims(guide_id: UUID) -> dict[str, bool]:
    """The addresses of a guide, and whether each was ever public."""
    rows = session().scalars(select(SlugClaim).where(SlugClaim.guide_id == guide_id))
    return {claim.slug: claim.public for claim in rows}


def claim(slug: str, guide_id: UUID, *, public: bool) -> None:
    with transaction():
        guides.claim(slug, guide_id, public=public)


def test_claims_an_address_when_a_guide_begins(app: Flask) -> None:
    guide = factories.a_guide()
    assert claims(guide.id) == {guide.slug: False}
    assert guides.holder(guide.slug) == guide.id
    assert guides.holder("free") is None


def test_gives_a_claim_up_that_was_never_public(app: Flask) -> None:
    guide = factories.a_guide()
    claim("another", guide.id, public=False)
    assert claims(guide.id) == {"another": False}


def leads_to(slug: str) -> str:
    found = publications.at(slug)
    return found[0].slug if found else ""


def test_keeps_an_address_for_ever_once_it_was_public(app: Flask) -> None:
    guide = factories.a_guide("published")
    first = guide.slug
    factories.published_again(guide.id, slug="second")
    factories.published_again(guide.id, slug="third")
    assert claims(guide.id) == {first: True, "second": True, "third": True}
    assert guides.by_slug(first) is guides.by_slug("third")
    assert leads_to(first) == leads_to("second") == "third"


def test_lets_a_guide_return_to_an_address_it_had(app: Flask) -> None:
    guide = factories.a_guide("published")
    first = guide.slug
    factories.published_again(guide.id, slug="second")
    factories.published_again(guide.id, slug=first)
    assert claims(guide.id) == {first: True, "second": True}
    assert leads_to("second") == first


def test_does_not_make_a_public_claim_private_again(app: Flask) -> None:
    guide = factories.a_guide("published")
    claim(guide.slug, guide.id, public=False)
    assert claims(guide.id) == {guide.slug: True}


def test_gives_no_address_to_two_guides(app: Flask) -> None:
    one, other = factories.a_guide("published"), factories.a_guide()
    with pytest.raises(IntegrityError) as caught:
        claim(one.slug, other.id, public=False)
    assert lost_race(caught.value)
    assert guides.holder(one.slug) == one.id


def test_gives_no_guide_the_address_of_another(app: Flask) -> None:
    one, other = factories.a_guide(), factories.a_guide()
    with pytest.raises(IntegrityError), transaction():
        guides.claim(one.slug, other.id, public=False)


def test_says_when_there_is_no_such_guide_or_revision(app: Flask) -> None:
    with pytest.raises(NotFound, match="no such guide"):
        guides.find(uuid4())
    with pytest.raises(NotFound, match="no such guide"), transaction():
        guides.lock(uuid4())
    guide = factories.a_guide()
    for number in (0, 2, -1, 2**31, 10**30):
        with pytest.raises(NotFound, match=f"no revision {number}"):
            guides.revision(guide.id, number)
    assert guides.by_slug("nowhere") is None


def test_gives_a_document_back_byte_for_byte(app: Flask) -> None:
    document = factories.a_document(title='محاسب 👩‍🔬 “\u2028” <b>&amp;</b> \\ "')
    guide = factories.a_guide("draft", document)
    session().expire_all()
    kept = guides.revision(guide.id, 1).document
    assert kept == {"schema_version": "1.0", **document}
    assert [name for name in kept if name != "schema_version"] == [
        name for name in document if name != "schema_version"
    ]


def test_lists_revisions_newest_first_without_their_documents(app: Flask) -> None:
    guide = factories.a_guide()
    factories.revise(guide.id, "second_author", tags=["again"])
    rows = history.page(guide.id).entries
    assert [(row.number, row.base_number, row.cause) for row in rows] == [(2, 1, "edit"), (1, None, "edit")]
    assert [row.author_id for row in rows] == [people.actor(who).id for who in ("second_author", "author")]
    assert not hasattr(rows[0], "document")


def test_says_who_wrote_what_since_a_revision(app: Flask) -> None:
    guide = factories.a_guide()
    factories.revise(guide.id, "second_author", tags=["again"])
    second = people.actor("second_author").id
    assert {one.actor_id for one in guides.authorships(guide.id, since=1)} == {second}
    assert {one.actor_id for one in guides.authorships(guide.id, since=0)} == {people.actor("author").id, second}
    assert all(one.changes_something for one in guides.authorships(guide.id, since=0))


def test_lists_guides_last_changed_first_and_counts_them_all(app: Flask) -> None:
    made = [factories.a_guide() for _ in range(3)]
    factories.revise(made[0].id, tags=["again"])
    found, total = guides.listing(limit=2)
    assert ([guide.id for guide in found], total) == ([made[0].id, made[2].id], 3)
    found, total = guides.listing(limit=2, offset=2)
    assert ([guide.id for guide in found], total) == ([made[1].id], 3)


def test_lists_guides_by_state_and_by_words_of_title_or_address(app: Flask) -> None:
    draft = factories.a_guide("draft", factories.a_document(slug="ueber-grenzen", title="Über 100% GRENZEN_los"))
    waiting = factories.a_guide("in_review")
    assert guides.listing(states=["in_review"], limit=9)[0] == [waiting]
    for q in ("grenzen_los", "100%", "UEBER-grenzen"):
        assert guides.listing(q=q, limit=9)[0] == [draft]
    for q in ("grenzenxlos", "100x", "nothing"):
        assert guides.listing(q=q, limit=9) == ([], 0)
    assert guides.counts_by_state() == {"draft": 1, "in_review": 1}


def test_pages_through_guides_in_the_order_of_their_creation(app: Flask) -> None:
    made = [factories.a_guide().id for _ in range(5)]
    walked: list[UUID] = []
    for _ in range(9):
        walked += [guide.id for guide in guides.newest_first(limit=2, after=walked[-1] if walked else None)]
    assert walked == list(reversed(made))
