"""A section that is only declared appears everywhere: on the page, in the feed item and in the JSON."""

from typing import Any

import pytest

from cms.content.guide import FACTS, GuideContent
from cms.content.kinds import Amount, Choice, Flag, Group, Items, Kind, Line, Lines, Link, Prose, Shape, Slug
from tests.rendering.support import RENDERER, elements, guide_of, text_of
from tests.support.documents import SMALL


class Piece(Shape):
    id = Slug("Id")
    title = Line("Title", max_length=80)
    about = Prose("What it shows", max_length=300, markup=True)
    size = Choice("Size", {"s": "Small", "l": "Large"})
    pages = Amount("Pages")
    public = Flag("Public")
    url = Link("Web address")


class Frame(Shape):
    piece = Group("What hangs in it", Piece)
    colour = Line("Colour", max_length=80)


PIECE = {"id": "p-1", "title": "Depot map", "about": "A *clear* map", "size": "l", "pages": 1234, "public": True}


@pytest.fixture(
    params=[
        (
            Items("Portfolio pieces", Piece),
            [PIECE],
            ["Portfolio pieces", "Depot map", "clear", "Large", "1,234", "Yes"],
        ),
        (Group("A piece", Piece), PIECE, ["A piece", "Depot map", "What it shows", "Large"]),
        (
            Group("A frame", Frame),
            {"piece": PIECE, "colour": "Green"},
            ["What hangs in it", "Depot map", "Large", "Colour", "Green"],
        ),
        (Line("A word of warning", max_length=80), "Mind the gap", ["A word of warning", "Mind the gap"]),
        (Lines("Uniforms", max_length=80), ["Blue", "Grey"], ["Uniforms", "Blue", "Grey"]),
        (Amount("Seats", part=FACTS), 48, ["More facts", "Seats", "48"]),
    ],
    ids=lambda param: param[0].label,
)
def added(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Kind, Any, list[str]]:
    """A section more in GuideContent for the length of a test."""
    kind = request.param[0]
    monkeypatch.setitem(GuideContent._declared_fields, "portfolio", kind)
    return request.param  # type: ignore[no-any-return]


def test_new_section_appears_without_another_change(added: tuple[Kind, Any, list[str]]) -> None:
    kind, value, words = added
    guide = guide_of({**SMALL, "portfolio": value})
    page = RENDERER.page(guide)
    assert list(elements(page))
    for text in (text_of(page), text_of(RENDERER.content_html(guide)), RENDERER.content_text(guide)):
        assert [word for word in words if word not in text] == []
    if not kind.part:
        assert '<section class="section" id="portfolio"' in page
    assert RENDERER.resource(guide)["portfolio"] == value


def test_new_section_without_a_translation_is_marked_as_english(added: tuple[Kind, Any, list[str]]) -> None:
    kind, value, _ = added
    page = RENDERER.page(guide_of({**SMALL, "language": "de", "portfolio": value}))
    assert f'<span lang="en" dir="ltr">{kind.heading}</span>' in page
