"""Pages are valid, accessible in structure, and need neither scripts nor inline styles."""

import gzip
import re
from itertools import pairwise

import pytest

from cms.rendering import Card, Facet, IndexView, Neighbour, Option, Renderer, Site
from cms.rendering.urls import LISTS_SHEET, STYLE_SHEET
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


OTHER = Neighbour("another-guide", "Another “guide” & more", "ar", "What <it> says.", "Baker", "Teacher")
PAGES = {
    **{name: RENDERER.page(guide_of(example(name))) for name in NAMES},
    "fallback": RENDERER.page(guide_of({**SMALL, "language": "fr"})),
    "preview": RENDERER.page(guide_of({}), preview="Only you see this."),
    **{f"index {language}": _renderer(language).index(_index()) for language in ("en", "de", "ar")},
    **{f"missing {language}": _renderer(language).not_found() for language in ("en", "de", "ar")},
    **{f"withdrawn {name}": RENDERER.withdrawn(guide_of(example(name)), "") for name in ("accountant", "lehrkraft")},
    **{f"gone {language}": RENDERER.gone("A <b> & c", (OTHER,), language) for language in ("en", "de", "ar", "fr")},
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
    assert not {"style", "iframe"} & set(tags)
    scripts = [element.get("type") for element in found if element.tag == "script"]
    assert scripts == (["application/ld+json"] if name in (*NAMES, "fallback") else []), "data of a live guide, no code"
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


def test_head_of_a_guide_names_its_address_its_forms_its_translations_and_its_card() -> None:
    base = "https://guides.example.org/guides"
    own, german = f"{base}/bus-driver-to-transport-planner", f"{base}/ein-anderer-leitfaden"
    guide = guide_of(SMALL)
    found = list(elements(RENDERER.page(guide)))
    links = [element for element in found if element.tag == "link"]
    metas = {element.get("property") or element.get("name"): element.get("content") for element in found
             if element.tag == "meta"}  # fmt: skip
    alternates = {link.get("type"): link.get("href") for link in links if link.get("rel") == "alternate"}
    picture = f"{own}.png?v={guide.content_hash.removeprefix('sha256:')[:12]}"
    assert [element.text for element in found if element.tag == "title"] == [f"{SMALL['title']} · Crossway"]
    assert [link.get("href") for link in links if link.get("rel") == "canonical"] == [own]
    assert {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")} == {
        "en": own,
        "de": german,
    }
    assert alternates == {
        None: german, "application/json": f"{own}.json", "text/markdown": f"{own}.md", "text/calendar": f"{own}.ics",
        "application/feed+json": "https://guides.example.org/feed.json",
        "application/atom+xml": "https://guides.example.org/feed.atom",
    }  # fmt: skip
    assert all(link.get("title") for link in links if link.get("rel") == "alternate" and link.get("type"))
    assert metas["description"] == metas["og:description"] == SMALL["summary"]
    assert (metas["og:title"], metas["og:url"], metas["og:image"]) == (SMALL["title"], own, picture)
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    assert metas["og:image:alt"] == SMALL["title"]
    assert metas["twitter:card"] == "summary_large_image"
    assert metas["article:published_time"] == "2026-08-01T07:00:00Z"
    assert "robots" not in metas
    anchors = {element.get("href") for element in found if element.tag == "a"}
    own_path = own.removeprefix("https://guides.example.org")
    assert {f"{own_path}{end}" for end in (".json", ".md", ".ics", "/plan")} | {"/feed.json", "/feed.atom"} <= anchors
    assert {"/roles/bus-driver", "/roles/transport-planner"} <= anchors


def _classes(html: str) -> set[str]:
    return {name for element in elements(html) for name in str(element.get("class") or "").split()}


@pytest.mark.parametrize("name", NAMES)
def test_page_with_its_styles_is_light(name: str) -> None:
    """As it lies there, where a letter is a byte; on its way, compressed, in every script."""
    guide = guide_of(example(name), related=(OTHER,) * 6)
    page = RENDERER.page(guide).encode()
    assert re.findall(r'href="/static/([^"?]*\.css)', page.decode()) == [STYLE_SHEET.name]
    assert len(gzip.compress(page)) + len(gzip.compress(STYLE_SHEET.read_bytes())) < 20_000
    if guide.direction == "ltr":
        assert len(page) + STYLE_SHEET.stat().st_size < 60_000


def test_what_leads_to_guides_has_its_own_styles_on_top() -> None:
    assert re.findall(r'href="/static/([^"?]*\.css)', RENDERER.index(_index())) == [STYLE_SHEET.name, LISTS_SHEET.name]
    known = re.compile(r"\.([a-z][\w-]*)")
    own = set(known.findall(LISTS_SHEET.read_text("utf-8"))) - set(known.findall(STYLE_SHEET.read_text("utf-8")))
    shown = {name for example_name in NAMES for name in _classes(RENDERER.page(guide_of(example(example_name))))}
    assert not own & shown, "a guide's page does without"


def test_preview_is_not_for_indexing_and_names_no_address() -> None:
    page = RENDERER.page(guide_of(SMALL), preview="Draft: only you see this.")
    assert '<meta name="robots" content="noindex">' in page
    assert not re.search(
        'canonical|og:|alternate. hreflang|[.](json|md|ics|png)["?]|/plan"|/roles/|ld\\+json',
        page.replace("feed.json", ""),
    )
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


def test_style_sheets_are_small_and_load_nothing_from_elsewhere() -> None:
    css = STYLE_SHEET.read_text("utf-8") + LISTS_SHEET.read_text("utf-8")
    assert len(css.encode()) < 20_000
    assert len(gzip.compress(css.encode())) < 6_000
    assert re.findall(r"url\(([^)]*)\)", css) == ['"favicon.svg"']
    assert not re.search(r"@import|\b(left|right)\s*:|-(left|right)\s*:", css), "sides are logical"
