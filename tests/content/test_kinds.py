"""One value at a time: what a draft keeps, what it refuses, and what review wants mended."""

import re
from typing import Any

import pytest

from cms.content.kinds import (
    Amount,
    Flag,
    Kind,
    Line,
    Prose,
)
from tests.content.one_of_each import (
    AMOUNT,
    CHOICE,
    CURRENCY,
    DAY,
    EVERY,
    FLAG,
    GROUP,
    ITEMS,
    LANGUAGE,
    LINE,
    LINES,
    LINK,
    PROSE,
    REFERENCES,
    REGION,
    SLUG,
    TEXTS,
    names,
    refusal,
    rules,
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (LINE, "Ann"),
        (LINE, ""),
        (PROSE, "One.\n\nTwo."),
        (SLUG, "bus-driver-2"),
        (LINK, "https://example.org/a?b=c#d"),
        (CHOICE, "pear"),
        (LANGUAGE, "ar-JO"),
        (REGION, "JO"),
        (CURRENCY, "JOD"),
        (DAY, "2024-02-29"),
        (AMOUNT, 3),
        (AMOUNT, 2.5),
        (AMOUNT, 0),
        (FLAG, True),
        (FLAG, False),
        (LINES, ["a", "b"]),
        (LINES, []),
        (REFERENCES, ["source-1"]),
        (GROUP, {"fruit": "apple", "weight": 10}),
        (ITEMS, [{"fruit": "apple"}, {"weight": 1}]),
    ],
)
def test_keeps_a_right_value_and_finds_nothing_to_mend(kind: Kind, value: Any) -> None:
    assert kind.deserialize(value) == value
    if value:
        assert not rules(kind, value)


@pytest.mark.parametrize("kind", EVERY, ids=names)
def test_takes_null_for_not_said(kind: Kind) -> None:
    assert kind.deserialize(None) is None


WRONG: dict[str, list[Any]] = {
    "This must be text.": [3, True, ["a"], {"a": "b"}, 2.5, b"a"],
    "This must be a number.": ["3", True, False, ["3"], {}],
    "This must be yes or no (true or false).": ["true", 0, 1, "on", []],
    "This must be a list.": ["a", 3, {"0": "a"}, True],
    "This must be an object with named members.": ["a", 3, ["a"], True],
}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        *[(kind, "This must be text.") for kind in (*TEXTS, REGION, CURRENCY, DAY)],
        (AMOUNT, "This must be a number."),
        (FLAG, "This must be yes or no (true or false)."),
        *[(kind, "This must be a list.") for kind in (LINES, REFERENCES, ITEMS)],
        (GROUP, "This must be an object with named members."),
    ],
    ids=lambda value: names(value) if isinstance(value, Kind) else "",
)
def test_refuses_every_other_type(kind: Kind, sentence: str) -> None:
    for value in WRONG[sentence]:
        assert refusal(kind, value) == [sentence]


def test_says_which_row_is_of_a_wrong_type() -> None:
    assert refusal(LINES, ["a", 2, None, {}]) == {1: ["This must be text."], 3: ["This must be text."]}
    assert refusal(ITEMS, [{}, "a"]) == {1: ["Each row must be an object with named members."]}
    assert refusal(ITEMS, [None, {"weight": "2"}]) == {1: {"weight": ["This must be a number."]}}


def test_refuses_a_member_that_is_not_declared_at_any_depth() -> None:
    assert refusal(GROUP, {"fruit": "apple", "evil": 1}) == {"evil": ["Unknown field."]}
    assert refusal(ITEMS, [{}, {"evil": 1}]) == {1: {"evil": ["Unknown field."]}}


# Text


@pytest.mark.parametrize("kind", [*TEXTS, REGION, CURRENCY], ids=names)
def test_keeps_text_of_four_times_its_limit_and_no_more(kind: Any) -> None:
    longest = 4 * kind.max_length
    assert kind.deserialize("a" * longest) == "a" * longest
    assert refusal(kind, "a" * (longest + 1)) == [
        f"This is {longest + 1} characters long; {longest} is the most we can keep."
    ]


def test_counts_the_length_after_trimming() -> None:
    assert LINE.deserialize(" " * 500 + "Ann" + "\n" * 500) == "Ann"


def test_wants_text_over_its_limit_shortened_before_review() -> None:
    assert rules(LINE, "a" * 10) == []
    assert rules(LINE, "a" * 11) == ["S10"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Ann \n", "Ann"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\r\n\r\nb", "a\n\nb"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("tab\there", "tab\there"),
        ("<b> & \"quotes\" 'too'", "<b> & \"quotes\" 'too'"),
        ("👩‍👩‍👧 \u200f\u200e", "👩‍👩‍👧 \u200f\u200e"),
    ],
)
def test_tidies_text_and_leaves_ordinary_characters_alone(given: str, kept: str) -> None:
    assert Prose("Name", max_length=100).deserialize(given) == kept
    assert Line("Name", max_length=100).deserialize(given) == re.sub(r"\n+", " ", kept)


UNSAFE = {
    "NUL": "\x00",
    "backspace": "\x08",
    "vertical tab": "\x0b",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "right-to-left override": "\u202e",
    "left-to-right embedding": "\u202a",
    "isolate": "\u2066",
    "pop isolate": "\u2069",
    "byte order mark": "\ufeff",
    "high surrogate": "\ud800",
    "low surrogate": "\udfff",
    "non-character": "\ufffe",
}


