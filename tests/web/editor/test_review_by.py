"""The day by which a guide is looked at again: set, moved and cleared by form, by program, and for many at once."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.services import auditing
from cms.services.auditing import Asked
from cms.store import guides
from cms.store.guides import Guide
from tests.factories import a_guide
from tests.services.records import last_event
from tests.support.clients import Api
from tests.support.screens import Screen, shown
from tests.web.api.calls import at, done, problem
from tests.web.editor.desk import page_of
from tests.web.editor.test_html import sound

pytestmark = pytest.mark.usefixtures("sqlite_app")

For = Callable[[str], FlaskClient]
DAY = "2999-05-04"


@pytest.fixture
def guide(app: Flask) -> Guide:
    return a_guide("published")


def dated(api_for: Callable[..., Api], guide: Guide) -> None:
    done(api_for("author"), str(guide.id), "set_review_by", due=f"{DAY}T00:00:00Z")
    assert guides.find(guide.id).review_by == date.fromisoformat(DAY)


def cleared(guide: Guide) -> None:
    """By an act of its own, which the log tells."""
    assert guides.find(guide.id).review_by is None
    event = last_event(guide.id)
    assert (event.action, event.said) == ("set_review_by", {"review_by": None})
    [entry] = auditing.of_guides(Asked(guide_id=guide.id), limit=1)
    assert entry.why == ("By no day any more.",)


def test_is_cleared_on_the_page_of_the_guide(guide: Guide, client_for: For, api_for: Callable[..., Api]) -> None:
    author, page = client_for("author"), page_of(guide)
    form = shown(author, page).form("/actions/set_review_by")
    assert [one for one in form.buttons if one.name == "no_day"] == [], "there is none to clear"
    assert form.send(author, {"day": DAY}).status_code == 303
    screen = shown(author, page)
    sound(screen.html)
    [button] = [one for one in screen.form("/actions/set_review_by").buttons if one.name == "no_day"]
    form = screen.form("/actions/set_review_by")
    assert form.send(author, {"day": DAY}, press=button).status_code == 303
    cleared(guide)
    again = Screen(form.send(author, {"day": DAY}, press=button))
    assert (again.status, "No such day is set." in again.text) == (409, True)


def test_is_cleared_by_a_program(guide: Guide, api_for: Callable[..., Api]) -> None:
    dated(api_for, guide)
    author = api_for("author")
    both = {"due": f"{DAY}T00:00:00Z", "no_day": True}
    for said in (both, {"no_day": False}, {}):
        answer = author.post(at(str(guide.id), "actions", "set_review_by"), json=said, if_match=guide.newest)
        assert "or say that there is none" in problem(answer, 422)["detail"]
    done(author, str(guide.id), "set_review_by", no_day=True)
    cleared(guide)
    answer = author.post(at(str(guide.id), "actions", "set_review_by"), json={"no_day": True}, if_match=guide.newest)
    assert "No such day is set." in problem(answer, 409)["detail"]


def test_is_cleared_for_many(guide: Guide, client_for: For, api_for: Callable[..., Api]) -> None:
    dated(api_for, guide)
    other, author = a_guide("draft"), client_for("author")
    picked = [f"{one.id}:{one.newest}" for one in (guide, other)]

    def begun(**typed: str) -> Screen:
        form = shown(author, "/editor/guides").form("/bulk")
        answer = form.send(author, {"action": "set_review_by", "pick": picked, **typed})
        return Screen(author.get(answer.location)) if answer.status_code == 303 else Screen(answer)

    both = begun(day=DAY, no_day="yes")
    sound(both.html)
    assert (both.status, "Give a day, or say that there is none" in both.text) == (422, True)
    assert (both.form("/bulk").values["day"], both.form("/bulk").values["no_day"]) == (DAY, "yes")
    ended = begun(no_day="yes")
    assert ("1 changed" in ended.text, "1 were like that already" in ended.text) == (True, True)
    cleared(guide)
