"""The picture that stands for a guide where a link to it is shown: the way, the title, three or four facts."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from markupsafe import Markup
from PIL import Image, ImageColor, ImageDraw

from cms.content.words import DIFFICULTY, LEVEL
from cms.rendering import urls
from cms.rendering.formats import Formats
from cms.rendering.lettering import SHAPES, Direction, Lettering, fitted, line_height
from cms.rendering.published import PublishedGuide, Site
from cms.rendering.words import Words

MEDIA_TYPE = "image/png"
WIDTH, HEIGHT = urls.CARD_SIZE

# As in the style sheet of the public pages.
_PAPER, _TINT, _INK, _SOFT, _LINE, _ACCENT = "#ffffff", "#f6f3ec", "#1c2430", "#525d6a", "#dcd6c9", "#0b5a5e"
_EDGE = 72
_INSIDE = WIDTH - 2 * _EDGE
_ROLES_TOP, _BAND_TOP, _FACTS_TOP = 136, 420, 458
_ARROW = 88  # its width with the room around it
_CHIP, _CHIP_SIDE = 60, 26
_SMOOTH = 4  # how much larger round shapes are drawn before they are made small again


def card(guide: PublishedGuide, site: Site) -> bytes:
    """A PNG of 1200 × 630. It depends on the document and the site alone."""
    kicker = Words(guide.language).plain("Career pathway")
    picture = _Card("rtl" if guide.direction == "rtl" else "ltr")
    picture.head(site.name, kicker)
    roles = [guide.document.get(end, {}).get("label", "") for end in ("from_role", "to_role")]
    end = picture.roles([label for label in roles if label])
    picture.title((guide.title, kicker), top=end)
    picture.facts(_facts(guide))
    return picture.png()


def _facts(guide: PublishedGuide) -> list[tuple[str, str]]:
    """Label and value, plain; what the document does not say is left out."""
    document, words = guide.document, Words(guide.language)
    formats = Formats(guide.language, words)
    change, demand = document.get("salary_change", {}), document.get("demand", {})
    told: list[tuple[str, Any]] = [
        ("Difficulty", words.plain(DIFFICULTY.get(document.get("difficulty", ""), ""))),
        ("Timeline", formats.duration(document.get("timeline"))),
        ("Salary change", formats.percents(change.get("min_percent"), change.get("max_percent"))),
        ("Demand", words.plain(LEVEL.get(demand.get("level", ""), ""))),
    ]
    return [(words.plain(label), Markup(value).striptags()) for label, value in told if value]  # noqa: S704  # our words


class _Card:
    """Positions are given as in a left-to-right card; `_left` mirrors them."""

    def __init__(self, direction: Direction) -> None:
        self._direction = direction
        self._image = Image.new("RGB", (WIDTH, HEIGHT), _TINT)
        self._draw = ImageDraw.Draw(self._image)
        self._draw.rectangle((0, _BAND_TOP, WIDTH, HEIGHT), fill=_PAPER)
        self._draw.line((0, _BAND_TOP, WIDTH, _BAND_TOP), fill=_LINE, width=2)

    def head(self, name: str, kicker: str) -> None:
        """The site at one side, what it offers at the other."""
        icon, middle = _icon(), 76
        self._image.paste(icon, (self._left(_EDGE, icon.width), middle - icon.height // 2), icon)
        if said := self._fitted(name, width=_INSIDE // 2, sizes=(28, 24, 20)):
            self._write(said, _EDGE + icon.width + 16, middle, _INK)
        if said := self._fitted(kicker, width=_INSIDE // 3, sizes=(24, 20), weight=500):
            self._write(said, WIDTH - _EDGE - said.width, middle, _SOFT)

    def roles(self, labels: Sequence[str]) -> int:
        """The chips with an arrow between them, beside each other or one below the other. Returns where they end."""
        row = self._row(labels, sizes=(32, 28, 25))
        stacked = None if row else [self._fitted(one, width=_INSIDE - 140, sizes=(25, 22)) for one in labels]
        x, top, end = _EDGE, _ROLES_TOP, _ROLES_TOP
        for number, said in enumerate(said for said in row or stacked or () if said):
            if number and stacked:
                x, top = _EDGE, top + _CHIP + 8
            if number:
                self._arrow(x, top + _CHIP // 2)
                x += _ARROW
            self._chip(said, x, top, strong=number == len(labels) - 1)
            x, end = x + said.width + 2 * _CHIP_SIDE, top + _CHIP
        return end

    def title(self, texts: Sequence[str], *, top: int) -> None:
        """The first of `texts` that can be drawn, in the middle between the chips and the facts."""
        room = _BAND_TOP - top
        sizes = (60, 56, 52, 48, 44, 40, 36, 32, 29)
        fitting = (self._fitted(text, width=_INSIDE, height=room - 40, sizes=sizes, weight=700) for text in texts)
        if said := next((one for one in fitting if one), None):
            step = line_height(said.font.size)
            self._write(said, _EDGE, top + (room - step * (len(said.lines) - 1)) // 2, _INK)

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        gap = 32
        width = (_INSIDE - 3 * gap) // 4
        for number, (label, value) in enumerate(facts):
            x = _EDGE + number * (width + gap)
            left = self._left(x, width)
            self._draw.rectangle((left, _FACTS_TOP, left + width, _FACTS_TOP + 4), fill=_ACCENT)
            if said := self._fitted(label, width=width, sizes=(24, 21, 18), weight=500):
                self._write(said, x, _FACTS_TOP + 42, _SOFT)
            if said := self._fitted(value, width=width, height=80, sizes=(34, 31, 28, 25, 22), weight=700):
                self._write(said, x, _FACTS_TOP + 88, _INK)

    def png(self) -> bytes:
        """In the few colours there are, which are found much sooner than a palette is made for each picture."""
        out = BytesIO()
        self._image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
        return out.getvalue()

    def _left(self, x: int, width: int) -> int:
        return x if self._direction == "ltr" else WIDTH - x - width

    def _fitted(
        self, text: str, *, width: int, sizes: Sequence[int], weight: int = 600, height: int = 0
    ) -> Lettering | None:
        return fitted(text, width=width, height=height, sizes=sizes, weight=weight, direction=self._direction)

    def _row(self, labels: Sequence[str], sizes: Sequence[int]) -> list[Lettering] | None:
        """All labels at the first size at which they stand beside each other; None when they never do."""
        for size in sizes:
            said = [one for label in labels if (one := self._fitted(label, width=2 * WIDTH, sizes=(size,)))]
            if sum(one.width + 2 * _CHIP_SIDE for one in said) + _ARROW * (len(said) - 1) <= _INSIDE:
                return said
        return None

    def _write(self, said: Lettering, x: int, middle: int, fill: str) -> None:
        """The lines of `said` from `x` on; the first with the middle of its letters at the height `middle`."""
        rtl = self._direction == "rtl"
        for number, line in enumerate(said.lines):
            place = (WIDTH - x if rtl else x, middle + number * line_height(said.font.size))
            self._draw.text(
                place, line, font=said.font, fill=fill, anchor="rm" if rtl else "lm",
                direction=said.direction if SHAPES else None,
            )  # fmt: skip

    def _chip(self, said: Lettering, x: int, top: int, *, strong: bool) -> None:
        width, height = said.width + 2 * _CHIP_SIDE, _CHIP
        left = self._left(x, width)
        self._image.paste(_ACCENT, (left, top), _pill(width, height))
        if not strong:
            self._image.paste(_PAPER, (left + 2, top + 2), _pill(width - 4, height - 4))
        self._write(said, x + _CHIP_SIDE, top + height // 2, _PAPER if strong else _ACCENT)

    def _arrow(self, x: int, middle: int) -> None:
        """Drawn, for neither font has one. It points to where reading goes on."""
        mask = Image.new("L", (_ARROW * _SMOOTH, 24 * _SMOOTH))
        ImageDraw.Draw(mask).line(
            [(at * _SMOOTH, y * _SMOOTH) for at, y in ((23, 12), (65, 12), (55, 2), (65, 12), (55, 22))],
            fill=255, width=3 * _SMOOTH, joint="curve",
        )  # fmt: skip
        mask = mask.reduce(_SMOOTH)
        if self._direction == "rtl":
            mask = mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        self._image.paste(_SOFT, (self._left(x, _ARROW), middle - 12), mask)


def _pill(width: int, height: int) -> Image.Image:
    mask = Image.new("L", (width * _SMOOTH, height * _SMOOTH))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *(end - 1 for end in mask.size)), mask.height // 2, fill=255)
    return mask.reduce(_SMOOTH)


@cache
def _icon() -> Image.Image:
    """The site's mark, from the file that the feed names."""
    with Image.open(urls.STYLE_SHEET.with_name(Path(urls.FEED_ICON).name)) as icon:
        return icon.convert("RGBA").resize((48, 48), Image.Resampling.LANCZOS)


@cache
def _palette() -> Image.Image:
    """Every colour of a card, and the steps between those that meet at the edge of a letter."""
    amber = "#f2c879"  # in the mark
    meeting = [
        (_INK, _TINT), (_INK, _PAPER), (_SOFT, _TINT), (_SOFT, _PAPER), (_ACCENT, _TINT), (_ACCENT, _PAPER),
        (_ACCENT, amber), (amber, _PAPER), (_LINE, _LINE),
    ]  # fmt: skip
    colours: list[int] = []
    for one, other in meeting:
        ends = ImageColor.getrgb(one)[:3], ImageColor.getrgb(other)[:3]
        colours += [round(a + (b - a) * step / 11) for step in range(12) for a, b in zip(*ends, strict=True)]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette
