"""The picture for links: the right size, in every script we have letters for, and never boxes."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops

from cms.rendering import Site
from cms.rendering.card import HEIGHT, WIDTH, card
from cms.rendering.lettering import SHAPES, fitted
from tests.rendering.support import NAMES, RENDERER, SITE, example, guide_of
from tests.support.documents import SMALL

ARABIC: dict[str, Any] = {
    "language": "ar",
    "title": "من معلّم مدرسة إلى مطوّر برمجيات (SQL) في 9 أشهر",
    "from_role": {"label": "معلّم مدرسة ابتدائية"},
    "to_role": {"label": "مطوّر برمجيات"},
}
LONG: dict[str, Any] = {
    "language": "de",
    "title": ("Donaudampfschifffahrtsgesellschaftskapitänsanwärterin " * 4)[:160],
    "from_role": {"label": "Grundschullehrkraft im Vorbereitungsdienst mit zwei Fächern und einer Klassenleitung"[:80]},
    "to_role": {"label": "M" * 80},
}


def _picture(**changes: Any) -> Image.Image:
    written = RENDERER.card(guide_of({**SMALL, **changes}))
    assert len(written) < 60_000
    picture = Image.open(BytesIO(written))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT)) == ("PNG", (1200, 630))
    return picture.convert("RGB")


def _differ(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return ImageChops.difference(one.crop(box), other.crop(box)).getbbox() is not None


OPENING, FACTS = (0, 110, WIDTH, 418), (0, 470, WIDTH, HEIGHT)


@pytest.mark.parametrize("name", NAMES)
def test_is_a_small_png_and_the_same_every_time(name: str) -> None:
    guide = guide_of(example(name))
    written = RENDERER.card(guide)
    assert written == RENDERER.card(guide_of(example(name), number=9, reviewed_on=None, translations=()))
    assert len(written) < 60_000
    assert Image.open(BytesIO(written)).size == (1200, 630)


def test_shows_roles_title_facts_and_whose_it_is() -> None:
    plain = _picture()
    assert _differ(plain, _picture(from_role={"label": "Baker"}), OPENING)
    assert _differ(plain, _picture(title="Another title"), OPENING)
    facts: list[dict[str, Any]] = [
        {"difficulty": "easy"}, {"timeline": {}}, {"salary_change": {}}, {"demand": {"level": "low"}},
    ]  # fmt: skip
    for fact in facts:
        changed = _picture(**fact)
        assert _differ(plain, changed, FACTS), fact
        assert not _differ(plain, changed, OPENING), fact
    guide = guide_of(SMALL)
    assert card(guide, SITE) != card(guide, Site("Another house", SITE.base_url))


@pytest.mark.parametrize("changes", [LONG, ARABIC, {**LONG, "title": "W" * 160}], ids=["long", "arabic", "one word"])
def test_nothing_is_written_over_the_edge_or_the_facts(changes: dict[str, Any]) -> None:
    picture, plain = _picture(**changes), _picture(title="", from_role={}, to_role={})
    for margin in ((0, 110, 70, 418), (WIDTH - 70, 110, WIDTH, 418), (0, 424, WIDTH, 456)):
        assert not _differ(picture, plain, margin), margin
    assert _differ(picture, plain, OPENING)


@pytest.mark.skipif(not SHAPES, reason="Pillow finds no libfribidi here")
def test_arabic_is_joined_and_runs_from_the_right() -> None:
    joined = fitted("مدرسة", width=900, height=0, sizes=(60,), weight=700, direction="rtl")
    apart = fitted("\u200c".join("مدرسة"), width=900, height=0, sizes=(60,), weight=700, direction="rtl")
    assert joined
    assert apart
    assert joined.direction == "rtl"
    assert joined.width < apart.width
    right, left = (WIDTH - 380, 140, WIDTH, 196), (0, 140, 380, 196)
    picture, nothing = _picture(**ARABIC), _picture(language="ar", title="", from_role={}, to_role={})
    assert _differ(picture, nothing, right)
    assert not _differ(picture, nothing, left)


def test_words_of_other_scripts_stand_in_their_own_direction() -> None:
    for text, card_runs, runs in (("6–9 months", "rtl", "ltr"), ("6–9", "rtl", "rtl"), ("Bus", "ltr", "ltr")):
        said = fitted(text, width=900, height=0, sizes=(30,), weight=700, direction=card_runs)  # type: ignore[arg-type]
        assert said
        assert said.direction == runs


def test_letters_that_no_font_has_are_left_out_and_so_are_texts_made_of_them() -> None:
    boxes = {"title": "バス運転手から計画者へ", "from_role": {"label": "バス運転手"}, "to_role": {"label": "計画者"}}
    nothing = _picture(language="ja", title="", from_role={}, to_role={})
    assert not _differ(_picture(language="ja", **boxes), nothing, (0, 0, WIDTH, HEIGHT))
    assert fitted("バス運転手 SQL", width=900, height=0, sizes=(30,), weight=700, direction="ltr") is None
    said = fitted("Data analyst 🚀 for you", width=900, height=0, sizes=(30,), weight=700, direction="ltr")
    assert said
    assert said.lines == ("Data analyst for you",)
    assert fitted(" \n", width=900, height=0, sizes=(30,), weight=700, direction="ltr") is None


def test_shrinks_then_wraps_then_cuts() -> None:
    words = "From registered nurse to specialist in health informatics within a year"
    roomy, flat, narrow = (
        fitted(words, width=width, height=height, sizes=(60, 40, 20), weight=700, direction="ltr")
        for width, height in ((1000, 120), (1000, 0), (300, 0))
    )
    assert roomy
    assert flat
    assert narrow
    assert (roomy.font.size, roomy.lines) == (
        40, ("From registered nurse to specialist", "in health informatics within a year"),
    )  # fmt: skip
    assert (flat.font.size, flat.lines) == (20, (words,))
    assert narrow.lines[0].endswith("…")
    assert narrow.width <= 300
