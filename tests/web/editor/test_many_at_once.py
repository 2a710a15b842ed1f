"""Acts on many guides, from the list: those that are picked, or all that match; each with its outcome."""

import re
from collections.abc import Callable, Mapping
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.datastructures import MultiDict

from cms.services import bulk
from cms.store import guides
from cms.store.guides import Guide
from tests import factories
from tests.factories import a_guide, revise
from tests.support.barriers import by_day_and_night
from tests.support.browser import follow
from tests.support.people import PEOPLE
from tests.support.screens import Screen, shown
from tests.web.editor.desk import page_of

For = Callable[[str], FlaskClient]
LIST = "/editor/guides"


def begin(client: FlaskClient, query: str, **typed: object) -> Screen:
    answer = shown(client, f"{LIST}?{query}").form("/bulk").send(client, typed)
    return Screen(client.get(answer.location)) if answer.status_code == 303 else Screen(answer)


def pick(guide: Guide) -> str:
    return f"{guide.id}:{guide.newest}"


def tags(guide: Guide) -> list[str]:
    found: list[str] = guides.revision(guide.id, guides.find(guide.id).newest).document.get("tags", [])
    return found


def test_a_tag_is_added_to_those_picked(sqlite_app: Flask, client_for: For) -> None:
    draft, other, frozen = a_guide("draft"), a_guide("draft"), a_guide("in_review")
    author = client_for("author")
    done = begin(author, "sort=title", action="add_tag", tag="night work", pick=[pick(draft), pick(frozen), "nonsense"])
    assert "2 of 2 gone through" in done.text
    assert ("1 changed" in done.text, "1 refused" in done.text) == (True, True)
    assert ("night work" in tags(draft), "night work" in tags(other)) == (True, False)
    assert f"{LIST}?sort=title" in done.links
    page = next(form for form in shown(author, LIST).forms if form.action.endswith("/bulk"))
    assert page.values["query"] == ""


def test_all_that_match_are_taken_and_the_rest_is_left(sqlite_app: Flask, client_for: For) -> None:
    first, second, other = a_guide("draft"), a_guide("draft"), a_guide("in_review")
    done = begin(client_for("author"), "state=draft", action="add_tag", tag="all of them", all="yes")
    assert "2 of 2 gone through" in done.text
    assert [("all of them" in tags(one)) for one in (first, second, other)] == [True, True, False]


def looked_at(client: FlaskClient, **typed: str) -> Callable[[], Screen]:
    """The list of drafts, now; called, all of it is sent."""
    form = shown(client, f"{LIST}?state=draft").form("/bulk")

    def send() -> Screen:
        answer = form.send(client, {"all": "yes", **typed})
        return Screen(client.get(answer.location)) if answer.status_code == 303 else Screen(answer)

    return send


def came_of(screen: Screen) -> Mapping[str, str]:
    """What is said of each guide, by its title."""
    rows = re.findall(r'dir="auto">([^<]+)</a></td>\s*<td[^>]*>(.*?)</td>', screen.html, re.DOTALL)
    return {title: re.sub(r"<[^>]+>", "", said).strip() for title, said in rows}


@pytest.mark.parametrize(
    "typed",
    [
        {"action": "assign", "person": str(PEOPLE["second_author"].id)},
        {"action": "set_review_by", "day": "2999-05-04"},
        {"action": "request_removal", "removal": "gone", "reason": "Old."},
    ],
    ids=lambda typed: typed["action"],
)  # fmt: skip
def test_of_all_those_that_moved_on_are_left(sqlite_app: Flask, client_for: For, typed: dict[str, str]) -> None:
    live = {"public": "live"} if typed["action"] == "request_removal" else {}
    still, edited, gone = (a_guide("published" if live else "draft") for _ in range(3))
    for one in (still, edited, gone) if live else ():
        revise(one.id, summary="A better summary.")
    send = looked_at(client_for("author"), **typed)
    revise(edited.id, "second_author", title="Edited meanwhile")
    factories.act(gone.id, "drop_changes" if live else "discard", "author")
    late = a_guide("draft")
    said = came_of(send())
    assert said == {
        still.title: "Done", "Edited meanwhile": "Refused It has changed since you looked at the list. Look at it, and "
        "pick it again.", late.title: "Refused It was not in the list when you looked at it.",
    }  # fmt: skip


