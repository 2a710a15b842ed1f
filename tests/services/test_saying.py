"""What comes with an act: one shape for forms and programs, refused by path before anything is done."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.errors import InvalidContent, flat
from cms.services.saying import Said, spoken
from cms.workflow import Removal

TEXTS = {
    "comment": 2000, "reason": 2000, "change_note": 500, "evidence": 2000, "public_text": 1000, "target": 120,
}  # fmt: skip
NOT_TEXT: list[Any] = [1, 1.5, True, [], {}, ["text"], {"text": "text"}]


def complaints(raw: Any) -> dict[str, str]:
    """Path to sentence; one of each is enough here."""
    with pytest.raises(InvalidContent) as refused:
        spoken(raw)
    return dict(flat(refused.value.errors))


def test_hears_everything_that_can_be_said() -> None:
    raw = {
        "comment": "Please name the source.", "reason": "Agreed.", "change_note": "New figures.", "major": False,
        "due": "2026-11-22T09:00:00+01:00", "zone": "Europe/Berlin", "removal": "gone", "target": "elsewhere",
        "public_text": "Out of date.", "evidence": "Asked the office.", "revision": 3,
        "acknowledge": [{"rule": "S12", "path": "roadmap[step-1].tasks[0]", "reason": "On purpose."}],
    }  # fmt: skip
    inputs, answers = spoken(raw)
    assert (inputs.comment, inputs.reason, inputs.change_note) == ("Please name the source.", "Agreed.", "New figures.")
    assert (inputs.major, inputs.removal, inputs.target, inputs.revision) == (False, Removal.GONE, "elsewhere", 3)
    assert (inputs.public_text, inputs.evidence) == ("Out of date.", "Asked the office.")
    assert inputs.due == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert inputs.zone == "Europe/Berlin"
    assert answers == raw["acknowledge"]


def test_hears_nothing_and_looks_at_the_clock_itself() -> None:
    before = datetime.now(UTC)
    inputs, answers = spoken({})
    assert inputs.now
    assert before <= inputs.now <= datetime.now(UTC)
    assert (inputs.comment, inputs.major, inputs.due, inputs.removal, answers) == ("", None, None, None, [])


def test_takes_null_for_not_said() -> None:
    inputs, answers = spoken(dict.fromkeys(Said.members()))
    assert (inputs.comment, inputs.major, inputs.due, inputs.zone, inputs.revision, answers) == (
        "", None, None, None, None, [],
    )  # fmt: skip


@pytest.mark.parametrize("raw", [None, [], "comment", 7, True, [{"comment": "x"}]])
def test_refuses_what_has_no_members(raw: Any) -> None:
    assert list(complaints(raw)) == ["body"]


@pytest.mark.parametrize("name", ["state", "base", "now", "actor", "action", "Comment", "", "approved_by"])
def test_names_a_member_it_does_not_know(name: str) -> None:
    assert list(complaints({"comment": "Fine.", name: "x"})) == [name]


@pytest.mark.parametrize("name", [*TEXTS, "due", "zone", "removal"])
@pytest.mark.parametrize("value", NOT_TEXT, ids=repr)
def test_refuses_what_is_no_text_where_text_belongs(name: str, value: Any) -> None:
    assert list(complaints({name: value})) == [name]


@pytest.mark.parametrize("value", ["yes", "", 1, 0, "true", []], ids=repr)
def test_refuses_what_is_neither_yes_nor_no(value: Any) -> None:
    assert list(complaints({"major": value})) == ["major"]


@pytest.mark.parametrize(
    "value", ["3", True, 1.5, 0, -1, 10**9, 10**400, float("inf"), float("nan"), [3]], ids=lambda value: str(value)[:9]
)
def test_refuses_what_can_be_no_revision(value: Any) -> None:
    assert list(complaints({"revision": value})) == ["revision"]


def test_reads_a_whole_number_however_it_is_written() -> None:
    inputs, _ = spoken({"revision": 3.0})
    assert inputs.revision == 3
    assert isinstance(inputs.revision, int)


@pytest.mark.parametrize(("name", "limit"), TEXTS.items())
def test_holds_the_limit_of_a_text_at_once(name: str, limit: int) -> None:
    assert getattr(spoken({name: "a" * limit})[0], name) == "a" * limit
    assert f"the limit is {limit}" in complaints({name: "a" * (limit + 1)})[name]
    assert list(complaints({name: "a" * (5 * limit)})) == [name]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("character", ["\ud800", "\x00", "\x1b", "\u202e"], ids=ascii)
def test_refuses_characters_that_cannot_be_kept(name: str, character: str) -> None:
    assert "cannot be kept" in complaints({name: f"Fine{character}print."})[name]


@pytest.mark.parametrize("word", ["GONE", "delete", "redirected", "gone, withdrawn"])
def test_knows_the_three_removals_and_no_other(word: str) -> None:
    assert list(complaints({"removal": word})) == ["removal"]


# Times


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T09:00:00", "2026-11-22", "09:00:00+01:00", "2026-11-22T09:00+01:00", "2026-11-22T09:00:00+01",
        "2026-11-22T09:00:00+0100", "2026-W47-7T09:00:00Z", "2026-11-22T09:00:00,5Z", "2026-13-01T09:00:00Z",
        "2026-02-30T09:00:00Z", "2026-11-22T25:00:00Z", "2026-11-22T09:00:00+25:00",
        "2026-11-22T09:00:00 Europe/Berlin",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "٢٠٢٦-11-22T09:00:00Z", "tomorrow", "1763798400",
    ],
)  # fmt: skip
def test_refuses_a_time_that_could_be_any_of_several(text: str) -> None:
    assert list(complaints({"due": text})) == ["due"]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22T09:00:00Z", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("2026-11-22t09:00:00z", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("2026-11-22 09:00:00+05:30", datetime(2026, 11, 22, 3, 30, tzinfo=UTC)),
        ("2026-01-01T00:30:00.25-08:00", datetime(2026, 1, 1, 8, 30, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_reads_every_spelling_of_a_time_with_its_offset(text: str, utc: datetime) -> None:
    assert spoken({"due": text})[0].due == utc


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001  # the offset comes below
    st.integers(-14 * 60, 14 * 60),
)
def test_means_the_same_moment_as_was_written(at: datetime, minutes: int) -> None:
    moment = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert spoken({"due": moment.isoformat()})[0].due == moment


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires"])
def test_knows_the_zones_of_the_database(zone: str) -> None:
    assert spoken({"zone": zone})[0].zone == zone


@pytest.mark.parametrize(
    "zone",
    ["Europe", "Europe/Atlantis", "../../etc/passwd", "/etc/localtime", "+01:00", "europe/b\u00e9rlin", "a" * 99],
)
def test_knows_no_other_zone(zone: str) -> None:
    assert list(complaints({"zone": zone})) == ["zone"]


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "Factory", "posix/Europe/Berlin", "right/Europe/Berlin"])
def test_knows_no_zone_that_depends_on_the_machine(zone: str) -> None:
    assert complaints({"zone": zone}) == {"zone": "This must be a time zone such as Europe/Berlin."}


# Answers to warnings


def test_takes_the_parts_of_an_answer_as_they_come() -> None:
    _, answers = spoken({"acknowledge": [{"rule": "S12", "path": "faq[0]", "reason": None}, None, {}]})
    assert answers == [{"rule": "S12", "path": "faq[0]", "reason": ""}]


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ("S12", "acknowledge"),
        ({"rule": "S12"}, "acknowledge"),
        (["S12"], "acknowledge[0]"),
        ([{"rule": "S12"}, {"rule": 12}], "acknowledge[1].rule"),
        ([{"rule": "S12", "severity": "hint"}], "acknowledge[0].severity"),
        ([{"rule": "S12", "reason": "a" * 501}], "acknowledge[0].reason"),
        ([{"rule": "S12", "path": "a" * 401}], "acknowledge[0].path"),
        ([{"rule": "S12", "reason": "\ud800"}], "acknowledge[0].reason"),
        ([{"rule": "S12"}] * 201, "acknowledge"),
    ],
    ids=str,
)
def test_names_the_place_of_a_malformed_answer(answers: Any, path: str) -> None:
    assert path in complaints({"acknowledge": answers})


def test_names_everything_that_is_wrong_at_once() -> None:
    raw = {"comment": 7, "zone": "Nowhere", "extra": 1, "major": "maybe"}
    assert set(complaints(raw)) == set(raw)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*Said.members(), "other"]), ANYTHING, max_size=4))
def test_hears_or_refuses_whatever_is_said_and_never_breaks(raw: dict[str, Any]) -> None:
    try:
        inputs, answers = spoken(raw)
    except InvalidContent as refused:
        places = [path for path, _ in flat(refused.errors)]
        assert places, "a refusal says what is wrong"
    else:
        assert all(isinstance(getattr(inputs, name), str) for name in ("comment", "reason", "change_note", "evidence"))
        assert all(isinstance(one, dict) for one in answers)
