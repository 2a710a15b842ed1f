"""A guide as Markdown: it reads back as the page, whatever its authors typed."""

import re
from collections import Counter
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cms.content import Document
from cms.content.guide import GuideContent
from cms.content.kinds import Items, Line, Shape, Slug
from cms.content.text import tidy
from cms.rendering.markdown import markdown
from tests.rendering.support import NAMES, RENDERER, SITE, example, guide_of
from tests.support.documents import SMALL

COMMONMARK = MarkdownIt("commonmark", {"html": True})
URL = f"{SITE.base_url}/guides/bus-driver-to-transport-planner"
# What Markdown, HTML and our own marks are made of, and letters of several scripts.
TEXT = st.text("ab1 \t\n\\`*_{}[]()<>#+-.!|~=&;:'\"/@$é漢ש\u200f\u00a0", max_size=40).map(tidy)
MARKED = st.lists(
    st.sampled_from(
        [*"*_`ab !\\\n(", "**", "__", "``", "a b", "\n\n", "<i>", "&lt;", '"', "[x](https://a.example.org)"]
    )
).map(lambda pieces: tidy("".join(pieces)))
LINE = TEXT.map(lambda text: " ".join(text.split("\n")).strip())


class _Outline(HTMLParser):
    """What there is in HTML: its text without blanks, its links, and how many rows."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []
        self._text: list[str] = []
        self.feed(html)
        self.close()
        self.text = re.sub(r"\s+", "", "".join(self._text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "dt":
            self._text.append(":")

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    @property
    def rows(self) -> int:
        return self.tags["li"] + self.tags["dt"]


def _read_back(document: Document) -> tuple[_Outline, _Outline]:
    """The page's article under its title, and what a reader of the Markdown sees."""
    guide = guide_of(document)
    html = COMMONMARK.render(RENDERER.markdown(guide))
    assert nh3.clean(html, link_rel=None).count("<") == html.count("<"), "something in it had to be cleaned away"
    own_url = f"{SITE.base_url}/guides/{guide.slug}"
    article = f"<h1>{nh3.clean_text(guide.title)}</h1>{RENDERER.content_html(guide)}<p>{own_url}</p>"
    return _Outline(article), _Outline(html)


@pytest.mark.parametrize("name", NAMES)
def test_reads_back_as_the_article(name: str) -> None:
    page, read = _read_back(example(name))
    assert read.text == page.text
    assert read.links == page.links
    assert read.rows == page.rows
    assert not read.tags.keys() - {"h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "em", "strong", "code", "br"}


@given(
    title=LINE.filter(bool),
    overview=MARKED,
    task=LINE,
    question=LINE,
    answer=TEXT,
    tools=st.lists(LINE.filter(bool), max_size=3),
)
@tried("1. a #", "- a\n+ b\n# c\n---\n> d\n===", "![x](y)", "C# #", "<script>alert(1)</script>", ["&lt;b&gt;", "*"])
@tried("a!", "wow![x](https://a.example.org/(b)_c?d=1&copy;=2)", "[a]: /b", "~~~", "**a***b* `` ` ``", ["a_b_", "_"])
@settings(max_examples=50, deadline=None)
def test_no_mark_of_an_author_is_read_unless_the_page_reads_it(
    title: str, overview: str, task: str, question: str, answer: str, tools: list[str]
) -> None:
    document = {
        "language": "en", "title": title, "overview": overview, "from_role": {"label": task},
        "skills_to_learn": [{"skill": {"slug": "s", "label": question}, "tools": tools, "how_to_learn": overview}],
        "roadmap": [{"id": "step-1", "title": title, "tasks": [task, question]}],
        "faq": [{"id": "faq-1", "question": question, "answer": answer}],
        "resources": [{"id": "r", "title": title, "url": "https://a.example.org/(b)_c?d=1&copy;=2"}],
    }  # fmt: skip
    page, read = _read_back(document)
    assert read.text == page.text
    assert read.links == page.links
    assert not read.tags.keys() - {"h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "em", "strong", "code", "br"}
    assert read.tags["h2"] == page.tags["h2"]


def test_is_laid_out_for_people_who_read_it_as_text() -> None:
    text = RENDERER.markdown(guide_of(SMALL))
    assert text.startswith(f"# {SMALL['title']}\n\n{SMALL['summary']}\n\n")
    assert text.endswith(f"\n\n{URL}\n")
    assert f"- [Open timetables (national file)]({URL}#resource-open-timetables) · Transport Data Office · " in text
    assert "- [First maps](https://books.example.org/first-maps?edition=2)\n\n  Kerbside Press · Ines Valdez" in text
    assert "2. Weeks 1–10 · 10 weeks\n\n   **Draw**\n\n   Needs nothing before it" in text
    assert "   - Work through First maps with QGIS.\n   - Draw the stops around your home.\n" in text
    assert "\n- **Bus Driver:** ISCO-08 8331, SOC 2020 (UK) 8212\n" in text
    assert "town on paper: counts" in text
    assert "is *always* late" in text
    assert not re.search(r"[ \t]$|\n\n\n|\\[.,:–(%]", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>", "- a\n\n* b\n\n- c"),
        ("<ol><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n\n   - b\n\n2. c"),
        ("<p>a<br>1. b<br>\n12) c<br></p>", "a\\\n1\\. b\\\n12\\) c"),
        ("<dl><dt>Price</dt><dd><p>Free</p><p>Now</p></dd></dl>", "- **Price:** Free\n\n  Now"),
        ("<p><code>a `b` *</code> <code>`</code></p>", "``a `b` *`` `` ` ``"),
        ("<p><em>a</em><em>b</em> <strong>c <em>d</em></strong></p>", "ab **c d**"),
        ("<p>Wow!<a href='https://a.example.org'>x</a></p>".replace("'", '"'), "Wow\\![x](https://a.example.org)"),
        ("<p>snake_case _x_ R&amp;D &amp;amp; 7.40 a-b</p>", "snake_case \\_x\\_ R&D \\&amp; 7.40 a-b"),
        ("<ul></ul><p></p><h2> </h2><ul><li></li></ul>", ""),
    ],
)
def test_writes_each_piece_as_commonmark(html: str, text: str) -> None:
    assert markdown("T", html, url="u") == f"# T\n\n{text}\n\nu\n".replace("\n\n\n\n", "\n\n")


class _Piece(Shape):
    id = Slug("Id")
    title = Line("Title", max_length=80)


def test_a_section_that_was_only_declared_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GuideContent._declared_fields, "portfolio", Items("Portfolio pieces", _Piece))
    text = RENDERER.markdown(guide_of({**SMALL, "portfolio": [{"id": "p", "title": "Depot map"}]}))
    assert "## Portfolio pieces\n\n- **Depot map**\n" in text
