import pytest

from cms.rendering.markup import inline, link, paragraphs
from tests.rendering.support import RENDERER, guide_of, text_of
from tests.support.documents import SMALL


@pytest.mark.parametrize(
    "prose",
    [
        "AI/ML", "a < b && c > d", "2 * 3 * 4", "4*5*6", "snake_case_name", "__init__ and _private", "'quoted' “so”",
        "$110,000-$130,000", "C:\\*\\new", "AT&amp;T", "&lt;b&gt;", "<b>bold</b>", "<https://a.example.org>",
        "# no heading",
        "1. no list", "- no list", "> no quote", "![no](picture)", "a * b", "5 * [3]", "[x]", "`", "~~kept~~",
        "50 %*", "**",
    ],
)  # fmt: skip
def test_prose_keeps_every_character(prose: str) -> None:
    for marks in (True, False):
        if prose == "__init__ and _private" and marks:
            continue  # a word between double underscores is strong, by the rules of Markdown
        assert text_of(str(inline(prose, marks=marks))) == " ".join(prose.replace("*", "").split())
        assert inline(prose, marks=marks).unescape().count("*") == prose.count("*")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*em* and **strong**", "<em>em</em> and <strong>strong</strong>"),
        ("_em_ and `x < y`", "<em>em</em> and <code>x &lt; y</code>"),
        ("[a](https://a.example.org/?x=1&y=2)", '<a href="https://a.example.org/?x=1&amp;y=2" rel="noopener">a</a>'),
        ("这是**重点**内容", "这是<strong>重点</strong>内容"),
        ("one\ntwo", "one<br>\ntwo"),
    ],
)
def test_marks_become_html(text: str, html: str) -> None:
    assert str(inline(text, marks=True)) == html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example.org", "/local",
        "mailto:a@b.example", "https://user@evil.example.org", "javascript&colon;alert(1)", "https://localhost",
    ],
)  # fmt: skip
def test_unsafe_addresses_are_never_links(url: str) -> None:
    assert "href" not in inline(f"[text]({url})", marks=True)
    assert str(link("text", url)) == "text"


def test_html_is_text() -> None:
    html = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'<style>"
    for marks in (True, False):
        assert "<" not in str(inline(html, marks=marks))
        assert text_of(str(inline(html, marks=marks))) == html


def test_author_text_is_escaped_wherever_it_stands() -> None:
    evil = '"><script>alert(1)</script>'

    def poisoned(value: object) -> object:
        if isinstance(value, dict):
            return {name: inner if name in ("language", "region") else poisoned(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [poisoned(inner) for inner in value]
        return evil if isinstance(value, str) and "2026" not in value else value

    document = poisoned(SMALL)
    assert isinstance(document, dict)
    guide = guide_of(document, slug="safe-slug", default_authors=({"name": evil, "url": evil},))
    assert "<script>" not in RENDERER.page(guide)
    assert RENDERER.page(guide).count("<script") == 1, "the data of the page, where the same words are escaped as JSON"
    assert "<script" not in RENDERER.content_html(guide)


@pytest.mark.parametrize("mark", ["[", "*a_", "`", "&"])
def test_pathological_text_is_rendered_in_full(mark: str) -> None:
    assert inline(mark * (40_000 // len(mark)), marks=True)


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert paragraphs("one\nstill one\n\n \ntwo") == ["one\nstill one", "two"]
