"""Going public: dates, numbers and addresses."""

from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cms import content
from cms.content import json_text
from cms.errors import TransitionRefused
from cms.store import guides, terms
from cms.store.db import session
from cms.store.renditions import Form
from cms.store.terms import Term
from tests import factories
from tests.factories import a_document, a_guide
from tests.services.public import FRIDAY, MONDAY, TUESDAY, body, clock, live, resource
from tests.support.library import public, publications_of, role
from tests.support.queries import counted

_MOST_STATEMENTS = 50

# Dates, numbers, hashes


def test_remembers_when_it_was_first_public_and_when_its_text_last_changed(app: Flask) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("published")
    with time_machine.travel(TUESDAY, tick=False):
        factories.published_again(guide.id, major=False, summary="A minor change.")
    one = live(guide.id)
    assert (one.first_published_at, one.published_at, one.modified_at) == (MONDAY, TUESDAY, TUESDAY)
    assert one.last_major_change_at == MONDAY
    with time_machine.travel(FRIDAY, tick=False):
        factories.published_again(guide.id, major=True, summary="A major change.")
    one = live(guide.id)
    assert (one.first_published_at, one.last_major_change_at) == (MONDAY, FRIDAY)
    item = json_text.parse(body(guide.id, Form.FEED_ITEM))
    assert item["date_published"] == "2026-03-02T09:00:00Z"
    assert item["date_modified"] == "2026-03-06T09:00:00Z"


def test_does_not_call_a_moved_address_a_modified_text(app: Flask) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("published")
    first = live(guide.id).content_hash
    with time_machine.travel(TUESDAY, tick=False):
        factories.published_again(guide.id, slug="another-address")
    one = live(guide.id)
    assert one.content_hash == first
    assert (one.modified_at, one.published_at, one.number) == (MONDAY, TUESDAY, 2)


def test_numbers_publications_from_one_and_ends_the_one_before(app: Flask) -> None:
    guide = a_guide("published")
    factories.published_again(guide.id, summary="Second.")
    factories.published_again(guide.id, summary="Third.")
    session().rollback()
    everything = publications_of(guide.id)
    assert [one.number for one in everything] == [3, 2, 1]
    assert [one.ended_at is None for one in everything] == [True, False, False]
    assert resource(guide.id)["_guide"]["version"] == 3


def test_publishes_the_approved_text_byte_for_byte(app: Flask) -> None:
    document = a_document(translation_key=None)
    guide = a_guide("published", document)
    one, revision = live(guide.id), guides.revision(guide.id, 1)
    assert one.digest == revision.digest == content.digest(revision.document)
    assert one.content_hash == content.content_hash(revision.document)
    assert one.content_hash.startswith("sha256:")
    served = resource(guide.id)
    assert served["_guide"]["content_hash"] == one.content_hash
    assert content.digest(content.draft({name: served[name] for name in served if name != "_guide"})) == one.digest


def test_says_on_which_day_the_last_approval_was_given(app: Flask) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("approved")
    with time_machine.travel(FRIDAY, tick=False):
        factories.act(guide.id, "publish", "publisher")
    assert live(guide.id).reviewed_on == date(2026, 3, 2)
    assert resource(guide.id)["_guide"]["reviewed_on"] == "2026-03-02"


def test_tells_readers_what_changed_and_when(app: Flask) -> None:
    guide = a_guide("published", change_note="First edition.")
    factories.published_again(guide.id, change_note="New salary figures.", summary="Newer.")
    page = body(guide.id)
    assert page.index("New salary figures.") < page.index("First edition.")


def test_takes_one_number_of_the_feed_of_changes_for_each_publication(app: Flask) -> None:
    before = clock()
    first = a_guide("published")
    second = a_guide("published")
    factories.published_again(first.id, summary="Again.")
    after = clock()
    assert (after.seq - before.seq, after.epoch) == (3, before.epoch)
    assert after.generation > before.generation
    assert live(second.id).ended_at is None


# Addresses


def test_sends_readers_of_every_earlier_address_straight_to_the_last(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    first = guide.slug
    for slug in ("second-address", "third-address"):
        factories.published_again(guide.id, slug=slug)
    for earlier in (first, "second-address"):
        for suffix in ("", ".json"):
            answer = client.get(f"/guides/{earlier}{suffix}")
            assert answer.status_code == 301
            assert answer.location == f"/guides/third-address{suffix}"
    assert client.get("/guides/third-address").status_code == 200


def test_comes_back_to_an_earlier_address(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    first = guide.slug
    factories.published_again(guide.id, slug="second-address")
    factories.published_again(guide.id, slug=first)
    assert client.get(f"/guides/{first}").status_code == 200
    assert client.get("/guides/second-address").location == f"/guides/{first}"


def test_gives_up_an_address_that_was_never_public(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("draft")
    draft_address = guide.slug
    factories.revise(guide.id, slug="public-address")
    factories.submit(guide.id)
    factories.act(guide.id, "approve", "reviewer")
    factories.act(guide.id, "publish", "publisher")
    session().rollback()
    assert guides.holder(draft_address) is None
    assert guides.holder("public-address") == guide.id
    assert guides.find(guide.id).slug == "public-address"
    assert client.get(f"/guides/{draft_address}").status_code == 404


def test_keeps_an_address_that_was_public_for_ever(app: Flask) -> None:
    guide = a_guide("published")
    first = guide.slug
    factories.published_again(guide.id, slug="second-address")
    other = a_guide("draft")
    factories.revise(other.id, slug=first)
    with pytest.raises(TransitionRefused, match=f"“{first}” belongs to another guide"):
        factories.submit(other.id)
    assert guides.holder(first) == guide.id


def test_holds_no_address_for_a_mere_wish(app: Flask) -> None:
    """Two drafts may wish for one address; who is published first has it, and the other is told."""
    first, second = a_guide("draft"), a_guide("draft")
    for guide in (first, second):
        factories.revise(guide.id, slug="both-want-this")
        factories.submit(guide.id)
        factories.act(guide.id, "approve", "reviewer")
    factories.act(first.id, "publish", "publisher")
    with pytest.raises(TransitionRefused) as refused:
        factories.act(second.id, "publish", "publisher")
    assert {one.code for one in refused.value.refusals} == {"slug_taken", "incomplete"}
    assert guides.holder("both-want-this") == first.id


def test_publishes_in_few_statements(app: Flask) -> None:
    """Each is a round trip to PostgreSQL, and while they last, nobody else publishes."""
    for number in range(7):
        public(number, from_role=role(f"waiter-{number}"), to_role=role("clerk"))
    guide = a_guide("approved", a_document(slug="driver", to_role=role("clerk"), translation_key=None))
    with counted() as sent:
        factories.act(guide.id, "publish", "publisher")
    assert len(sent) <= _MOST_STATEMENTS, "\n".join(sent)


def test_keeps_what_a_text_says_anew_of_a_role(app: Flask) -> None:
    document = a_document(slug="driver", translation_key=None)
    guide = a_guide("published", document)
    code = {"scheme": "isco-08", "code": "5120"}
    factories.published_again(guide.id, from_role={**document["from_role"], "codes": [code]})
    named = select(Term.detail).where(Term.guide_id == guide.id, Term.kind == terms.FROM_ROLE)
    assert session().scalars(named).one()["codes"] == [code]
