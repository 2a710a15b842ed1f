"""One value that is not yet what it is going to be keeps nothing else from being kept."""

import copy
from typing import Any

import pytest

from cms import content
from cms.content import partial
from cms.errors import InvalidContent
from tests.factories import a_document

BEFORE = content.draft(a_document())


def kept(raw: Any) -> tuple[Any, Any]:
    text, errors = partial.keepable(raw, BEFORE)
    return content.draft(text, base=BEFORE), errors


def test_takes_what_is_whole_as_it_is() -> None:
    raw = {**BEFORE, "title": "Another"}
    assert partial.keepable(raw, BEFORE) == (raw, {})


def test_puts_what_stood_there_before_a_value_that_no_draft_may_hold() -> None:
    raw = copy.deepcopy(BEFORE)
    raw["timeline"]["max"], raw["summary"], raw["title"] = "nine", "\x00", "Kept"
    raw["tags"][0] = 7
    document, errors = kept(raw)
    assert document == {**BEFORE, "title": "Kept"}
    assert set(errors) == {"timeline", "summary", "tags"}


def test_finds_a_row_by_its_name_wherever_it_moved() -> None:
    raw = copy.deepcopy(BEFORE)
    raw["roadmap"].reverse()
    raw["roadmap"][0]["duration"]["value"] = "two"
    document, errors = kept(raw)
    assert document["roadmap"] == BEFORE["roadmap"][::-1]
    assert list(errors["roadmap"]) == [0], "where it was sent"


def test_leaves_a_new_value_out() -> None:
    raw = copy.deepcopy(BEFORE)
    raw["roadmap"].append({"title": "New", "duration": {"value": "two", "unit": "week"}})
    document, _ = kept(raw)
    assert document["roadmap"][-1]["duration"] == {"unit": "week"}


def test_gives_a_row_whose_name_is_taken_another() -> None:
    document, errors = kept({"faq": [{"id": "same", "question": "a"}, {"id": "same", "question": "b"}]})
    assert [row["question"] for row in document["faq"]] == ["a", "b"]
    assert list(errors["faq"]) == [1]


@pytest.mark.parametrize(
    "raw",
    [
        {"evil": 1},
        {"roadmap": [{"evil": 1}]},
        {"tags": [str(number) for number in range(11)]},
        {"roadmap": [[]]},
        [],
        None,
    ],
)
def test_refuses_what_is_wrong_as_a_whole(raw: Any) -> None:
    with pytest.raises(InvalidContent):
        kept(raw)


def test_never_changes_what_it_was_given() -> None:
    raw = {"timeline": {"min": "six"}}
    partial.keepable(raw, BEFORE)
    assert raw == {"timeline": {"min": "six"}}
