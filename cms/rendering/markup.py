"""An author's text to safe HTML: plain text escaped, inline Markdown where a kind allows it.

Only emphasis, links and code are marks. Everything else an author types is prose and stays to the letter: no HTML, no
entities, no backslash escapes, no lists; an asterisk between letters or digits ("4*5") is not a mark.
"""

import re
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize
from markupsafe import Markup, escape

from cms.content.web_addresses import is_web_address

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_TAGS = {"em", "strong", "a", "code", "br"}
_MARKS = re.compile(r"[*_`\[\n]")  # what the parser could make something of; a line end sheds the spaces around it
_INSIDE_A_WORD = re.compile(r"[A-Za-z0-9]\*+[A-Za-z0-9]")


def _emphasis(state: StateInline, silent: bool) -> bool:
    """markdown-it's own rule, except that asterisks inside a Latin word or number are text."""
    inside = _INSIDE_A_WORD.match(state.src, max(state.pos - 1, 0)) if state.src[state.pos] == "*" else None
    if inside is None or silent:
        return tokenize(state, silent)
    asterisks = inside[0][1:-1]
    state.pending += asterisks
    state.pos += len(asterisks)
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True, "html": False}).enable(["emphasis", "link", "backticks", "newline"])
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.validateLink = is_web_address  # type: ignore[assignment, method-assign]
    return parser


_MARKDOWN = _parser()
_CLEANER = nh3.Cleaner(
    tags=_TAGS, attributes={"a": {"href", "title"}}, url_schemes={"http", "https"}, link_rel="noopener"
)


def inline(text: str, *, marks: bool) -> Markup:
    """`text` as phrasing content; line ends become <br>. marks: whether inline Markdown is read."""
    if not _MARKS.search(text):
        return escape(text)
    if not marks:
        return Markup("<br>\n").join(text.split("\n"))
    return Markup(_CLEANER.clean(_MARKDOWN.renderInline(text)))  # noqa: S704  # cleaned in this line


def said(value: Any) -> str:
    """`value` as it stands in a page: escaped, unless it is Markup, or says nothing that would be. What most texts are
    need not be made into Markup first.
    """
    kind = type(value)
    return value if kind is Markup or (kind is str and not _is_special(value)) else escape(value)


def _is_special(text: str) -> bool:
    """Each of them by itself: nothing that looks for all at once is as fast."""
    return "<" in text or "&" in text or "'" in text or '"' in text or ">" in text


def paragraphs(text: str) -> list[str]:
    """The parts of `text` between blank lines."""
    return _PARAGRAPH.split(text)


def link(text: Markup | str, url: str | None) -> Markup:
    """`text` as a link to another site, or alone when `url` is not a safe web address."""
    if not url or not is_web_address(url):
        return escape(text)
    return Markup(f'<a href="{said(url)}" rel="noopener">{said(text)}</a>')  # noqa: S704  # both escaped
