"""Acts on many guides, from the list: those that are picked, or all that match; each with its outcome."""

from collections.abc import Callable
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from cms.services import bulk
from cms.store import guides
from cms.store.guides import Guide
from tests.factories import a_guide
from tests.support.browser import follow
from tests.support.screens import Screen, shown

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


def test_a_tag_is_added_to_those_picked(app: Flask, client_for: For) -> None:
    draft, other, frozen = a_guide("draft"), a_guide("draft"), a_guide("in_review")
    author = client_for("author")
    done = begin(author, "sort=title", action="add_tag", tag="night work", pick=[pick(draft), pick(frozen), "nonsense"])
    assert "2 of 2 done" in done.text
    assert ("1 changed" in done.text, "1 refused" in done.text) == (True, True)
    assert ("night work" in tags(draft), "night work" in tags(other)) == (True, False)
    assert f"{LIST}?sort=title" in done.links
    page = next(form for form in shown(author, LIST).forms if form.action.endswith("/bulk"))
    assert page.values["query"] == ""


def test_all_that_match_are_taken_and_the_rest_is_left(app: Flask, client_for: For) -> None:
    first, second, other = a_guide("draft"), a_guide("draft"), a_guide("in_review")
    done = begin(client_for("author"), "state=draft", action="add_tag", tag="all of them", all="yes")
    assert "2 of 2 done" in done.text
    assert [("all of them" in tags(one)) for one in (first, second, other)] == [True, True, False]


def test_many_go_on_without_whoever_began(app: Flask, client_for: For) -> None:
    made = [a_guide("draft") for _ in range(2)]
    picked = [pick(made[0])] + [f"{uuid4()}:1" for _ in range(bulk.AT_ONCE)]
    author = client_for("author")
    begun = begin(author, "", action="add_tag", tag="later", pick=picked)
    assert f"0 of {len(picked)} done" in begun.text
    assert "This goes on by itself." in begun.text
    run = next(link for link in begun.links if link.startswith("/editor/bulk/"))
    done = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert done.exit_code == 0, done.output
    ended = shown(author, run)
    assert f"{len(picked)} of {len(picked)} done" in ended.text
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
    reviewer = begin(client_for("reviewer"), "", action="add_tag", tag="x", pick=[pick(guide)])
    assert "1 refused" in reviewer.text, "the workflow decides for each"


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
    page.get_by_label("Tag", exact=True).fill("picked")
    follow(page.get_by_role("button", name="Do this"))
    expect(page.get_by_text("2 of 2 done")).to_be_visible()
