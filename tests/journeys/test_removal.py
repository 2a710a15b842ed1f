"""A guide leaves by two people, or at once by one, and comes back; somebody says that it holds. By plain forms."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.factories import a_guide, act, published_again
from tests.journeys.hands import Hands
from tests.support.barriers import by_turns
from tests.support.people import PEOPLE
from tests.support.screens import Screen, read, shown

WHY = "The figures are from 2019, and nobody keeps them up."


def page_of(guide_id: object) -> str:
    return f"/editor/guides/{guide_id}"


def public(client: FlaskClient) -> list[str]:
    return [item["url"].rpartition("/")[2] for item in read(client, "/feed.json")["items"]]


def test_a_guide_is_redirected_by_two_people_and_brought_back(
    sqlite_app: Flask, client: FlaskClient, author: Hands, colleague: Hands, publisher: Hands
) -> None:
    guide, newer = a_guide("published"), a_guide("published")
    page, address = page_of(guide.id), f"/guides/{guide.slug}"
    untold = author.act(page, "request_removal", removal="redirect", reason=WHY)
    screen = Screen(untold)
    assert (untold.status_code, "Name the guide that readers are sent to." in screen.text) == (422, True)
    again = screen.form("/actions/request_removal").values
    assert (again["reason"], again["removal"]) == (WHY, "redirect"), "nothing that was written is lost"
    itself = author.insists(page, "request_removal", removal="redirect", reason=WHY, target=address)
    assert (itself.status, "another guide that is live" in itself.text) == (409, True)

    target = f"http://guides.test/guides/{newer.slug}?from=mail#top"  # as it is copied from a browser
    author.does(page, "request_removal", removal="redirect", reason=WHY, target=target)
    assert client.get(address).status_code == 200, "asking changes nothing"
    assert guide.title in shown(publisher.client, "/editor/").text.partition("Removals you can confirm")[2]
    for one in (author, colleague, publisher):
        seen = shown(one.client, page)
        assert all(words in seen.text for words in ("Removal asked for", WHY, "Amira Haddad", newer.title))
        assert seen.offers("/actions/confirm_removal") == (one is publisher)
    assert author.insists(page, "confirm_removal").status == 403
    assert publisher.insists(page, "confirm_removal", removal="gone").status == 409, "that is not what was asked for"

    publisher.does(page, "confirm_removal")
    answer = client.get(address)
    assert (answer.status_code, answer.location) == (301, f"/guides/{newer.slug}")
    assert public(client) == [newer.slug]
    told = shown(author.client, page)
    assert "confirmed by Paula Costa" in told.text
    assert not told.offers("/actions/request_removal")

    publisher.does(page, "reinstate")
    assert client.get(address).status_code == 200
    assert set(public(client)) == {guide.slug, newer.slug}
    assert "Why it is not live" not in shown(author.client, page).text
    log = shown(author.client, f"{page}/log").text
    assert all(words in log for words in ("asked for its removal", "confirmed its removal", "reinstated it", WHY))


def test_a_guide_is_taken_down_by_one_and_looked_at_by_another(
    sqlite_app: Flask, client: FlaskClient, client_for: Callable[[str], FlaskClient], author: Hands, reviewer: Hands
) -> None:
    guide = a_guide("published")
    page, mona = page_of(guide.id), Hands(client_for("managing_editor"), PEOPLE["managing_editor"].email)
    assert not shown(author.client, page).offers("/actions/takedown")
    form = shown(mona.client, page)
    assert "on your word alone" in form.text
    assert 'value="redirect"' not in form.html, "a takedown does not redirect"
    assert mona.act(page, "takedown", removal="withdrawn").status_code == 422, "not without a reason"
    mona.does(page, "takedown", removal="withdrawn", reason=WHY, public_text="Please wait for the next edition.")
    left = client.get(f"/guides/{guide.slug}")
    assert (left.status_code, "Please wait for the next edition." in left.text, WHY in left.text) == (200, True, False)
    assert public(client) == []
    assert "Taken down by Mona Schreiber" in shown(reviewer.client, "/editor/").text
    assert not shown(mona.client, page).offers("/actions/clear_debt")
    assert "Second look due by" in shown(mona.client, page).text
    reviewer.does(page, "clear_debt", comment="Rightly so.")
    assert "Second looks you can give" not in shown(reviewer.client, "/editor/").text
    assert client.get(f"/guides/{guide.slug}.json").status_code == 410


def test_an_owner_says_that_it_still_holds(
    sqlite_app: Flask, client: FlaskClient, author: Hands, colleague: Hands
) -> None:
    guide = a_guide("published")
    page = page_of(guide.id)
    assert not shown(colleague.client, page).offers("/actions/reaffirm")
    assert author.act(page, "reaffirm").status_code == 422
    author.does(page, "reaffirm", evidence="The tariff of the transport union, page 4.")
    assert "Last verified" in client.get(f"/guides/{guide.slug}").text
    assert "tariff" in shown(author.client, f"{page}/log").text
    assert "tariff" not in client.get(f"/guides/{guide.slug}").text


def test_the_screens_are_free_of_barriers(browser_for: Callable[..., Page]) -> None:
    asked, gone, newer = (a_guide("published") for _ in range(3))
    published_again(newer.id, slug="newer")
    act(asked.id, "request_removal", "author", removal="redirect", target="newer", reason=WHY, public_text="See there.")
    act(gone.id, "takedown", "managing_editor", removal="gone", reason=WHY)
    for person, paths in (
        ("publisher", ("/editor/", page_of(asked.id), page_of(gone.id))),
        ("managing_editor", (page_of(newer.id),)),
    ):
        page = browser_for(person, viewport={"width": 1280, "height": 900})
        for turn, path in enumerate(paths):
            page.goto(path)
            page.eval_on_selector_all("aside details", "all => all.forEach(one => { one.open = true })")
            by_turns(page, path, turn)
