from hypothesis import given
from hypothesis import strategies as st

from cms.content.text import norm, tidy, unsafe_character


@given(st.text())
def test_tidies_once_and_for_all(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(alphabet="a b\r\n\t"))
def test_leaves_no_carriage_return(text: str) -> None:
    assert "\r" not in tidy(text)


def test_names_the_first_unsafe_character() -> None:
    assert unsafe_character("a\u202eb\x00") == "U+202E"
    assert unsafe_character("a\tb\nc é 漢 👍") is None


def test_compares_without_capitals_quotes_and_spacing() -> None:
    assert norm("  Read “The  Map”\nTwice ") == norm("read the map twice")
    assert norm("STRASSE") == norm("Straße")
    assert norm("ﬁrst") == norm("first")
    assert norm("a-b") != norm("ab")
