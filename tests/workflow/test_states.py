import json

import pytest

from cms.workflow import EDITORIAL_ROLES, OPERATOR, SYSTEM, PublicStatus, Removal, Role, State
from cms.workflow.actors import either, in_words
from cms.workflow.states import Worded


def test_names_states_and_public_statuses_as_the_log_and_the_api_do() -> None:
    assert list(State) == [
        "draft", "in_review", "approved", "scheduled", "published", "changes_requested", "publish_failed", "discarded",
    ]  # fmt: skip
    assert list(PublicStatus) == [
        "never_published", "live", "live_unreviewed", "withdrawn", "redirected", "gone",
    ]  # fmt: skip


@pytest.mark.parametrize("word", [*State, *PublicStatus, *Removal, *Role])
def test_has_words_for_an_editor(word: Worded) -> None:
    assert word.label[:1].isupper()
    assert "_" not in word.label


def test_is_plain_text_to_a_database_and_to_json() -> None:
    assert State("in_review") is State.IN_REVIEW
    assert json.dumps({"state": State.IN_REVIEW}) == '{"state": "in_review"}'
    assert f"{State.IN_REVIEW}" == "in_review"


def test_is_live_with_or_without_a_second_look() -> None:
    assert [status for status in PublicStatus if status.is_live] == ["live", "live_unreviewed"]


def test_gives_admin_no_editorial_right_and_the_worker_no_role() -> None:
    assert {"author", "reviewer", "publisher", "managing_editor"} == EDITORIAL_ROLES
    assert SYSTEM.roles == frozenset()
    assert OPERATOR.roles == {Role.AUTHOR, Role.MANAGING_EDITOR}


def test_says_roles_in_a_sentence() -> None:
    assert in_words({Role.PUBLISHER, Role.AUTHOR}) == "an author or a publisher"
    assert in_words(EDITORIAL_ROLES) == "anyone with an editorial role"
    assert either(["this", "that", "the other"]) == "this, that or the other"