def test_of_all_a_tag_goes_beside_what_was_saved_meanwhile(sqlite_app: Flask, client_for: For) -> None:
    edited = a_guide("draft")
    send = looked_at(client_for("author"), action="add_tag", tag="night work")
    revise(edited.id, "second_author", summary="Saved meanwhile.")
    late = a_guide("draft")
    said = came_of(send())
    assert (said[edited.title], said[late.title][:7]) == ("Done", "Refused")
    assert guides.revision(edited.id, 3).document["summary"] == "Saved meanwhile."
    assert guides.revision(edited.id, 3).cause == "merge"
    assert "night work" not in tags(late)


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-11-29T09:00:00", "0001-01-01T00:00+14:00"])
def test_all_needs_to_know_which_list_it_was(sqlite_app: Flask, client_for: For, seen: str) -> None:
    guide = a_guide("draft")
    refused = looked_at(client_for("author"), action="add_tag", tag="x", seen=seen)()
    assert (refused.status, "Load the list again" in refused.text, "x" in tags(guide)) == (422, True, False)


def test_many_go_on_without_whoever_began(sqlite_app: Flask, client_for: For) -> None:
    made = [a_guide("draft") for _ in range(2)]
    picked = [pick(made[0])] + [f"{uuid4()}:1" for _ in range(bulk.AT_ONCE)]
    author = client_for("author")
    begun = begin(author, "", action="add_tag", tag="later", pick=picked)
    assert f"0 of {len(picked)} gone through" in begun.text
    assert "This goes on by itself." in begun.text
    run = next(link for link in begun.links if link.startswith("/editor/bulk/"))
    done = sqlite_app.test_cli_runner().invoke(args=["worker", "--once"])
    assert done.exit_code == 0, done.output
    ended = shown(author, run)
    assert f"{len(picked)} of {len(picked)} gone through" in ended.text
    assert "This goes on" not in ended.text
    assert "later" in tags(made[0])
    assert client_for("reviewer").get(run).status_code == 404


def test_what_cannot_be_begun_is_said_and_kept(sqlite_app: Flask, client_for: For) -> None:
    guide = a_guide("draft")
    author = client_for("author")
    for typed, words in (
        ({"action": "add_tag", "tag": "x"}, "Pick at least one guide."),
        ({"action": "add_tag", "tag": "", "pick": pick(guide)}, "Say which tag."),
        ({"action": "publish", "pick": pick(guide)}, "Choose what to do"),
    ):
        refused = begin(author, "state=draft", **typed)
        assert (refused.status, words in refused.text) == (422, True)
        assert refused.form("/bulk").values["query"] == "state=draft"
    publisher = begin(client_for("publisher"), "", action="add_tag", tag="x", pick=[pick(guide)])
    assert "1 refused" in publisher.text, "the workflow decides for each"


def test_offers_what_ones_roles_allow(sqlite_app: Flask, client_for: For) -> None:
    a_guide("draft")
    for key, offered in (
        ("author", {"add_tag", "remove_tag", "request_removal", "assign", "set_review_by"}),
        ("managing_editor", {"assign", "set_review_by"}),
        ("publisher", {"request_removal"}),
        ("reviewer", set()),
    ):
        html = shown(client_for(key), LIST).html
        options = html.partition('<select class="form-select" id="action"')[2].partition("</select>")[0]
        assert {part.partition('"')[0] for part in options.split('value="')[1:]} == offered, key
        assert ('aria-label="Pick ' in html) == bool(offered), "who can do nothing picks nothing"


REMOVAL = {"action": "request_removal", "removal": "gone", "reason": "It is “out” of date."}


def again(client: FlaskClient, query: str = "", **typed: object) -> MultiDict[str, str]:
    """What the form holds when it was sent after its token had expired."""
    answer = Screen(shown(client, f"{LIST}?{query}").form("/bulk").send(client, {**typed, "csrf_token": "old"}))
    assert (answer.status, "security token expired" in answer.text) == (400, True)
    [form] = [one for one in answer.forms if "/bulk" in one.action]
    return form.values


