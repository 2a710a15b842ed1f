"""What ships to be shown. The command: tests/cli/test_maintenance.py."""

from flask import Flask

from cms import content
from cms.content import Severity
from cms.rendering import Renderer
from cms.services import demonstration
from cms.services.editorial import Rules
from cms.store import guides, publications
from cms.workflow import Role
from tests import factories


def test_there_is_someone_for_every_role_and_two_who_review() -> None:
    roles = [person.role for person in demonstration.PEOPLE]
    assert set(roles) == set(Role)
    assert roles.count(Role.REVIEWER) == 2
    assert all(person.email.endswith("@example.org") for person in demonstration.PEOPLE)
    assert len(demonstration.PASSWORD) >= 12


def test_what_is_live_is_what_lies_in_the_folder(app: Flask, renderer: Renderer, rules: Rules) -> None:
    demonstration.add_people(demonstration.missing_people(), "no hash")
    assert demonstration.missing_people() == []
    added = dict(demonstration.add_guides(renderer, rules))
    assert sorted(added.values()) == ["In review", "Published", "Published"]
    assert dict(demonstration.add_guides(renderer, rules)) == {}
    for slug, document in factories.examples().items():
        live = publications.live_by_slug(slug)
        assert live
        assert live.digest == content.digest(content.draft(document))
        assert live.counted
        guide = guides.by_slug(slug)
        assert guide
        newest = guides.revision(guide.id, guide.newest).document
        assert not [one for one in content.findings(newest, live.published_at.date()) if one.severity is Severity.ERROR]
        changed = content.compare(live_document(slug), newest)
        assert [one.name for one in changed] == (["faq"] if added[slug] == "In review" else [])


def live_document(slug: str) -> content.Document:
    live = publications.live_by_slug(slug)
    assert live
    return guides.revision(live.guide_id, live.revision_number).document
