"""Reading JSON strictly, and writing the one form that digests are taken of."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.content import json_text
from cms.errors import Unreadable

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e12, 1e12) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, true, null, "é"]}', {"a": [1, 2.5, True, None, "é"]}),
        (b'{"a": "\xc3\xa9"}', {"a": "é"}),
        (" [] \n", []),
        ('"\\u00e9"', "é"),
    ],
)
def test_reads_json(text: str | bytes, value: Any) -> None:
    assert json_text.parse(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "{'a': 1}", '{"a": 1,}', "[1 2]", "nul", "01", "+1", ".5", "0x1F", '"\x01"', "{}{}", "// no\n{}",
        b'{"a": "\xff"}', b"\x00\x01", "\ufeff{}",
    ],
)  # fmt: skip
def test_refuses_what_is_not_json(text: str | bytes) -> None:
    with pytest.raises(Unreadable, match="not JSON"):
        json_text.parse(text)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}'])
def test_refuses_numbers_that_json_does_not_have(text: str) -> None:
    with pytest.raises(Unreadable, match="is not a number in JSON"):
        json_text.parse(text)


def test_refuses_a_name_given_twice_in_one_object_at_any_depth() -> None:
    with pytest.raises(Unreadable, match="names “title” twice"):
        json_text.parse('{"title": "a", "title": "b"}')
    with pytest.raises(Unreadable, match="names “id” twice"):
        json_text.parse('{"rows": [{"id": 1}, {"id": 2, "x": {}, "id": 3}]}')
    assert json_text.parse('{"a": {"id": 1}, "b": {"id": 1}}') == {"a": {"id": 1}, "b": {"id": 1}}


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_refuses_a_hundred_thousand_levels(opening: str) -> None:
    with pytest.raises(Unreadable, match="nested too deep"):
        json_text.parse(opening * 100_000)


def test_refuses_a_number_of_too_many_digits() -> None:
    with pytest.raises(Unreadable):
        json_text.parse("1" * 10_000)


def test_leaves_a_lone_surrogate_for_the_kinds_to_refuse() -> None:
    assert json_text.parse('"\\ud800"') == "\ud800"


@given(VALUES)
def test_reads_back_what_it_writes(value: Any) -> None:
    assert json_text.parse(json_text.plain(value)) == value
    assert json_text.parse(json_text.canonical(value)) == json.loads(json.dumps(value))


def test_writes_members_in_their_order_and_no_spaces() -> None:
    assert json_text.plain({"b": [1, "é"], "a": None}) == '{"b":[1,"é"],"a":null}'


def test_does_not_write_what_json_does_not_have() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text.plain(float("nan"))


# RFC 8785


def test_writes_numbers_as_ecmascript_does() -> None:
    # RFC 8785 §3.2.2 and appendix B.
    numbers = [
        333333333.33333329,
        1e30,
        4.50,
        2e-3,
        0.000000000000000000000000001,
        0,
        -0.0,
        10.0,
        1e21,
        9007199254740991,
    ]
    assert json_text.canonical(numbers) == (b"[333333333.3333333,1e+30,4.5,0.002,1e-27,0,0,10,1e+21,9007199254740991]")


def test_sorts_names_by_utf16_code_units() -> None:
    # RFC 8785 §3.2.3: the example of that section.
    members = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(json_text.canonical(members)).values()) == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
        "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
    ]  # fmt: skip


def test_escapes_only_what_must_be() -> None:
    assert json_text.canonical('€$\x0f\nA\'B"\\"/é') == '"€$\\u000f\\nA\'B\\"\\\\\\"/é"'.encode()


def test_takes_sha256_of_the_canonical_form() -> None:
    assert json_text.sha256_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert json_text.sha256_of({"b": 1.0, "a": "é"}) == json_text.sha256_of({"a": "é", "b": 1})
