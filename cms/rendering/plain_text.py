"""An article's HTML as plain text: headings and paragraphs apart by a blank line, list items on lines of their own."""

import re

from cms.rendering.reader import Reader

_APART = {"h2", "h3", "h4", "p", "ul", "ol", "dl", "blockquote", "section", "article", "div"}
_LINES = {"li", "dt", "dd", "br"}
_ROWS = {"li", "dd"}
_BLANKS = re.compile(r"\s+")


def plain_text(html: str, *, own_url: str) -> str:
    """The text of `html`. A link to anywhere but `own_url` is followed by its address in brackets."""
    reader = _Text(own_url)
    reader.read(html)
    text = re.sub(r"[ \t]+", " ", "".join(reader.parts))
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


class _Text(Reader):
    def __init__(self, own_url: str) -> None:
        self.parts: list[str] = []
        self._own_url = own_url
        self._counters: list[int | None] = []  # one per open list; None for a list without numbers
        self._links: list[str] = []
        self._lines_due = 0
        self._fresh = False  # right after the mark of a list item, or a label: a block here opens no new line

    def start(self, tag: str, href: str) -> None:
        if tag in ("ul", "ol"):
            self._break(1 if self._counters else 2)
            self._counters.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._break(1)
            self._add(self._mark())
            self._fresh = True
        elif tag == "dd":
            self._fresh = True
        elif tag == "a":
            self._links.append(href)
        elif tag in _APART:
            self._break(1 if self._counters and tag != "h2" else 2)
        elif tag in _LINES:
            self._break(1)

    def end(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._counters.pop()
            self._break(1 if self._counters else 2)
        elif tag == "a":
            url = self._links.pop()
            if url and not url.startswith(self._own_url):
                self._add(f" ({url})")
        elif tag == "dt":
            self._add(": ")
        elif tag in _APART:
            self._break(1 if self._counters else 2)
        elif tag in _ROWS:
            self._fresh = False
            self._break(1)

    def say(self, text: str) -> None:
        text = _BLANKS.sub(" ", text)
        if text.strip() or (text and not self._lines_due):
            self._add(text)

    def _mark(self) -> str:
        if not self._counters or self._counters[-1] is None:
            return "• " if len(self._counters) < 2 else "– "
        self._counters[-1] += 1
        return f"{self._counters[-1]}. "

    def _add(self, text: str) -> None:
        self.parts.append("\n" * self._lines_due + text)
        self._lines_due = 0
        if text.strip():
            self._fresh = False

    def _break(self, lines: int) -> None:
        if not self._fresh:
            self._lines_due = max(self._lines_due, lines)