@pytest.mark.parametrize("kind", [LINE, PROSE, SLUG, LINK, CHOICE, LANGUAGE, DAY], ids=names)
@pytest.mark.parametrize("character", UNSAFE.values(), ids=UNSAFE)
def test_refuses_characters_that_deceive_a_reader_or_break_a_parser(kind: Kind, character: str) -> None:
    code = f"U+{ord(character):04X}"
    assert refusal(kind, f"a{character}b") == [f"This contains the character {code}, which cannot be kept. Remove it."]
    assert "S09" in [rule for rule, _ in Line("Name", max_length=99).problems(f"a{character}b")]


def test_refuses_an_unsafe_character_even_where_trimming_would_take_it() -> None:
    assert refusal(LINE, "Ann\x1f")


def test_refuses_unsafe_characters_in_lines_and_rows_by_their_place() -> None:
    assert list(refusal(LINES, ["a", "b\ud800"])) == [1]
    assert list(refusal(GROUP, {"fruit": "apple\u202e"})) == ["fruit"]


# Slugs, addresses, choices, codes, days


@pytest.mark.parametrize("value", ["Bus", "bus driver", "-bus", "bus-", "bus--driver", "büs", "bus/driver", "ب"])
def test_wants_a_slug_in_latin_words_before_review(value: str) -> None:
    assert SLUG.deserialize(value) == value
    assert rules(SLUG, value) == ["S07"]


@pytest.mark.parametrize("value", ["new", "api", "login", "search"])
def test_wants_another_slug_than_a_reserved_word(value: str) -> None:
    assert rules(SLUG, value) == ["S07"]
    assert not rules(SLUG, f"{value}-guide")


def test_keeps_an_unsafe_address_in_a_draft_and_wants_it_mended() -> None:
    assert LINK.deserialize("javascript:alert(1)") == "javascript:alert(1)"
    assert rules(LINK, "javascript:alert(1)") == ["S08"]


def test_names_the_choices_when_a_value_is_none_of_them() -> None:
    assert list(CHOICE.problems("plum")) == [("S07", "Fruit does not know “plum”. Choose one of: Apple, Pear.")]


@pytest.mark.parametrize("kind", [LANGUAGE, REGION, CURRENCY], ids=names)
def test_wants_a_code_of_its_standard(kind: Kind) -> None:
    assert rules(kind, "nonsense") == ["S07"]


@pytest.mark.parametrize("value", ["2026-02-29", "2026-13-01", "22.11.2026", "2026-11-22T00:00", "soon", "26-11-22"])
def test_refuses_what_is_no_day(value: str) -> None:
    assert refusal(DAY, value) == ["This must be a day, written like 2026-11-22."]


def test_writes_a_day_in_one_way() -> None:
    assert DAY.deserialize("20261122") == "2026-11-22"
    assert DAY.deserialize(" 2026-11-22 ") == "2026-11-22"
    assert DAY.deserialize("") == ""


# Amounts


def test_keeps_whole_numbers_as_integers() -> None:
    assert repr(AMOUNT.deserialize(4.0)) == "4"
    assert repr(AMOUNT.deserialize(-0.0)) == "0"
    assert repr(AMOUNT.deserialize(4.5)) == "4.5"


@pytest.mark.parametrize("value", [10**12, -(10**12)])
def test_keeps_numbers_up_to_a_million_millions(value: int) -> None:
    assert AMOUNT.deserialize(value) == value
    assert refusal(AMOUNT, value * 2) == ["This number is too large."]


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1e300, 10**400])
def test_refuses_what_is_no_number_to_count_with(value: Any) -> None:
    assert refusal(AMOUNT, value) == ["This number is too large."]


def test_wants_an_amount_between_its_ends_before_review() -> None:
    assert [rules(AMOUNT, value) for value in (-0.1, 0, 10, 10.1)] == [["S04"], [], [], ["S04"]]


# Lists


def test_refuses_more_rows_than_its_ceiling_and_cuts_nothing() -> None:
    assert LINES.deserialize(["a", "b", "c"]) == ["a", "b", "c"]
    assert refusal(LINES, ["a", "b", "c", "d"]) == ["Tags takes at most 3; there are 4. Remove some: nothing was cut."]
    assert refusal(ITEMS, [{"weight": 0}] * 4) == [
        "Baskets takes at most 3; there are 4. Remove some: nothing was cut."
    ]


def test_does_not_count_blank_rows_towards_the_ceiling() -> None:
    assert LINES.deserialize(["a", "", None, "  ", "b", "c"]) == ["a", "", "", "", "b", "c"]
    row = {"fruit": "apple"}
    assert len(ITEMS.deserialize([row, {}, {"fruit": " ", "weight": None}, None, row, row])) == 6


def test_counts_a_zero_and_a_no_as_something_said() -> None:
    assert refusal(ITEMS, [{"weight": 0}] * 4)


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (ITEMS, None, "Baskets needs at least 2; there are none."),
        (ITEMS, [{}], "Baskets needs at least 2; there is 1."),
        (ITEMS, [{}, {}], None),
        (LINES, None, "Tags needs a tag; there are none."),
        (LINES, ["a"], None),
        (Line("Name", max_length=5, required=True), None, "Name is still empty."),
        (Line("Name", max_length=5, required=True), "Ann", None),
        (LINE, None, None),
        (Flag("Ripe", required=True), False, None),
        (Amount("Weight", required=True), 0, None),
    ],
)
def test_says_what_review_still_needs(kind: Kind, value: Any, sentence: str | None) -> None:
    assert kind.missing(value) == sentence
