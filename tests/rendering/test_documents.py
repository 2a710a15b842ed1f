"""The JSON shapes: every list there, nothing null, what is unknown absent."""

import json
import re
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
        "about": "https://guides.example.org/api/docs#feed",
        "schema_version": "1.0",
        "schema": "https://guides.example.org/schemas/guide-1.0.json",
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
            "md": "https://guides.example.org/guides/bus-driver-to-transport-planner.md",
            "ics": "https://guides.example.org/guides/bus-driver-to-transport-planner.ics",
        },
    }


def test_members_come_in_the_order_of_the_contract() -> None:
    guide = guide_of(SMALL)
    assert list(RENDERER.guide_member(guide, full=True)) == [
        "about", "schema_version", "schema", "guide_id", "slug", "version", "content_hash", "language", "direction",
        "translations", "from_role", "to_role", "difficulty", "difficulty_rank", "timeline", "salary_change", "demand",
        "totals", "skills", "status", "reviewed_on", "links", "document",
    ]  # fmt: skip
    assert list(RENDERER.feed_item(guide)) == [
        "id", "url", "title", "summary", "image", "content_html", "content_text", "date_published", "date_modified",
        "language", "authors", "tags", "attachments", "_guide",
    ]  # fmt: skip
    assert list(RENDERER.list_item(guide)) == [
        "id", "url", "title", "summary", "date_published", "date_modified", "_guide",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_summary_is_the_item_without_its_text_and_document(name: str) -> None:
    guide = guide_of(example(name))
    item, summary = RENDERER.feed_item(guide), RENDERER.feed_summary(guide)
    assert summary.pop("content_text") == guide.summary
    assert item["_guide"].pop("document")
    for text in ("content_html", "content_text"):
        assert item.pop(text)
    assert summary == item
    assert RENDERER.list_item(guide) == {
        name: value for name, value in item.items() if name in RENDERER.list_item(guide)
    }
    assert _nulls(summary) == 0


def test_attachments_are_the_other_forms_with_the_size_that_is_sent() -> None:
    guide = guide_of(SMALL)
    at = "https://guides.example.org/guides/bus-driver-to-transport-planner"
    sent = {
        ("application/json", f"{at}.json"): len(RENDERER.resource_bytes(guide)),
        ("text/calendar", f"{at}.ics"): len(RENDERER.calendar(guide).encode()),
        ("text/markdown", f"{at}.md"): len(RENDERER.markdown(guide).encode()),
    }
    told = RENDERER.feed_item(guide)["attachments"]
    assert {(one["mime_type"], one["url"]): one["size_in_bytes"] for one in told} == sent
    assert [one["title"] for one in told] == [SMALL["title"]] * 3


def test_picture_has_another_address_for_another_text_only() -> None:
    now = RENDERER.feed_item(guide_of(SMALL))["image"]
    assert re.fullmatch(
        r"https://guides\.example\.org/guides/bus-driver-to-transport-planner\.png\?v=[0-9a-f]{12}", now
    )
    assert RENDERER.feed_item(guide_of(SMALL, number=9, status="live_unreviewed"))["image"] == now
    assert RENDERER.feed_item(guide_of({**SMALL, "summary": "Other words."}))["image"] != now


def test_forms_of_guides_asked_for_by_turns_are_not_mixed_up() -> None:
    one, other = guide_of(SMALL), guide_of({**SMALL, "title": "Another title"})
    for _ in range(2):
        for guide in (one, other):
            assert RENDERER.markdown(guide).startswith(f"# {guide.title}\n")
            assert RENDERER.feed_item(guide)["content_text"].startswith(f"{guide.title}\n")
            assert RENDERER.resource(guide)["title"] == guide.title


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
