"""The article outside its page: content_html, content_text and the feed item around them."""

import json
from datetime import UTC, datetime, timedelta, timezone

import html5lib
import pytest

from cms.rendering.plain_text import plain_text
from tests.rendering.support import AT, NAMES, RENDERER, SITE, example, guide_of, is_absolute
from tests.support.documents import SMALL

ALLOWED = {
    "a", "bdi", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "li", "ol", "p", "section", "span", "strong",
    "ul",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_article_has_only_harmless_tags_and_absolute_links(name: str) -> None:
    tree = html5lib.parseFragment(RENDERER.content_html(guide_of(example(name))), namespaceHTMLElements=False)
    found = [element for element in tree.iter() if element is not tree]
    assert {element.tag for element in found} <= ALLOWED
    assert {name for element in found for name in element.attrib} <= {"href", "rel", "dir", "lang"}
    assert all(is_absolute(element.get("href")) for element in found if element.tag == "a")


def test_article_depends_on_its_document_alone() -> None:
    there = RENDERER.content_html(guide_of(SMALL))
    elsewhere = guide_of(
        SMALL, number=9, status="live_unreviewed", history=(), translations=(), related=(), reviewed_on=None,
        default_authors=(), modified_at=datetime(2027, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert RENDERER.content_html(elsewhere) == there


@pytest.mark.parametrize("name", NAMES)
def test_bytes_are_the_same_every_time(name: str) -> None:
    guide = guide_of(example(name))
    assert RENDERER.page(guide) == RENDERER.page(guide)
    assert json.dumps(RENDERER.feed_item(guide)) == json.dumps(RENDERER.feed_item(guide))


def test_links_inside_the_article_lead_to_the_page() -> None:
    assert f'href="{SITE.base_url}/guides/bus-driver-to-transport-planner#source-pay-survey"' in RENDERER.content_html(
        guide_of(SMALL)
    )


def test_item_has_the_members_of_the_contract() -> None:
    guide = guide_of(SMALL, modified_at=AT.astimezone(timezone(timedelta(hours=2))))
    item = RENDERER.feed_item(guide)
    assert item["id"] == "urn:uuid:0198c6a0-5a1e-7c3b-9f00-0123456789ab"
    assert item["url"] == "https://guides.example.org/guides/bus-driver-to-transport-planner"
    assert item["title"] == SMALL["title"]
    assert item["summary"] == SMALL["summary"]
    assert item["language"] == "en"
    assert item["authors"] == [{"name": "Amira Haddad", "url": "https://people.example.org/amira"}]
    assert item["tags"] == ["Bus Driver", "Transport Planner", "transport", "public sector"]
    assert item["date_published"] == "2026-08-01T07:00:00Z"
    assert item["date_modified"] == "2026-11-20T09:30:00Z"
    assert item["_guide"]["document"]["title"] == SMALL["title"]


def test_byline_of_the_account_stands_in_when_the_document_names_nobody() -> None:
    item = RENDERER.feed_item(guide_of({**SMALL, "authors": []}))
    assert item["authors"] == [{"name": "Guide desk"}]
    assert "authors" not in RENDERER.feed_item(guide_of({**SMALL, "authors": []}, default_authors=()))


def test_text_is_laid_out_in_lines() -> None:
    html = (
        "<h2>Steps</h2>\n<p>Two of\nthem.</p><ol><li><p>First</p><ul><li>a</li><li>b</li></ul></li><li>Second</li></ol>"
        '<dl><dt>Price</dt><dd><p>Free</p></dd></dl><p><a href="https://a.example.org/x">There</a>, '
        '<a href="https://own.example.org/#y">here</a></p>'
    )
    assert plain_text(html, own_url="https://own.example.org/") == (
        "Steps\n\nTwo of them.\n\n1. First\n– a\n– b\n2. Second\n\nPrice: Free\n\nThere (https://a.example.org/x), here"
    )
