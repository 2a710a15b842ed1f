"""What a search shows of a text: the words around the first that was asked for, in few pieces."""

import pytest

from cms.content.searching import asked, passage

LONG = "a b c d e f g bread i j k l m n o p"


@pytest.mark.parametrize(
    ("text", "q", "expected"),
    [
        ("We bake bread here.", "bread", [("We bake", False), ("bread", True), ("here.", False)]),
        ("Bread!", "bread", [("Bread!", True)]),
        ("Bread, rye bread", "bread", [("Bread,", True), ("rye", False), ("bread", True)]),
        ("old bread bin", "bread bin", [("old", False), ("bread", True), ("bin", True)]),
        ("nothing\nBreadth of bread", "brea", [("Breadth", True), ("of", False), ("bread", True)]),
        ("Brötchen", "brot", [("Brötchen", True)]),
        ("unbreaded", "bread", []),
        ("We bake bread.", "", []),
        (
            LONG, "bread",
            [("… d e f g", False), ("bread", True), ("i j k l m n o …", False)],
        ),
    ],
)  # fmt: skip
def test_shows_the_words_around_the_first_one(text: str, q: str, expected: list[tuple[str, bool]]) -> None:
    assert passage(text, asked(q)) == expected


def test_leaves_out_the_title() -> None:
    assert passage("Bread\nAll about bread", asked("bread"), but="Bread") == [("All about", False), ("bread", True)]
