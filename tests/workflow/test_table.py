"""The workflow's table as a whole: what holds of all its rows together."""

import pytest

from cms.workflow import (
    TRANSITIONS,
    PublicStatus,
    State,
)

S, P = State, PublicStatus


@pytest.mark.parametrize("state", State)
def test_has_a_way_into_and_out_of_every_state(state: State) -> None:
    reached: set[State | None] = {None}
    for _ in State:
        reached |= {row.state_after(source) for row in TRANSITIONS for source in row.sources if source in reached}
    assert state in reached
    assert any(row.state_after(state) != state for row in TRANSITIONS if state in row.sources)


def test_leaves_published_by_an_edit() -> None:
    leaving = {
        row.action for row in TRANSITIONS if S.PUBLISHED in row.sources and row.state_after(S.PUBLISHED) != "published"
    }
    assert leaving == {"edit", "restore"}


def test_tells_rows_apart_by_a_predicate_only_before_a_row_for_all_other_cases() -> None:
    for index, row in enumerate(TRANSITIONS):
        if row.when is not None:
            others = [other for other in TRANSITIONS[index + 1 :] if other.action == row.action]
            assert any(other.sources == row.sources and other.when is None for other in others), row


def test_never_leaves_two_rows_for_the_same_case() -> None:
    seen: set[tuple[object, ...]] = set()
    for row in TRANSITIONS:
        for source in row.sources:
            for removal in row.removals or [None]:
                for status in row.public_from or P:
                    case = (row.action, source, removal, row.when, row.by_system, status)
                    assert case not in seen, case
                    seen.add(case)


def test_asks_the_same_in_every_row_of_an_act() -> None:
    """Rows differ in where they lead, and the worker's in who and when: only a removal may ask more, by its kind.

    A debt is that of a publication or that of a takedown, which are two acts of one name.
    """
    asked: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    open_to: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    for row in TRANSITIONS:
        act = (row.action, row.effect if row.action == "clear_debt" else None)
        asked.setdefault((*act, frozenset(row.removals)), set()).add((row.guards, row.needs, row.at_stage))
        if not row.by_system:
            public = row.public_from and frozenset(row.public_from)
            open_to.setdefault(act, set()).add((row.roles, row.by, public, row.effect))
    assert [act for act, ways in asked.items() if len(ways) > 1] == []
    assert [act for act, ways in open_to.items() if len(ways) > 1] == []


def test_makes_a_guide_live_by_few_acts_only() -> None:
    live = {row.action for row in TRANSITIONS if row.public_to is not None and row.public_to.is_live}
    assert live == {"publish", "force_publish", "clear_debt", "reinstate"}


def test_publishes_only_in_ways_that_move_the_public_side_or_drop_the_work() -> None:
    for row in TRANSITIONS:
        if row.target is S.PUBLISHED and row.action != "drop_changes":
            assert row.public_to in (P.LIVE, P.LIVE_UNREVIEWED)


@pytest.mark.parametrize("status", [status for status in P if status.is_live])
def test_never_leaves_a_live_guide_in_the_trash(status: PublicStatus) -> None:
    for row in TRANSITIONS:
        if row.target is S.DISCARDED:
            assert row.public_from is not None
            assert status not in row.public_from
        if row.public_to is status:
            assert S.DISCARDED not in row.sources
