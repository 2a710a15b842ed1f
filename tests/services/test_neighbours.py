"""What a guide's page shows as related: live guides only, the nearest first, found by few and bounded queries."""

from uuid import UUID

import pytest
from flask import Flask

from cms.content import Document
from cms.services import neighbours
from cms.services.rendering import document_of
from cms.store import neighbours as stored
from cms.store import publications
from cms.store.publications import Publication
from tests.factories import a_document, a_guide, a_short_document, published_again
from tests.support.queries import counted
from tests.support.roads import a_road, bring


def live(guide_id: UUID) -> tuple[Publication, Document]:
    found = publications.live(guide_id)
    assert found
    return found, document_of(found)


def slugs(guide_id: UUID) -> list[str]:
    return [one.slug for one in neighbours.related(*live(guide_id))]


def test_related_guides_are_found_by_roles_and_skills(app: Flask) -> None:
    skills = {"skills_to_learn": a_short_document()["skills_to_learn"], "transferable_skills": bring("a", "b", "c")}
    others = [
        {**row, "skill": {"slug": f"other-{n}", "label": "Other"}} for n, row in enumerate(skills["skills_to_learn"])
    ]
    own = a_road("cook>clerk", **skills, translation_key="way")
    a_road("clerk>cook:way-back", skills_to_learn=others)
    a_road("clerk>judge:next-hop", skills_to_learn=others)
    a_road("waiter>clerk:same-destination", skills_to_learn=others)
    a_road("cook>baker:same-origin", skills_to_learn=others)
    a_road("poet>painter:two-skills", skills_to_learn=others, transferable_skills=bring("a", "b", "x"))
    a_road("poet>actor:one-skill", skills_to_learn=others, transferable_skills=bring("a", "x", "y"))
    a_road("poet>dancer:nothing-shared", skills_to_learn=others, transferable_skills=bring("x", "y"))
    a_road("clerk>cook:rueckweg", language="de", skills_to_learn=others)
    a_road("cook>clerk:uebersetzung", language="de", translation_key="way")
    a_guide("approved", a_document(slug="secret", from_role={"slug": "clerk", "label": "Clerk"}))
    assert slugs(own.id) == ["way-back", "next-hop", "same-destination", "same-origin", "two-skills", "one-skill"]

    published_again(own.id, related_slugs=["nothing-shared", "nowhere", "secret", "next-hop", "cook-to-clerk"])
    assert slugs(own.id) == [
        "nothing-shared", "next-hop", "way-back", "same-destination", "same-origin", "two-skills",
    ]  # fmt: skip
    page = [one.slug for one in neighbours.related(Publication(guide_id=own.id, slug="x"), live(own.id)[1])]
    assert page == slugs(own.id), "a preview has no more of a publication than its guide"


def test_those_in_another_language_come_last_and_translations_not_at_all(app: Flask) -> None:
    own = a_road("cook>clerk", language="de", translation_key="way")
    a_road("cook>clerk:translated", translation_key="way")
    a_road("clerk>cook", language="en", transferable_skills=bring("x", "y"))
    a_road("poet>actor", language="de")
    assert slugs(own.id) == ["poet-to-actor", "clerk-to-cook"]


def test_a_crowd_is_asked_for_in_a_few_bounded_queries(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_MOST_NEAR", 3)
    own = a_road("cook>clerk")
    for number in range(5):
        a_road(f"waiter{number}>clerk")
    seen = live(own.id)
    with counted() as asked:
        found = neighbours.related(*seen)
    assert [one.slug for one in found] == [f"waiter{number}-to-clerk" for number in range(3)]
    assert len(asked) <= 3
    assert "search_text" not in " ".join(asked), "what a list does not show is not read"


def test_where_enough_guides_share_a_role_skills_are_not_asked_for(app: Flask) -> None:
    """For they come later in any case, unless one of those is in another language."""
    own = a_road("cook>clerk")
    sharing = [a_road(f"waiter{number}>clerk") for number in range(6)]
    a_road("poet>painter")  # with the same skills
    seen = live(own.id)
    with counted() as asked:
        found = neighbours.related(*seen)
    assert [one.slug for one in found] == [f"waiter{number}-to-clerk" for number in range(6)]
    assert len(asked) == 1
    published_again(sharing[5].id, language="de")
    assert slugs(own.id) == [*(f"waiter{number}-to-clerk" for number in range(5)), "poet-to-painter"]


def test_of_a_skill_that_many_name_the_newest_are_looked_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_MOST_NAMING", 3)  # itself and two more
    for number in range(4):
        a_road(f"poet{number}>painter{number}")
    own = a_road("cook>clerk")
    assert slugs(own.id) == ["poet2-to-painter2", "poet3-to-painter3"]
