"""Nobody approves what they had a hand in, whichever way their hand got in."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.factories import a_document
from tests.journeys.hands import FIRST, LATER, Hands
from tests.support.clients import CommandLine
from tests.support.screens import Screen, shown

pytestmark = pytest.mark.usefixtures("sqlite_app")

OWN_TEXT = "You had a hand in this text, so your approval cannot be the second look at it."


def refused(one: Hands, page: str, action: str = "approve", sentence: str = OWN_TEXT) -> None:
    """The act is not offered, says why, and is refused all the same when it is posted."""
    before = shown(one.client, f"{page}/log")
    assert not before.offers(f"/actions/{action}")
    assert sentence in before.text
    answer = one.insists(page, action)
    assert (answer.status, sentence in answer.text) == (403, True), answer.text[:400]
    assert shown(one.client, f"{page}/log").text == before.text, "nothing moved"


def live(author: Hands, reviewer: Hands, publisher: Hands) -> str:
    page = author.start(a_document())
    author.does(page, "submit", **FIRST)
    reviewer.does(page, "approve")
    publisher.does(page, "publish")
    return page


def test_its_own_author_is_refused(all_in_one: Hands, reviewer: Hands) -> None:
    page = all_in_one.start(a_document())
    all_in_one.does(page, "submit", **FIRST)
    refused(all_in_one, page)
    reviewer.does(page, "approve")
    all_in_one.does(page, "publish")


def test_its_author_stays_one_when_a_colleague_sends_it_for_review(
    all_in_one: Hands, colleague: Hands, reviewer: Hands
) -> None:
    page = all_in_one.start(a_document())
    colleague.does(page, "submit", **FIRST)
    refused(all_in_one, page)
    assert "Ben Okafor" in shown(reviewer.client, page).text, "whoever sent it is one of them"
    reviewer.does(page, "approve")


def test_whoever_sends_it_for_review_is_refused(author: Hands, all_in_one: Hands) -> None:
    page = author.start(a_document())
    all_in_one.does(page, "submit", **FIRST)
    refused(all_in_one, page)


def test_saving_a_space_makes_neither_revision_nor_contributor(author: Hands, all_in_one: Hands) -> None:
    page = author.start(a_document())
    title = a_document()["title"]
    saved = all_in_one.save(page, title=f"{title} ")
    assert saved.location == f"{page}?said=unchanged"
    assert "there is no new revision" in shown(all_in_one.client, str(saved.location)).text
    assert "Revision 2," in shown(author.client, page).text, "that of the author’s own first save"
    author.does(page, "submit", **FIRST)
    assert "Had a hand in this text Amira Haddad. Someone else" in shown(author.client, page).text
    all_in_one.does(page, "approve")


def test_bringing_an_old_text_back_is_a_hand_in_it(
    author: Hands, all_in_one: Hands, reviewer: Hands, publisher: Hands
) -> None:
    page = live(author, reviewer, publisher)
    author.save(page, title="A title for a day")
    version = f"{page}/versions/2"
    form = shown(all_in_one.client, version).form("/actions/restore")
    assert form.send(all_in_one.client).status_code == 303
    assert shown(author.client, page).form(page).values["title"] == a_document()["title"]
    author.save(page, summary="Another summary.")
    author.does(page, "submit", **LATER)
    refused(all_in_one, page)


def test_bringing_a_text_in_from_a_file_is_a_hand_in_it(
    flask: CommandLine, author: Hands, all_in_one: Hands, tmp_path: Path
) -> None:
    page = author.start(a_document())
    file = tmp_path / "guide.json"
    file.write_text(json.dumps(a_document(summary="Written elsewhere.")), "utf-8")
    made = flask.invoke(args=["guides", "import", str(file), "--as", "solveig@example.org"])
    assert made.stdout.startswith("updated\t"), made.output
    author.does(page, "submit", **FIRST)
    refused(all_in_one, page)


def test_a_contributor_to_the_first_edition_may_review_the_second(
    author: Hands, all_in_one: Hands, reviewer: Hands, publisher: Hands
) -> None:
    page = all_in_one.start(a_document())
    author.does(page, "submit", **FIRST)
    reviewer.does(page, "approve")
    publisher.does(page, "publish")
    author.save(page, title="A better title")
    author.does(page, "submit", **LATER)
    all_in_one.does(page, "approve", comment="Better indeed.")


def test_what_was_approved_is_void_when_it_is_reopened(
    client: FlaskClient, author: Hands, reviewer: Hands, publisher: Hands
) -> None:
    page = author.start(a_document())
    author.does(page, "submit", **FIRST)
    reviewer.does(page, "approve")
    author.does(page, "reopen", reason="One more thought.")
    assert publisher.insists(page, "publish").status == 409
    author.save(page, title="One more thought")
    author.does(page, "submit", **FIRST)
    assert publisher.insists(page, "publish").status == 409
    assert client.get("/guides/bus-driver-to-transport-planner").status_code == 404
    reviewer.does(page, "approve")
    publisher.does(page, "publish")
    assert "One more thought" in Screen(client.get("/guides/bus-driver-to-transport-planner")).text
