"""Pages are valid, accessible in structure, and need neither scripts nor inline styles."""

import gzip
import re
from itertools import pairwise

import pytest

from cms.rendering import Card, Facet, IndexView, Option, Renderer, Site
from cms.rendering.urls import STYLE_SHEET
from tests.rendering.support import NAMES, RENDERER, ROOT, elements, example, guide_of
from tests.support.documents import SMALL


def _renderer(language: str) -> Renderer:
    return Renderer(Site("Crossway", "https://guides.example.org", language), ROOT / "templates")


def _index(cards: int = 2) -> IndexView:
    card = Card(
        "a", "From A to B", "Short.", "ar", "A & B", "<B>", "easy", {"min": 1, "max": 2, "unit": "month"}, "high"
    )
    return IndexView(
        cards=(card,) * cards,
        total=cards * 3,
        page=2,
        pages=3,
        q='"data" & <more>',
        facets=(
            Facet("from_role", (Option("a", 3, True, "A & B"), Option("b", 1, True, "B"))),
            Facet("difficulty", (Option("easy", 2), Option("moderate", 1))),
            Facet("language", (Option("de", 2, True),)),
            Facet("tag", (Option("x", 1, True, "x"),)),
        ),
    )


PAGES = {
    **{name: RENDERER.page(guide_of(example(name))) for name in NAMES},
    "fallback": RENDERER.page(guide_of({**SMALL, "language": "fr"})),
    "preview": RENDERER.page(guide_of({}), preview="Only you see this."),
    **{f"index {language}": _renderer(language).index(_index()) for language in ("en", "de", "ar")},
    **{f"missing {language}": _renderer(language).not_found() for language in ("en", "de", "ar")},
    "nothing found": RENDERER.index(_index(0)),
    "nothing yet": RENDERER.index(IndexView((), 0)),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(name: str) -> None:
    found = list(elements(PAGES[name]))
    tags = [element.tag for element in found]
    headings = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    ids = [element.get("id") for element in found if element.get("id")]
    targets = [element.get("href")[1:] for element in found if (element.get("href") or "").startswith("#")]
    named = [one for element in found for one in (element.get("aria-labelledby") or "").split()]

    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert len(ids) == len(set(ids))
    assert set(targets + named) <= set(ids)
    assert {"header", "main", "footer"} <= set(tags)
    assert not {"script", "style", "iframe"} & set(tags)
    assert not [name for element in found for name in element.attrib if name == "style" or name.startswith("on")]
    links = [element for element in found if element.tag == "link"]
    assert [link.get("href") for link in links if link.get("type") == "application/feed+json"] == [
        "https://guides.example.org/feed.json"
    ]
    assert [element for element in found if element.tag == "a" and element.get("href") == "/feed.json"]
    assert [element for element in found if element.tag == "meta" and element.get("name") == "viewport"]


@pytest.mark.parametrize(("name", "direction"), [("accountant", "rtl"), ("lehrkraft", "ltr"), ("registered", "ltr")])
def test_page_has_the_language_and_direction_of_its_guide(name: str, direction: str) -> None:
    guide = guide_of(example(name))
    assert f'<html lang="{guide.language}" dir="{direction}">' in RENDERER.page(guide)


def test_guide_names_its_address_its_json_and_its_translations() -> None:
    page = RENDERER.page(guide_of(SMALL))
    base = "https://guides.example.org/guides"
    assert f'<link rel="canonical" href="{base}/bus-driver-to-transport-planner">' in page
    assert f'href="{base}/bus-driver-to-transport-planner.json"' in page
    assert f'<link rel="alternate" hreflang="de" href="{base}/ein-anderer-leitfaden">' in page
    assert f'<meta name="description" content="{SMALL["summary"]}">' in page


def test_preview_is_not_for_indexing_and_names_no_address() -> None:
    page = RENDERER.page(guide_of(SMALL), preview="Draft: only you see this.")
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page
    assert "Draft: only you see this." in page


@pytest.mark.parametrize("left_out", SMALL)
def test_unfinished_document_has_a_page(left_out: str) -> None:
    document = {name: value for name, value in SMALL.items() if name != left_out}
    assert list(elements(RENDERER.page(guide_of(document), preview="Draft.")))


@pytest.mark.parametrize("section", [name for name, value in SMALL.items() if isinstance(value, dict | list)])
def test_unfinished_row_has_a_page(section: str) -> None:
    value = SMALL[section]
    row = value if isinstance(value, dict) else value[0]
    for member in row if isinstance(row, dict) else ():
        less = {name: inner for name, inner in row.items() if name != member}
        document = {**SMALL, section: less if isinstance(value, dict) else [less, *value[1:]]}
        assert list(elements(RENDERER.page(guide_of(document), preview="Draft.")))


def test_links_to_other_sites_open_without_a_handle_on_ours() -> None:
    outside = [
        element
        for element in elements(PAGES[NAMES[0]])
        if element.tag == "a" and (element.get("href") or "").startswith("http")
    ]
    assert outside
    assert all(element.get("rel") == "noopener" for element in outside)


def test_index_keeps_the_choice_in_its_links() -> None:
    page = PAGES["index en"]
    assert (
        'href="/?q=%22data%22+%26+%3Cmore%3E&amp;from_role=a&amp;from_role=b&amp;language=de&amp;tag=x&amp;page=3"'
        in page
    )
    assert 'href="/?from_role=a&amp;from_role=b&amp;language=de&amp;tag=x"' in page
    assert '<input type="hidden" name="tag" value="x">' in page
    assert "6 guides found" in page


def test_style_sheet_is_small_and_loads_nothing_from_elsewhere() -> None:
    css = STYLE_SHEET.read_text("utf-8")
    assert len(css.encode()) < 20_000
    assert len(gzip.compress(css.encode())) < 6_000
    assert re.findall(r"url\(([^)]*)\)", css) == ['"favicon.svg"']
    assert not re.search(r"@import|\b(left|right)\s*:|-(left|right)\s*:", css), "sides are logical"
