"""What is late comes first on the desk, and is said to be late; a list says which filters it is narrowed by."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms.services import staging
from tests.factories import a_guide, act
from tests.support.people import PEOPLE, actor
from tests.support.screens import shown
from tests.web.editor.desk import page_of
from tests.web.editor.test_desk import listed, parts

ClientFor = Callable[[str], FlaskClient]
NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)  # a Monday


def test_reviews_that_are_due_come_first(sqlite_app: Flask, client_for: ClientFor) -> None:
    look = {"name": "Second look", "roles": ["reviewer"], "approvals": 1, "due_days": None}
    made = []
    for days, due_days in ((5, 2), (3, None), (2, 5), (1, None)):
        with time_machine.travel(NOW - timedelta(days=days), tick=False):
            staging.configure([{**look, "due_days": due_days}], actor=actor("managing_editor"))
            made.append(page_of(a_guide("in_review")))
    late, without, later, last = made
    with time_machine.travel(NOW, tick=False):
        reviewer = client_for("reviewer")
        _, href, links = parts(shown(reviewer, "/editor/"))["Reviews for you"]
        in_turn = [late, later, without, last]
        assert links == [f"{page}/review" for page in in_turn]
        assert listed(reviewer, href) == in_turn
        assert parts(shown(client_for("author"), "/editor/"))["Yours, with a reviewer"][2] == in_turn
        managing = client_for("managing_editor")
        number, href, links = parts(shown(managing, "/editor/"))["Reviews overdue"]
        assert (number, links) == ("1", [late])
        assert listed(managing, href) == [late]
        assert "Review overdue since 11 Dec 2026" in shown(managing, href).text
        assert "Reviews overdue" not in parts(shown(reviewer, "/editor/"))


def test_the_pages_of_that_order_go_on_where_they_ended(sqlite_app: Flask, client_for: ClientFor) -> None:
    staging.configure(
        [{"name": "Look", "roles": ["reviewer"], "approvals": 1, "due_days": 2}], actor=actor("managing_editor")
    )
    made = {page_of(a_guide("in_review")) for _ in range(3)} | {page_of(a_guide("draft")) for _ in range(49)}
    reviewer = client_for("reviewer")
    first = shown(reviewer, "/editor/guides?sort=review_due")
    [onward] = {link for link in first.links if "cursor=" in link}
    seen = listed(reviewer, "/editor/guides?sort=review_due")
    assert len(seen) == 50
    assert {*seen, *listed(reviewer, onward)} == made


def test_a_second_look_is_said_to_be_overdue(sqlite_app: Flask, client_for: ClientFor) -> None:
    with time_machine.travel(NOW, tick=False):
        guide = a_guide("published")
        act(guide.id, "takedown", "managing_editor", removal="gone", reason="A court.")
        for page in ("/editor/", "/editor/guides", page_of(guide)):
            assert "Second look due by 21 Dec 2026" in shown(client_for("reviewer"), page).text
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        for page in ("/editor/", "/editor/guides", page_of(guide)):
            assert "Second look overdue since 21 Dec 2026" in shown(client_for("second_reviewer"), page).text


def test_each_filter_is_said_and_can_be_taken_away(sqlite_app: Flask, author: FlaskClient) -> None:
    a_guide("draft")
    chosen = f"q=bus&owner={PEOPLE['author'].id}&language=en&state=draft&public=never_published&wants=my_text"
    screen = shown(author, f"/editor/guides?{chosen}&sort=title")
    for words in ("Owner: Amira Haddad", "Language: en", "Draft", "Never published", "Mine to write"):
        assert f"{words} ×: no longer" in screen.text, words
    assert f"/editor/guides?{chosen.replace('&state=draft', '')}&sort=title" in screen.links
    assert "no longer" not in shown(author, "/editor/guides?q=bus&sort=title").text
