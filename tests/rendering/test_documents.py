"""The JSON shapes: every list there, nothing null, what is unknown absent."""

import json
from typing import Any

import pytest

from cms.content import content_hash, draft
from cms.content.document import walk
from cms.content.kinds import Listing
from tests.rendering.support import NAMES, RENDERER, example, guide_of
from tests.support.documents import SMALL


def _nulls(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_nulls, value.values()))
    return sum(map(_nulls, value)) if isinstance(value, list) else value is None


@pytest.mark.parametrize("name", NAMES)
def test_served_document_has_every_list_and_no_null(name: str) -> None:
    guide = guide_of(example(name))
    resource = RENDERER.resource(guide)
    assert _nulls(resource) == _nulls(RENDERER.feed_item(guide)) == 0
    lists = [(kind, value) for _, kind, value in walk(resource) if isinstance(kind, Listing)]
    assert all(value is not None or kind.keep_empty for kind, value in lists)
    assert "document" not in resource["_guide"]
    assert json.loads(RENDERER.resource_bytes(guide)) == resource


@pytest.mark.parametrize("name", NAMES)
def test_served_document_reads_back_as_the_same_content(name: str) -> None:
    document = example(name)
    served = RENDERER.resource(guide_of(document))
    served.pop("_guide")
    assert draft(served) == document
    assert content_hash(draft(served)) == content_hash(document)


def test_absent_order_of_steps_stays_absent_and_an_empty_one_stays_empty() -> None:
    first, second, _ = RENDERER.resource(guide_of(SMALL))["roadmap"]
    assert "depends_on" not in first
    assert second["depends_on"] == []


def test_guide_member_tells_the_facts() -> None:
    member = RENDERER.guide_member(guide_of(SMALL), full=False)
    skills = member.pop("skills")
    assert skills[0] == {"slug": "route-knowledge", "label": "Route knowledge", "side": "transferable"}
    assert skills[3] == {
        "slug": "map-making",
        "label": "Map making",
        "side": "learn",
        "priority": "important",
        "weeks": 6,
    }
    assert member.pop("content_hash").startswith("sha256:")
    assert member.pop("from_role")["codes"][0] == {"scheme": "isco-08", "code": "8331"}
    assert member.pop("to_role")["slug"] == "transport-planner"
    assert member == {
        "schema_version": "1.0",
        "guide_id": "0198c6a0-5a1e-7c3b-9f00-0123456789ab",
        "slug": "bus-driver-to-transport-planner",
        "version": 3,
        "language": "en",
        "direction": "ltr",
        "translations": [{"language": "de", "url": "https://guides.example.org/guides/ein-anderer-leitfaden"}],
        "difficulty": "challenging",
        "difficulty_rank": 3,
        "timeline": {"min": 6, "max": 9, "unit": "month", "min_weeks": 26, "max_weeks": 39},
        "salary_change": {"min_percent": 5, "max_percent": 20},
        "demand": {"level": "moderate", "trend": "growing"},
        "totals": {"steps": 3, "tasks": 6, "roadmap_weeks": 30.7, "skill_weeks": 18.3, "reading_minutes": 2},
        "status": "live",
        "reviewed_on": "2026-11-19",
        "links": {
            "html": "https://guides.example.org/guides/bus-driver-to-transport-planner",
            "json": "https://guides.example.org/guides/bus-driver-to-transport-planner.json",
        },
    }


def test_unknown_facts_are_absent() -> None:
    document = {**SMALL, "salary_change": {"note": "Nobody knows."}, "roadmap": [], "faq": []}
    member = RENDERER.guide_member(guide_of(document, reviewed_on=None), full=True)
    assert "salary_change" not in member
    assert "reviewed_on" not in member
    assert member["document"]["roadmap"] == []
    assert member["document"]["salary_change"] == {"note": "Nobody knows.", "source_ids": []}


def test_slug_of_the_publication_decides_over_the_wish_in_the_document() -> None:
    member = RENDERER.guide_member(guide_of(SMALL, slug="another-slug"), full=False)
    assert member["slug"] == "another-slug"
    assert member["links"]["html"].endswith("/guides/another-slug")
