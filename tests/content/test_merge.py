"""What is told apart when two texts made from one are merged, and what has to be asked."""

import copy
from collections.abc import Callable

import pytest

from cms import content
from cms.content import Document, merge_lists
from cms.content.merge import merge
from tests.factories import a_document, a_full_document

BASE = content.draft(a_document())
STEPS = [row["id"] for row in BASE["roadmap"]]


def with_(change: Callable[[Document], object], base: Document = BASE) -> Document:
    document = copy.deepcopy(base)
    change(document)
    return content.draft(document)


def asked(theirs: Document, mine: Document, base: Document = BASE) -> list[tuple[str, str]]:
    return [(str(one.about), one.path) for one in merge(base, theirs, mine).conflicts]


def test_keeps_both_of_two_fields_of_one_row() -> None:
    theirs = with_(lambda one: one["roadmap"][1].update(title="Theirs"))
    mine = with_(lambda one: one["roadmap"][1]["tasks"].append("Mine."))
    merged = merge(BASE, theirs, mine)
    row = merged.document["roadmap"][1]
    assert (row["title"], row["tasks"][-1]) == ("Theirs", "Mine.")
    assert [one.path for one in merged.changes] == [f"roadmap[{STEPS[1]}].title"]
    assert merged.changes[0].label == f"Roadmap › Step 2 “{BASE['roadmap'][1]['title']}” › Title"


def test_asks_about_one_field_that_both_changed() -> None:
    theirs = with_(lambda one: one["roadmap"][1].update(title="Theirs"))
    mine = with_(lambda one: one["roadmap"][1].update(title="Mine"))
    [conflict] = merge(BASE, theirs, mine).conflicts
    assert conflict.path == f"roadmap[{STEPS[1]}].title"
    assert (conflict.base, conflict.theirs, conflict.mine) == (BASE["roadmap"][1]["title"], "Theirs", "Mine")
    assert merge(BASE, theirs, mine).document == theirs, "theirs stands until somebody decides"
    assert merge(BASE, theirs, mine, {conflict.name: "Both"}).document["roadmap"][1]["title"] == "Both"


def test_does_not_ask_where_both_say_the_same() -> None:
    same = with_(lambda one: one.update(title="Same", tags=["same"]))
    assert merge(BASE, same, with_(lambda one: one.update(summary="Mine"), same)).conflicts == ()


@pytest.mark.parametrize("section", ["timeline", "salary_from", "salary_change"])
def test_takes_a_group_that_measures_for_one_field(section: str) -> None:
    """Six months of one and a unit of the other would be what neither said."""
    first, second = [name for name in BASE[section] if name != "source_ids"][:2]
    theirs = with_(lambda one: one[section].update({first: 1}))
    mine = with_(lambda one: one[section].update({second: 400}))
    assert asked(theirs, mine) == [("field", section)]


def test_takes_other_groups_apart() -> None:
    theirs = with_(lambda one: one["demand"].update(level="low"))
    mine = with_(lambda one: one["demand"].update(text="Mine."))
    merged = merge(BASE, theirs, mine)
    assert merged.document["demand"] == {**BASE["demand"], "level": "low", "text": "Mine."}


def test_asks_whether_a_row_stays_that_one_removed_and_the_other_edited() -> None:
    less = with_(lambda one: one["roadmap"].pop(1))
    more = with_(lambda one: one["roadmap"][1].update(title="More"))
    for theirs, mine in ((less, more), (more, less)):
        assert asked(theirs, mine) == [("row", f"roadmap[{STEPS[1]}]")]
    [conflict] = merge(BASE, less, more).conflicts
    kept = merge(BASE, less, more, {conflict.name: conflict.mine}).document
    assert [row["id"] for row in kept["roadmap"]] == STEPS, "in its old place"
    assert merge(BASE, less, more, {conflict.name: None}).document == less


def test_removes_a_row_that_the_other_only_moved() -> None:
    less = with_(lambda one: one["roadmap"].pop(1))
    moved = with_(lambda one: one["roadmap"].insert(0, one["roadmap"].pop(1)))
    assert merge(BASE, less, moved).document == merge(BASE, moved, less).document == less


