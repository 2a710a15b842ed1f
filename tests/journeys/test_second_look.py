"""What was published without review says so, and owes a second look that only somebody else can give."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller

from tests.factories import a_document
from tests.journeys.hands import Hands, newcomer
from tests.support.clients import CommandLine
from tests.support.people import PEOPLE
from tests.support.screens import read, shown

REASON = "The strike is today, and half of this is about it."
NOT_A_SECOND_LOOK = "You wrote or published this text, so yours would not be a second look."


def test_forcing_leaves_a_debt_that_somebody_else_clears(
    clock: Traveller, sqlite_app: Flask, flask: CommandLine, client: FlaskClient,
    client_for: Callable[[str], FlaskClient], reviewer: Hands, all_in_one: Hands,
) -> None:  # fmt: skip
    forcer = newcomer(flask, sqlite_app.test_client(), "Magnus", "managing_editor", "reviewer")

    def item() -> dict[str, Any]:
        [found] = read(client, "/feed.json")["items"]
        told: dict[str, Any] = found
        return told

    page = all_in_one.start(a_document())
    assert all_in_one.insists(page, "force_publish", reason=REASON).status == 403, "not everyone may"
    assert forcer.act(page, "force_publish").status_code == 422, "not without a reason"
    assert read(client, "/feed.json")["items"] == []

    forcer.does(page, "force_publish", reason=REASON)
    before = item()
    assert before["_guide"]["status"] == "live_unreviewed"
    assert "reviewed_on" not in before["_guide"]
    assert "Live, second look owed" in shown(client_for("author"), page).text
    assert REASON in shown(client_for("author"), f"{page}/log").text

    clock.shift(timedelta(days=2))
    for someone in (forcer, all_in_one, reviewer):
        someone.comes_back()
    for one in (forcer, all_in_one):
        assert not shown(one.client, page).offers("/actions/clear_debt")
        answer = one.insists(page, "clear_debt")
        assert (answer.status, NOT_A_SECOND_LOOK in answer.text) == (403, True)
    assert item() == before

    reviewer.does(page, "clear_debt", comment="Read against the strike notice.")
    after = item()
    assert after["_guide"]["status"] == "live"
    assert after["_guide"]["reviewed_on"] == "2026-11-25"
    for name in ("id", "date_published", "date_modified", "content_html", "content_text"):
        assert after[name] == before[name]
    for name in ("version", "content_hash", "document"):
        assert after["_guide"][name] == before["_guide"][name]
    assert reviewer.insists(page, "clear_debt").status == 409, "it is cleared once"


@pytest.mark.usefixtures("sqlite_app")
def test_what_is_not_even_complete_cannot_be_forced(client: FlaskClient, author: Hands, client_for: Any) -> None:
    page = author.start(a_document(overview=None, roadmap=None))
    forcer = Hands(client_for("managing_editor"), PEOPLE["managing_editor"].email)
    assert not shown(forcer.client, page).offers("/actions/force_publish")
    answer = forcer.insists(page, "force_publish", reason=REASON)
    assert answer.status == 422
    assert "Overview is still empty." in answer.text
    assert read(client, "/feed.json")["items"] == []
