"""The roadmap as a picture: when each step runs, on an axis of weeks. Numbers and words; a template draws them.

Places along the axis are shares of its length, so that the picture fits a phone and a desk alike and its letters keep
their size: `templates/public/parts/chart.html`.
"""

from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

from cms.content.document import Document
from cms.rendering.phrases import Phrases

AXIS, ROW = 24, 46  # heights in pixels
_LABEL_WIDTH = 40  # in Latin letters: what stands beside a number on a phone
_TICKS = 6
_EVERY = (1, 2, 4, 8, 13, 26, 52)  # weeks between two ticks; above, whole years


@dataclass(frozen=True)
class Bar:
    """One step. start, width: shares of the axis, from the page's left. weeks: “7–10”, "" for one without a length."""

    label: str
    weeks: str
    start: str
    width: str
    top: int


@dataclass(frozen=True)
class Tick:
    """A line across the picture after so many weeks. anchor: how its number stands to it, in the page's direction."""

    week: int
    at: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    """told: the same in words, a phrase for each step."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    told: str

    @property
    def height(self) -> int:
        return AXIS + ROW * len(self.bars)


def roadmap_chart(document: Document, phrases: Phrases, *, right_to_left: bool) -> Chart | None:
    """None while fewer than two steps have a length: then there is nothing to compare."""
    numbers = phrases.weeks
    if sum(one is not None for one in numbers) < 2:
        return None
    total = float(max(end for _, end in phrases.spans))
    bars, told = [], []
    for index, step in enumerate(document["roadmap"]):
        start, end = (float(week) for week in phrases.spans[index])
        label = f"{index + 1}. {_shortened(step.get('title', ''))}".rstrip()
        weeks = "–".join(str(number) for number in dict.fromkeys(numbers[index] or ()))
        left = total - end if right_to_left else start
        bars.append(Bar(label, weeks, _share(left / total), _share((end - start) / total), AXIS + ROW * index))
        told.append(", ".join(part for part in (label, phrases.step_weeks(index).striptags()) if part))
    return Chart(tuple(bars), tuple(_ticks(total, right_to_left=right_to_left)), "; ".join(told))


def _ticks(total: float, *, right_to_left: bool) -> list[Tick]:
    year = _EVERY[-1]
    every = next((weeks for weeks in _EVERY if total / weeks <= _TICKS), year * ceil(total / _TICKS / year))
    ticks = []
    for week in range(0, int(total) + 1, every):
        anchor = "start" if week == 0 else "end" if week > 0.95 * total else "middle"
        ticks.append(Tick(week, _share((total - week if right_to_left else week) / total), anchor))
    return ticks


def _share(of_the_whole: float) -> str:
    return f"{round(100 * of_the_whole, 2):g}%"


def _shortened(text: str) -> str:
    """`text`, cut at a word's end where it would leave a phone's screen. East Asian letters take twice the room."""
    room, cut = _LABEL_WIDTH, len(text)
    for place, letter in enumerate(text):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            cut = place
            break
    if cut == len(text):
        return text
    kept = text[:cut]
    return f"{kept.rpartition(' ')[0] or kept}…"
