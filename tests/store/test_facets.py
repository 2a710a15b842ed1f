"""What live guides can be chosen by is counted as they come, change and leave: always what a count would find."""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from cms.store import facets
from cms.store.db import session
from cms.store.facets import Facet
from cms.store.terms import Term
from tests.factories import a_guide, act, published_again
from tests.support.library import public, role


def counted() -> dict[tuple[str, str], int]:
    """As the terms of live guides say."""
    query = select(Term.kind, Term.value, func.count()).where(Term.kind.in_(facets.KINDS))
    found = session().execute(query.group_by(Term.kind, Term.value))
    return {(kind, value): guides for kind, value, guides in found}


def kept() -> dict[tuple[str, str], int]:
    session().expire_all()
    return {(one.kind, one.value): one.guides for one in session().scalars(select(Facet))}


def test_counts_what_live_guides_have(app: Flask) -> None:
    for number, language in enumerate(("de", "en", "en")):
        public(number, language=language, difficulty="easy")
    a_guide("in_review")
    assert facets.most_used("language", 9) == [("en", "en", 2), ("de", "de", 1)]
    assert facets.most_used("difficulty", 9) == [("easy", "easy", 3)]
    assert facets.most_used("language", 1) == [("en", "en", 2)]
    assert kept() == counted()


def test_follows_guides_that_change_leave_and_come_back(app: Flask) -> None:
    cook, chef = public(1, from_role=role("cook")), public(2, from_role={"slug": "cook", "label": "Line cook"})
    assert facets.most_used("from_role", 9) == [("cook", "Line cook", 2)]
    published_again(chef.id, from_role=role("baker"), difficulty="challenging", language="de")
    assert facets.most_used("from_role", 9) == [("baker", "Baker", 1), ("cook", "Cook", 1)], "in words that are public"
    assert kept() == counted()
    for guide in (chef, cook):
        act(guide.id, "takedown", "managing_editor", removal="withdrawn", reason="It was wrong.")
        assert kept() == counted()
    assert kept() == Counter()
    act(chef.id, "reinstate", "publisher")
    assert kept() == counted() != {}
