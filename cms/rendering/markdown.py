"""An article's HTML as CommonMark: what stands on the page stands here too, whoever declared it.

Authors' words are escaped wherever Markdown would read a mark in them, so no HTML comes out of them, and no list,
heading or link that was not on the page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import punctuation
from typing import NamedTuple

from cms.rendering.reader import Reader

MEDIA_TYPE = "text/markdown"

_BREAK = "\\\n"
_APART = f" \n{punctuation}"
_LABEL_END = ":** "
_EMPHASIS = {"em": "*", "strong": "**"}
_LEVELS = {"h2": "##", "h3": "###", "h4": "####"}
_BLOCKS = {"p", "section", "article", "div", "blockquote"}
_BULLETS = {"ul": ("- ", "* "), "dl": ("- ", "* "), "ol": ("{}. ", "{}) ")}
_SPACES = re.compile(r"[ \t\r\n\f]+")
# One underscore inside a word is no mark, an ampersand only before what may be an entity; "!" could meet a link's "[".
_MARKS = re.compile(r"[\\`*\[\]<~|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|!\Z")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_MARKS = re.compile(  # at the beginning of a line: a list, a quotation, a heading, a rule
    r"^(\d{1,9}(?=[.)](?:\s|$))|(?=>|[-+](?:\s|$)|-[- ]*$|=+\s*$|#{1,6}(?:\s|$)))", re.MULTILINE
)
_LAST_HASHES = re.compile(r"#+\Z")  # behind a heading they would close it


def markdown(title: str, html: str, *, url: str) -> str:
    """`title` as heading, the article of `html`, and `url`, where the guide lives, as the last line."""
    reader = _Blocks()
    reader.read(html)
    return "\n\n".join([f"# {_heading(_escaped(title))}", *reader.finished(), url]) + "\n"


@dataclass
class _Box:
    """What holds blocks: the whole text, or one item of a list. bullet: of the list that came last, if one did."""

    blocks: list[str] = field(default_factory=list)
    bullet: str = ""


@dataclass
class _List:
    tag: str
    items: list[list[str]] = field(default_factory=list)


class _Mark(NamedTuple):
    """Where emphasis begins or ends."""

    sign: str
    opens: bool


class _Blocks(Reader):
    def __init__(self) -> None:
        self._boxes = [_Box()]
        self._lists: list[_List] = []
        self._line: list[str | _Mark] = []  # the block that is open
        self._links: list[str] = []
        self._in_code = False

    def finished(self) -> list[str]:
        self._end_block()
        return self._boxes[0].blocks

    def start(self, tag: str, href: str) -> None:
        if tag in _BULLETS:
            self._end_block()
            self._lists.append(_List(tag))
        elif tag in ("li", "dt"):
            self._end_block()
            self._boxes.append(_Box())
        elif tag in _LEVELS or (tag in _BLOCKS and not self._after_label()):
            self._end_block()
        elif tag == "a":
            self._links.append(href)
            self._line.append("[" if href else "")
        elif tag in _EMPHASIS:
            self._line.append(_Mark(_EMPHASIS[tag], opens=True))
        elif tag == "code":
            self._in_code = True
        elif tag == "br":
            self._line.append(_BREAK)

    def end(self, tag: str) -> None:
        if tag in _BULLETS:
            self._end_block()
            self._add_list(self._lists.pop())
        elif tag in ("li", "dd"):
            self._end_block()
            self._lists[-1].items.append(self._boxes.pop().blocks)
        elif tag == "dt":
            self._line = [f"**{_joined(self._line).strip()}{_LABEL_END}"]
        elif tag in _LEVELS:
            said = _heading(_joined(self._line).replace(_BREAK, " "))
            self._line = []
            if said:
                self._add(f"**{said}**" if self._lists else f"{_LEVELS[tag]} {said}")
        elif tag in _BLOCKS:
            self._end_block()
        elif tag == "a":
            href = self._links.pop()
            self._line.append(f"]({_destination(href)})" if href else "")
        elif tag in _EMPHASIS:
            self._line.append(_Mark(_EMPHASIS[tag], opens=False))
        elif tag == "code":
            self._in_code = False

    def say(self, text: str) -> None:
        text = _SPACES.sub(" ", text)
        last = self._line[-1] if self._line else " "
        if isinstance(last, str) and last.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            self._line.append(_code(text) if self._in_code else _escaped(text))

    def _after_label(self) -> bool:
        """Whether the line holds no more than the label of a pair, whose value goes on beside it."""
        return len(self._line) == 1 and str(self._line[0]).endswith(_LABEL_END)

    def _end_block(self) -> None:
        while self._line and self._line[-1] in (_BREAK, " ", ""):
            self._line.pop()
        lines = "\n".join(line.strip() for line in _joined(self._line).split("\n")).strip()
        self._line = []
        if lines:
            self._add(_LINE_MARKS.sub(r"\1\\", lines))

    def _add(self, block: str) -> None:
        box = self._boxes[-1]
        box.blocks.append(block)
        box.bullet = ""

    def _add_list(self, rows: _List) -> None:
        """Items of several blocks stand apart. A list right after another has other marks, or both would be one."""
        first, other = _BULLETS[rows.tag]
        bullet = other if self._boxes[-1].bullet == first else first
        items = [blocks for blocks in rows.items if blocks]
        if items:
            said = (_item(bullet.format(number), blocks) for number, blocks in enumerate(items, 1))
            self._add(("\n\n" if any(len(blocks) > 1 for blocks in items) else "\n").join(said))
            self._boxes[-1].bullet = bullet


def _joined(parts: Sequence[str | _Mark]) -> str:
    """The text of a block. Emphasis is marked where no reader of Markdown could take its marks for anything else:
    outside other emphasis, touching no other marks. Elsewhere its words stand plain.
    """
    said = ["" if isinstance(part, _Mark) else part for part in parts]
    depth = start = 0
    for index, part in enumerate(parts):
        if isinstance(part, _Mark):
            depth += 1 if part.opens else -1
            if part.opens and depth == 1:
                start = index
            elif depth == 0 and _is_clear(parts, start, index):
                said[start] = said[index] = part.sign
    return "".join(said)


def _is_clear(parts: Sequence[str | _Mark], start: int, end: int) -> bool:
    """Whether marks around what stands between `start` and `end` open and close (CommonMark 0.31, §6.2)."""
    before, after = parts[start - 1] if start else " ", parts[end + 1] if end + 1 < len(parts) else " "
    words = "".join(part for part in parts[start + 1 : end] if isinstance(part, str))
    if isinstance(before, _Mark) or isinstance(after, _Mark) or not words or words != words.strip():
        return False
    return (words[:1].isalnum() or before[-1:] in _APART) and (words[-1:].isalnum() or after[:1] in _APART)


def _item(mark: str, blocks: list[str]) -> str:
    return mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), "\n\n".join(blocks))


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _heading(text: str) -> str:
    """Escaped text as the words of a heading, which is one line."""
    return _LAST_HASHES.sub(r"\\\g<0>", _SPACES.sub(" ", text).strip())


def _code(text: str) -> str:
    """Nothing is escaped inside code: its fence is longer than any run of backticks in it."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _destination(url: str) -> str:
    """The address of a link. It has no blanks and no angle brackets, or it would not be a link on the page."""
    plain = _ENTITY.sub(r"\&", url)
    return f"<{plain}>" if "(" in url or ")" in url else plain
