"""The picture of the roadmap: bars where the steps run, ticks that suit its length, and the same in words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.content import Document
from cms.rendering.article import Article
from cms.rendering.environment import PublicTemplates
from cms.rendering.roadmap_chart import AXIS, ROW, Chart, roadmap_chart
from cms.rendering.words import Words
from tests.rendering.support import RENDERER, ROOT, elements, guide_of
from tests.support.documents import SMALL

TEMPLATES = PublicTemplates(ROOT / "templates")


def chart_of(document: Document, *, right_to_left: bool = False) -> Chart | None:
    article = Article(document, Words(document.get("language", "en")), TEMPLATES)
    return roadmap_chart(document, article.phrases, right_to_left=right_to_left)


def drawn(*lengths: float, **first: Any) -> Chart:
    steps = [
        {
            "id": f"step-{n}",
            "title": f"Step {n}",
            "duration": {"value": value, "unit": "week"},
            **(first if n == 1 else {}),
        }
        for n, value in enumerate(lengths, 1)
    ]
    chart = chart_of({"language": "en", "roadmap": steps})
    assert chart
    return chart


def test_steps_follow_each_other_and_run_side_by_side() -> None:
    chart = chart_of(SMALL)
    assert chart
    assert [(bar.label, bar.weeks) for bar in chart.bars] == [
        ("1. Count and read", "1–12"), ("2. Draw", "1–10"), ("3. Present and apply", "13–21"),
    ]  # fmt: skip
    assert [(bar.start, bar.width) for bar in chart.bars] == [("0%", "58.06%"), ("0%", "48.39%"), ("58.06%", "41.94%")]
    assert [bar.top for bar in chart.bars] == [AXIS, AXIS + ROW, AXIS + 2 * ROW]
    assert chart.height == AXIS + 3 * ROW
    assert chart.told == "1. Count and read, Weeks 1–12; 2. Draw, Weeks 1–10; 3. Present and apply, Weeks 13–21"


def test_right_to_left_is_a_mirror() -> None:
    chart = chart_of(SMALL, right_to_left=True)
    assert chart
    assert [(bar.start, bar.width) for bar in chart.bars] == [
        ("41.94%", "58.06%"),
        ("51.61%", "48.39%"),
        ("0%", "41.94%"),
    ]
    assert chart.ticks[0].at == "100%"


@pytest.mark.parametrize(
    ("weeks", "ticks"),
    [
        (6, [0, 1, 2, 3, 4, 5, 6]), (7, [0, 2, 4, 6]), (20, [0, 4, 8, 12, 16, 20]), (40, [0, 8, 16, 24, 32, 40]),
        (52, [0, 13, 26, 39, 52]), (156, [0, 26, 52, 78, 104, 130, 156]), (4160, [0, 728, 1456, 2184, 2912, 3640]),
    ],
)  # fmt: skip
def test_ticks_are_few_and_round(weeks: int, ticks: list[int]) -> None:
    assert [tick.week for tick in drawn(weeks / 2, weeks / 2).ticks] == ticks


def test_last_number_stays_inside_the_picture() -> None:
    assert [tick.anchor for tick in drawn(10, 10).ticks] == ["start", "middle", "middle", "middle", "middle", "end"]


@pytest.mark.parametrize("lengths", [(), (3,), (3, 0), (0, 0)])
def test_there_is_no_picture_of_less_than_two_steps(lengths: tuple[float, ...]) -> None:
    steps = [{"id": f"s{n}", "duration": {"value": value, "unit": "week"}} for n, value in enumerate(lengths)]
    assert chart_of({"language": "en", "roadmap": steps}) is None
    assert chart_of({"language": "en"}) is None


def test_step_without_a_length_has_a_row_and_no_bar() -> None:
    middle = drawn(2, 0, 2).bars[1]
    assert (middle.label, middle.weeks) == ("2. Step 2", "")
    page = RENDERER.page(guide_of({**SMALL, "roadmap": [*SMALL["roadmap"], {"id": "x"}]}))
    assert page.count("<rect class=") == page.count("<rect x=") == 3


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("A title of some words that will not fit on a phone", "1. A title of some words that will not fit…"),
        ("Donaudampfschifffahrtsgesellschaftskapitänsprüfung", "1. Donaudampfschifffahrtsgesellschaftskapit…"),
        ("学" * 30, "1. " + "学" * 20 + "…"),
        ("Just as long as there is room for, is it", "1. Just as long as there is room for, is it"),
        ("", "1."),
    ],
)  # fmt: skip
def test_label_fits_a_phone(title: str, label: str) -> None:
    assert drawn(1, 1, title=title).bars[0].label == label


@given(st.lists(st.floats(0.1, 260), min_size=2, max_size=16), st.booleans())
def test_bars_lie_on_the_axis(lengths: list[float], right_to_left: bool) -> None:
    steps = [{"id": f"s{n}", "duration": {"value": value, "unit": "week"}} for n, value in enumerate(lengths)]
    chart = chart_of({"language": "en", "roadmap": steps}, right_to_left=right_to_left)
    assert chart
    spans = [(float(bar.start[:-1]), float(bar.start[:-1]) + float(bar.width[:-1])) for bar in chart.bars]
    assert min(start for start, _ in spans) == pytest.approx(0, abs=0.02)
    assert max(end for _, end in spans) == pytest.approx(100, abs=0.02)
    assert 1 <= len(chart.ticks) <= 8


def test_picture_says_in_words_what_it_shows() -> None:
    found = list(elements(RENDERER.page(guide_of(SMALL))))
    [svg] = [one for one in found if one.tag.endswith("}svg")]
    assert (svg.get("role"), svg.get("width"), svg.get("height")) == ("img", "100%", str(AXIS + 3 * ROW))
    assert svg.get("aria-label") == f"When each step runs, in weeks: {chart_of(SMALL).told}"  # type: ignore[union-attr]


def test_picture_stays_out_of_the_article_that_feeds_carry() -> None:
    assert "When each step runs" not in RENDERER.content_html(guide_of(SMALL))