def test_matches_skills_by_their_slug_and_asks_about_nothing_inside_others() -> None:
    theirs = with_(lambda one: one["skills_to_learn"].reverse())
    mine = with_(lambda one: one["skills_to_learn"][0].update(how_to_learn="Mine."))
    rows = merge(BASE, theirs, mine).document["skills_to_learn"]
    assert [row["skill"] for row in rows] == [row["skill"] for row in BASE["skills_to_learn"]][::-1]
    assert rows[-1]["how_to_learn"] == "Mine."


def test_compares_nested_rows_without_a_name_by_what_they_say() -> None:
    theirs = with_(lambda one: one["from_role"]["codes"].append({"scheme": "esco", "code": "t"}))
    mine = with_(lambda one: one["from_role"]["codes"].pop(0))
    merged = merge(BASE, theirs, mine)
    assert merged.document["from_role"]["codes"] == [*BASE["from_role"]["codes"][1:], {"scheme": "esco", "code": "t"}]
    other = with_(lambda one: one["from_role"]["codes"][0].update(code="other"))
    again = with_(lambda one: one["from_role"]["codes"][0].update(code="again"))
    assert asked(other, again) == [("field", "from_role.codes")]


def test_tells_nothing_before_it_from_after_the_one_before() -> None:
    base = with_(lambda one: one["roadmap"][2].update(depends_on=[STEPS[0]]))
    theirs = with_(lambda one: one["roadmap"][2].update(depends_on=[]), base)
    mine = with_(lambda one: one["roadmap"][2].pop("depends_on"), base)
    assert asked(theirs, mine, base) == [("field", f"roadmap[{STEPS[2]}].depends_on")]


def test_asks_about_a_section_that_neither_could_have_written() -> None:
    full = content.draft(a_full_document(tags=["one"] * 9))
    theirs = with_(lambda one: one["tags"].append("t"), full)
    mine = with_(lambda one: one["tags"].insert(0, "m"), full)
    assert asked(theirs, mine, full) == [("section", "tags")]
    twice = with_(lambda one: one["sources"].append({"id": "new", "title": "t"}))
    once = with_(lambda one: one["resources"].append({"id": "new", "title": "m"}))
    found = merge(BASE, twice, once)
    assert [one.about for one in found.conflicts] == ["section"] * len(found.conflicts)
    assert found.conflicts


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("abc", "abXc", "Yabc", "YabXc"),
        ("abc", "Xbc", "aYc", "XYc"),  # side by side is not the same
        ("abc", "ac", "abcX", "acX"),
        ("ab", "abX", "abY", "abXY"),  # put in at one place: theirs first
        ("ab", "abX", "abXY", "abXY"),
        ("abc", "Xc", "aYc", None),
        ("abc", "ac", "aXc", None),  # removed, and edited
        ("abc", "bca", "bc", None),  # moved, and removed
        ("abc", "X", "X", "X"),
        ("aab", "ab", "aab", "ab"),
    ],
)
def test_merges_lists_of_plain_values(base: str, theirs: str, mine: str, merged: str | None) -> None:
    found = merge_lists.values(list(base), list(theirs), list(mine))
    assert found == (None if merged is None else list(merged))


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "order"),
    [
        ("abcd", "abcd", "dabc", "dabc"),
        ("abcd", "bacd", "abdc", "badc"),
        ("abcd", "bcda", "dabc", "dbca"),
        ("abc", "bac", "acb", None),  # b before a before c before b
        ("abc", "aXbc", "cba", "cbaX"),
        ("ab", "aXb", "aYb", "aXYb"),
        ("ab", "Xab", "Yab", "XYab"),
        ("abcd", "acd", "dabc", "dac"),
        ("", "ab", "cd", "abcd"),
    ],
)
def test_merges_the_orders_of_rows(base: str, theirs: str, mine: str, order: str | None) -> None:
    removed = {key for key in base if key not in theirs or key not in mine}
    found = merge_lists.order(base, theirs, mine, {*theirs, *mine} - removed)
    assert found == (None if order is None else list(order))
