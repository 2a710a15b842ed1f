"""Words as a picture shows them: a font that has the letters, cut and shrunk until they fit.

Arabic is joined and set from right to left by libraqm, where Pillow finds it. Letters that no font of ours can draw
are left out, and a text that would lose much by that is left out whole: boxes tell nobody anything.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import ImageFont, features

Direction = Literal["ltr", "rtl"]

SHAPES = features.check("raqm")
_FONTS = tuple(
    Path(str(files(package).joinpath("files", name)))
    for package, name in (
        ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
        ("fontpkg_noto_kufi_arabic", "NotoKufiArabic[wght].ttf"),
    )
)
_NOT_DRAWN = "\uffff"  # no font has it: what is drawn for it stands for every letter that is missing
_PROBE_SIZE = 16
_LEAST_KEPT = 0.7  # of the letters, or the text is left out
_ROUNDING = 0.02  # words are measured once, at the largest size: other sizes round their letters otherwise
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Lettering:
    """One line or several, in one font."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    direction: Direction

    @property
    def width(self) -> int:
        return int(max(_width(line, self.font, self.direction) for line in self.lines)) + 1


def fitted(
    text: str, *, width: int, height: int, sizes: Sequence[int], weight: int, direction: Direction
) -> Lettering | None:
    """`text` in the largest of `sizes` (descending, pixels) at which it fits without a word cut; else cut short.

    None when nothing of it can be drawn. One line is always shown, however low the box. direction: for texts without
    letters; others run as their first letter does.
    """
    path, words = _drawable(text)
    if path is None:
        return None
    direction = _direction(text) or direction
    largest = _font(path, weight, sizes[0])
    widths, space = [_width(word, largest, direction) for word in words], _width(" ", largest, direction)
    for size in sizes:
        font, most = _font(path, weight, size), max(1, height // line_height(size))
        room = width * sizes[0] / size * (1 - _ROUNDING)
        lines = _lines(widths, space, room)
        if len(lines) <= most and max(line.width for line in lines) <= room:
            balanced = _balanced(widths, space, lines, room)
            return Lettering(tuple(" ".join(words[one.first : one.end]) for one in balanced), font, direction)
    kept = [*lines[: most - 1], _Line(lines[most - 1].first, len(words), 0)] if len(lines) >= most else lines
    said = (_cut(" ".join(words[one.first : one.end]), font, width, direction) for one in kept)
    return Lettering(tuple(said), font, direction)


def line_height(size: float) -> int:
    return int(size * 1.24)


class _Line(NamedTuple):
    """Which words stand on a line, and how long it is."""

    first: int
    end: int
    width: float


def _lines(widths: Sequence[float], space: float, room: float) -> list[_Line]:
    lines = [_Line(0, 1, widths[0])]
    for index, width in enumerate(widths[1:], 1):
        line = lines[-1]
        if line.width + space + width <= room:
            lines[-1] = _Line(line.first, index + 1, line.width + space + width)
        else:
            lines.append(_Line(index, index + 1, width))
    return lines


def _balanced(widths: Sequence[float], space: float, lines: list[_Line], room: float) -> list[_Line]:
    """As many lines, of about the same length: no last word stands alone."""
    too_narrow, enough = 0.0, room
    while enough - too_narrow > room / 50:
        middle = (too_narrow + enough) / 2
        tried = _lines(widths, space, middle)
        if len(tried) == len(lines) and max(line.width for line in tried) <= middle:
            lines, enough = tried, middle
        else:
            too_narrow = middle
    return lines


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int, direction: Direction) -> str:
    """The beginning of `line` that fits, found by halving, with dots for the rest."""
    if _width(line, font, direction) <= width:
        return line
    fits, too_long = 0, min(len(line), width)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if _width(line[:middle].rstrip() + _ELLIPSIS, font, direction) <= width:
            fits = middle
        else:
            too_long = middle
    return line[:fits].rstrip() + _ELLIPSIS


def _width(text: str, font: ImageFont.FreeTypeFont, direction: Direction) -> float:
    return font.getlength(text, direction=direction if SHAPES else None)


def _direction(text: str) -> Direction | None:
    found: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
    classes = (unicodedata.bidirectional(one) for one in text if one.isalpha())
    return next((found[one] for one in classes if one in found), None)


def _drawable(text: str) -> tuple[Path | None, list[str]]:
    """The font that has most of the letters, and the words with the letters it has."""
    letters = [one for one in text if not one.isspace()]
    if not letters:
        return None, []
    missing = {path: sum(not _has(path, one) for one in letters) for path in _FONTS}
    path = min(_FONTS, key=missing.__getitem__)
    if missing[path] > len(letters) * (1 - _LEAST_KEPT):
        return None, []
    words = "".join(one for one in text if one.isspace() or _has(path, one)).split()
    return (path, words) if words else (None, [])


@lru_cache(maxsize=4096)
def _has(path: Path, character: str) -> bool:
    if not SHAPES and unicodedata.bidirectional(character) in ("R", "AL"):
        return False
    return _drawn(path, character) != _drawn(path, _NOT_DRAWN)


def _drawn(path: Path, character: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(path, 400, _PROBE_SIZE).getmask(character)
    return mask.size, bytes(mask)


@lru_cache(maxsize=64)
def _font(path: Path, weight: int, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, size)
    font.set_variation_by_axes(
        [weight if axis["name"] == b"Weight" else axis["default"] or 0 for axis in font.get_variation_axes()]
    )
    return font
