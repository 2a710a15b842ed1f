"""Small promises between the screens: neighbours that part, words one searches for, pages that are not saved yet."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_document, a_guide, published_again
from tests.support.clients import submit


def test_translations_that_part_stop_naming_each_other(sqlite_app: Flask, client: FlaskClient) -> None:
    one = a_guide("published", a_document(slug="one", translation_key="shared", language="de"))
    other = a_guide("published", a_document(slug="other", translation_key="shared", language="fr"))
    assert 'hreflang="de"' in client.get(f"/guides/{other.slug}").text
    published_again(one.id, translation_key="of-its-own")
    assert 'hreflang="de"' not in client.get(f"/guides/{other.slug}").text


def test_finds_words_however_their_quotes_are_typed(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published", a_document(tags=["driver’s licence"]))
    for typed in ("driver’s", "driver's", "DRIVERS LICENCE"):
        assert f"/guides/{guide.slug}" in client.get("/", query_string={"q": typed, "from_role": ""}).text, typed
    assert f"/guides/{guide.slug}" not in client.get("/", query_string={"q": "drivers’ club"}).text


def test_offers_no_act_while_something_is_only_on_the_page(
    sqlite_app: Flask, client_for: Callable[[str], FlaskClient]
) -> None:
    guide = a_guide("draft")
    author, page = client_for("author"), f"/editor/guides/{guide.id}"
    assert "/actions/submit" in author.get(page).text
    answer = submit(author, page, {"base": "1", "end": "1", "title": "Only here", "do": "add:faq"}, page=page)
    assert "Only here" in answer.text
    assert "/actions/" not in answer.text
    assert "Save first" in answer.text
