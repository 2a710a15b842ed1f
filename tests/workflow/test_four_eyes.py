from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.workflow import Authorship, contributors


def revision(number: int, by: str, *, text: str = "", base: str | None = "base", **more: Any) -> Authorship:
    return Authorship(number, by, text or f"text-{number}", base, more.pop("cause", "edit"), **more)


@pytest.mark.parametrize("cause", ["edit", "autosave", "merge", "restore", "import", "suggestion"])
def test_makes_a_contributor_of_whoever_changed_something(cause: str) -> None:
    assert contributors([revision(1, "amira", cause=cause)], since=0) == {"amira"}


def test_makes_a_contributor_of_whoever_wrote_the_first_revision() -> None:
    assert contributors([revision(1, "amira", base=None)], since=0) == {"amira"}


def test_does_not_make_a_contributor_of_whoever_saves_what_was_there() -> None:
    history = [revision(1, "amira", text="same", base=None), revision(2, "ruth", text="same", base="same")]
    assert contributors(history, since=0) == {"amira"}


def test_does_not_make_contributors_by_a_suggestion_that_changed_nothing() -> None:
    empty = revision(2, "ruth", text="same", base="same", suggested_by=("ravi",))
    assert contributors([empty], since=0) == frozenset()


def test_counts_everyone_whose_suggestion_was_accepted_and_who_accepted_it() -> None:
    accepted = revision(2, "amira", cause="suggestion", suggested_by=("ruth", "ravi"))
    assert contributors([accepted], since=0) == {"amira", "ruth", "ravi"}


def test_keeps_the_author_when_a_colleague_submits() -> None:
    assert contributors([revision(1, "amira")], since=0, submitter="ben") == {"amira", "ben"}


def test_counts_the_submitter_who_wrote_nothing() -> None:
    assert contributors([], since=0, submitter="ben") == {"ben"}


def test_forgets_what_was_published_with_approvals() -> None:
    history = [revision(4, "amira"), revision(5, "ben"), revision(6, "ruth")]
    assert contributors(history, since=5) == {"ruth"}


revisions = st.lists(
    st.builds(
        Authorship,
        number=st.integers(1, 9),
        actor_id=st.sampled_from("abc"),
        digest=st.sampled_from("xyz"),
        base_digest=st.sampled_from([None, "x", "y", "z"]),
        cause=st.just("edit"),
        suggested_by=st.sampled_from([(), ("d",), ("e", "f")]),
    )
)


@given(revisions, revisions, st.integers(0, 9), st.integers(0, 9))
def test_never_loses_a_contributor_to_more_history_or_an_earlier_start(
    before: list[Authorship], after: list[Authorship], one: int, other: int
) -> None:
    since, earlier = max(one, other), min(one, other)
    assert contributors(before, since=since) <= contributors(before + after, since=earlier)