def test_an_expired_token_does_nothing_and_loses_nothing(sqlite_app: Flask, client_for: For) -> None:
    first, second = a_guide("draft"), a_guide("draft")
    author = client_for("author")
    picked = pick(first)
    revise(first.id, summary="Saved meanwhile.")
    form = again(author, "state=draft", pick=[picked, "nonsense"], **REMOVAL)
    assert form.getlist("pick") == [picked], "with the revision that was looked at"
    assert {name: form[name] for name in REMOVAL} == REMOVAL
    assert (form["query"], "all" in form) == ("state=draft", False)
    assert again(author, pick=[], action="add_tag", tag="night", all="yes").getlist("pick") == []
    assert again(author, pick=pick(second), action="set_review_by", day="2999-05-04")["day"] == "2999-05-04"
    assert guides.find(second.id).review_by is None
    assert form["csrf_token"] != "old"
    answer = author.post("/editor/bulk", data={**form, "pick": pick(second), "action": "add_tag", "tag": "x"})
    assert (answer.status_code, "x" in tags(second)) == (303, True), "the form that came again works"


def test_what_was_picked_comes_back_from_any_page(
    sqlite_app: Flask, client_for: For, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.web.editor.guide_list._PAGE", 2)
    made = [a_guide("draft") for _ in range(5)]  # the newest come first
    author = client_for("author")
    later = shown(author, next(link for link in shown(author, LIST).links if "cursor=" in link))
    [form] = [one for one in later.forms if "/bulk" in one.action]
    typed = {"pick": [pick(made[2]), pick(made[4])], "action": "add_tag", "tag": "", "all": []}
    answer = Screen(form.send(author, typed))
    assert answer.status == 422
    [form] = [one for one in answer.forms if "/bulk" in one.action]
    assert sorted(form.values.getlist("pick")) == sorted(typed["pick"])
    assert page_of(made[2]) in answer.links, "the page that was there"
    assert page_of(made[4]) not in answer.links
    assert "Picked, and not on this page" in answer.text
    none = author.post("/editor/bulk", data={**form.values, "query": "state=approved", "tag": ""})
    assert pick(made[2]) in none.text, "also where the list has nothing any more"


def test_all_that_match_comes_back_ticked(sqlite_app: Flask, client_for: For, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.web.editor.guide_list._PAGE", 1)
    guide, _ = a_guide("draft"), a_guide("draft")
    author = client_for("author")
    form = again(author, pick=pick(guide), all="yes", **REMOVAL)
    assert (form.get("all"), form.getlist("pick")) == ("yes", [pick(guide)])


def test_a_script_picks_all_and_shows_what_the_act_needs(browser_for: Callable[..., Page]) -> None:
    for _ in range(3):
        a_guide("draft")
    page = browser_for("author")
    page.goto(LIST)
    expect(page.get_by_label("Reason (for a removal)")).to_be_hidden()
    page.get_by_label("Pick all on this page").check()
    expect(page.get_by_role("group", name="With the 3 guides picked")).to_be_visible()
    page.get_by_label("Pick ").nth(1).uncheck()
    expect(page.get_by_role("group", name="With the 2 guides picked")).to_be_visible()
    page.get_by_label("Do", exact=True).select_option("request_removal")
    expect(page.get_by_label("Tag", exact=True)).to_be_hidden()
    page.get_by_label("Do", exact=True).select_option("add_tag")
    follow(page.get_by_role("button", name="Do this"))
    expect(page.get_by_text("Say which tag.")).to_be_visible()
    expect(page.get_by_role("group", name="With the 2 guides picked")).to_be_visible()
    page.get_by_label("Tag", exact=True).fill("picked")
    follow(page.get_by_role("button", name="Do this"))
    expect(page.get_by_text("2 of 2 gone through")).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, {"width": 1280, "height": 800}])
def test_what_can_be_done_comes_into_sight_with_the_first_that_is_picked(
    browser_for: Callable[..., Page], viewport: dict[str, int]
) -> None:
    for _ in range(25):
        a_guide("draft")
    page = browser_for("author", java_script_enabled=False, viewport=viewport)
    page.goto(LIST)
    box, together = page.locator("[name=pick]").nth(1), page.locator("#together")
    expect(together).not_to_be_in_viewport()
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(together).to_be_in_viewport()
    expect(box).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="What to do with those picked")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(together.locator(":focus")).to_have_count(1)
    box.focus()
    page.keyboard.press("Space")
    expect(together).not_to_be_in_viewport()


def test_is_free_of_barriers_while_something_is_picked(browser_for: Callable[..., Page]) -> None:
    a_guide("draft")
    page = browser_for("author", viewport={"width": 1280, "height": 800})
    page.goto(LIST)
    page.get_by_label("Pick all on this page").check()
    page.keyboard.press("Tab")
    by_day_and_night(page, LIST)
