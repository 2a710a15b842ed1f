"""What the buttons at a guide say where something waits already, and the heading above what is in the way."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide, act, revise
from tests.support.screens import Screen, shown
from tests.web.editor.desk import page_of

ClientFor = Callable[[str], FlaskClient]
DUE = datetime(2999, 1, 1, 9, tzinfo=UTC)


def buttons(screen: Screen) -> list[tuple[str, str]]:
    """(act, words of its button) in the order of the page."""
    forms = [one for one in screen.forms if "/actions/" in one.action]
    return [
        (one.action.rpartition("/")[2], next(button.words for button in one.buttons if button.works)) for one in forms
    ]


def test_publishing_what_is_scheduled_says_that_it_is_now(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, publisher = a_guide("approved"), client_for("publisher")
    page = page_of(guide)
    assert ("publish", "Publish") in buttons(shown(publisher, page))
    act(guide.id, "schedule", "publisher", due=DUE, zone="Europe/Berlin")
    screen = shown(publisher, page)
    assert ("publish", "Publish now") in buttons(screen)
    assert (
        "Readers get it now, not at the time planned: Tue 1 Jan 2999, 10:00 (Europe/Berlin), which is 09:00 UTC."
    ) in screen.text
    act(guide.id, "unschedule", "publisher", reason="Later.")
    assert ("publish", "Publish") in buttons(shown(publisher, page)), "nothing waits for a time"


def test_a_removal_that_is_asked_for_is_confirmed_first_or_asked_for_differently(
    sqlite_app: Flask, client_for: ClientFor
) -> None:
    guide, publisher = a_guide("published"), client_for("publisher")
    page = page_of(guide)
    assert ("request_removal", "Ask for removal") in buttons(shown(publisher, page))
    act(guide.id, "request_removal", "author", removal="gone", reason="Out of date.")
    screen = shown(publisher, page)
    names = [action for action, _ in buttons(screen)]
    assert names.index("confirm_removal") < names.index("request_removal")
    assert dict(buttons(screen))["request_removal"] == "Ask for a different removal"
    assert "It takes the place of the one that is asked for" in screen.text
    own = dict(buttons(shown(client_for("author"), page)))
    assert "confirm_removal" not in own
    assert own["request_removal"] == "Ask for a different removal", "whoever asked may think better of it"


def test_what_is_in_the_way_is_headed_by_what_it_is_in_the_way_of(sqlite_app: Flask, client_for: ClientFor) -> None:
    author = client_for("author")
    assert "Before it can go live" in shown(author, page_of(a_guide("draft"))).text
    live = a_guide("published")
    revise(live.id, summary="A better summary.")
    text = shown(author, page_of(live)).text
    assert "Before the next version can go live" in text
    assert "Before it can go live" not in text
