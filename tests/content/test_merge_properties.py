"""Whatever two people do to one text: nothing typed vanishes, and what does not meet is merged."""

import copy
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cms import content
from cms.content import Document
from cms.content.conflicts import Merged
from cms.content.merge import merge
from tests.factories import a_document

BASE = content.draft(a_document())
ROWS = ("entry_requirements", "transferable_skills", "skills_to_learn", "roadmap", "faq", "resources", "sources")
NAMED = ("entry_requirements", "roadmap", "faq", "resources", "sources")
TEXTS = ("title", "summary", "region", "overview", "difficulty")
LISTS: tuple[tuple[Any, ...], ...] = (
    ("tags",),
    ("reality_check", "love"),
    ("action_plan", "this_week"),
    ("roadmap", 0, "tasks"),
)
LISTS += (("roadmap", -1, "skill_slugs"), ("authors",), ("roadmap", -1, "depends_on"))
TELLING = {
    "entry_requirements": "text", "transferable_skills": "text", "skills_to_learn": "how_to_learn", "roadmap": "title",
    "faq": "answer", "resources": "title", "sources": "title",
}  # fmt: skip

Edit = tuple[str, str, int, int]

edits = st.lists(
    st.tuples(
        st.sampled_from(["text", "row", "row", "move", "move", "add", "remove", "line", "lines", "measure", "group"]),
        st.sampled_from(ROWS),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    max_size=6,
)


def edited(made: Sequence[Edit], who: str, sections: Sequence[str] = ROWS) -> Document:
    """The base after these edits. Every word put in names its writer: `theirs-4`."""
    document = copy.deepcopy(BASE)
    for number, edit in enumerate(made):
        _apply(document, edit, f"{who}-{number}", sections)
    return content.draft(document)


def _apply(document: Document, edit: Edit, word: str, sections: Sequence[str]) -> None:
    what, section, one, other = edit
    section = sections[ROWS.index(section) % len(sections)]
    rows: list[Any] = document.get(section, [])
    if what == "text":
        document[TEXTS[one % len(TEXTS)]] = word
    elif what == "measure":
        document["timeline"] = {**document.get("timeline", {}), ("min", "max")[one % 2]: other + 1}
    elif what == "group":
        document["demand"] = {**document.get("demand", {}), ("text", "level", "trend")[one % 3]: word}
    elif what == "add":
        row: dict[str, Any] = {TELLING[section]: word}
        row |= {"skill": {"label": word}} if section.endswith(("skills", "learn")) else {"id": word}
        rows.insert(one % (len(rows) + 1), row)
        document[section] = rows
    elif what in ("line", "lines"):
        _change_a_list(document, LISTS[one % len(LISTS)], other, word, at_the_end=what == "lines")
    elif rows and what == "row":
        rows[one % len(rows)][TELLING[section]] = word
    elif rows and what == "remove":
        rows.pop(one % len(rows))
    elif rows:
        rows.insert(other % len(rows), rows.pop(one % len(rows)))


def _change_a_list(document: Document, where: tuple[Any, ...], at: int, word: str, *, at_the_end: bool) -> None:
    holder: Any = document
    for step in where[:-1]:
        holder = holder.setdefault(step, {}) if isinstance(step, str) else (holder or [{}])[step]
    values = holder.setdefault(where[-1], [])
    value = {"name": word} if where == ("authors",) else word
    if at_the_end or not values:
        values.append(value)
    elif at % 3 == 0:
        values.pop(at % len(values))
    else:
        values[at % len(values)] = value


def words(value: Any) -> set[str]:
    text = json.dumps(value, ensure_ascii=False)
    return {one for one in text.replace('"', " ").split() if one.startswith(("theirs-", "mine-"))}


@given(made=edits)
def test_a_side_that_changed_nothing_gives_way(made: list[Edit]) -> None:
    changed = edited(made, "mine")
    for base, theirs, mine in ((BASE, changed, changed), (BASE, BASE, changed), (BASE, changed, BASE)):
        merged = merge(base, theirs, mine)
        assert merged.document == changed
        assert list(merged.document) == list(changed)
        assert not merged.conflicts
        if theirs in (mine, base):
            assert not merged.changes


@settings(max_examples=200)
@given(theirs=edits, mine=edits)
def test_nothing_vanishes_rows_stay_as_both_want_them_and_one_side_settles_all(
    theirs: list[Edit], mine: list[Edit]
) -> None:
    became, wanted = edited(theirs, "theirs"), edited(mine, "mine")
    merged = merge(BASE, became, wanted)
    _nothing_that_was_typed_vanished(became, wanted, merged)
    _rows_stay_that_nobody_removed_and_go_that_somebody_did(became, wanted, merged)
    _keeping_all_of_one_side_settles_everything(became, wanted, merged)


def _nothing_that_was_typed_vanished(became: Document, wanted: Document, merged: Merged) -> None:
    told = [(one.theirs, one.mine) for one in merged.conflicts]
    assert words(became) | words(wanted) <= words(merged.document) | words(told)
    assert content.draft(merged.document) == merged.document, "it is a draft, and in normal form"
    assert len({one.name for one in merged.conflicts}) == len(merged.conflicts)


def _rows_stay_that_nobody_removed_and_go_that_somebody_did(became: Document, wanted: Document, merged: Merged) -> None:
    asked = {one.path for one in merged.conflicts}
    for section in NAMED:
        was, hers, his, now = (
            [row["id"] for row in one.get(section, [])] for one in (BASE, became, wanted, merged.document)
        )
        assert len(set(now)) == len(now)
        for name in {*was, *hers, *his}:
            if section in asked or f"{section}[{name}]" in asked:
                continue
            assert (name in now) == (name in hers and name in his if name in was else True)


def _keeping_all_of_one_side_settles_everything(became: Document, wanted: Document, first: Merged) -> None:
    for side, text in (("mine", wanted), ("theirs", became)) if first.conflicts else ():
        chosen: dict[str, Any] = {}
        merged = first
        for _ in range(4):  # a choice may bring up another question, such as a row too many
            chosen |= {one.name: getattr(one, side) for one in merged.conflicts}
            merged = merge(BASE, became, wanted, chosen)
            if not merged.conflicts:
                break
        assert not merged.conflicts
        assert content.draft(merged.document) == merged.document
        assert words(text) <= words(merged.document)


@given(theirs=edits, mine=edits)
def test_edits_of_different_sections_commute_and_never_meet(theirs: list[Edit], mine: list[Edit]) -> None:
    rows_only = ("row", "move", "add", "remove")
    hers = edited([one for one in theirs if one[0] in rows_only], "theirs", ROWS[:3])
    his = edited([one for one in mine if one[0] in rows_only], "mine", ROWS[3:])
    one, other = merge(BASE, hers, his), merge(BASE, his, hers)
    assert one.document == other.document
    assert not one.conflicts
    assert not other.conflicts
    assert words(hers) | words(his) <= words(one.document)


@given(
    order=st.permutations(range(len(BASE["roadmap"]))),
    marks=st.lists(st.integers(0, len(BASE["roadmap"]) - 1), max_size=4),
)
def test_moved_rows_keep_what_another_wrote_in_them(order: list[int], marks: list[int]) -> None:
    moved, written = copy.deepcopy(BASE), copy.deepcopy(BASE)
    moved["roadmap"] = [moved["roadmap"][at] for at in order]
    for at in marks:
        written["roadmap"][at]["title"] = f"mine-{at}"
    for theirs, mine in ((moved, written), (written, moved)):
        merged = merge(BASE, theirs, mine)
        assert not merged.conflicts
        assert [row["id"] for row in merged.document["roadmap"]] == [row["id"] for row in moved["roadmap"]]
        assert words(merged.document) == {f"mine-{at}" for at in marks}
