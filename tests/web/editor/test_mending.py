"""What a machine can mend is mended by the button of its finding, and taken back by one beside what it says."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from werkzeug.test import TestResponse

from cms import clock, content
from cms.content import Document
from cms.content.preflight import FIXES
from tests import factories
from tests.content.preflight.edges import EDGES
from tests.content.preflight.looking import whole
from tests.factories import a_document, revise
from tests.support.browser import follow
from tests.support.screens import shown
from tests.support.typed import typed
from tests.web.editor.desk import drafted, newest
from tests.web.editor.test_checking import checked
from tests.web.editor.writer import Writer

ClientFor = Callable[[str], FlaskClient]


def mended(client: FlaskClient, page: str, rule: str, path: str, base: str = "1", **more: str) -> TestResponse:
    client.get("/account")
    data = {"csrf_token": client.csrf, "base": base, "rule": rule, "path": path, **more}  # type: ignore[attr-defined]
    return client.post(f"{page}/mend", data=data)


def flawed(rule: str) -> Document:
    """A text with a finding that a machine can mend, which not every finding of these rules is."""
    base = whole()
    if rule == "S12":
        return content.draft(
            {**base, "reality_check": {**base["reality_check"], "love": ["Same.", "Other.", "“same”."]}}
        )
    if rule == "K01":
        first = base["skills_to_learn"][0]
        twin = {**first, "skill": {**first["skill"], "slug": "its-twin"}}
        return content.draft({**base, "skills_to_learn": [first, twin, *base["skills_to_learn"][1:]]})
    if rule == "R02":
        return content.draft({**base, "resources": [*base["resources"], {**base["resources"][0], "id": "its-twin"}]})
    return content.draft(EDGES[rule].fires)


@pytest.mark.parametrize("rule", FIXES)
def test_a_button_mends_what_it_names(sqlite_app: Flask, author: FlaskClient, rule: str) -> None:
    document = flawed(rule)
    guide, page = drafted(document)
    [first, *others] = [one.path for one in content.findings(document, clock.today()) if one.rule == rule]
    forms = [one.values for one in shown(author, page).forms if one.action.endswith("/mend")]
    assert ("1", rule, first) in [(one["base"], one["rule"], one["path"]) for one in forms]
    answer = mended(author, page, rule, first)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}?said=mended&rule={rule}&mended=2"), (
        answer.text
    )
    kept = newest(guide.id)
    left = [one.path for one in content.findings(kept.document, clock.today()) if one.rule == rule]
    assert (kept.number, len(left)) == (2, len(others))
    assert (
        f"Saved. {FIXES[rule].done}"
        in shown(author, answer.headers["Location"]).html.partition('id="save-state"')[2][:150]
    )


def test_what_is_not_there_is_not_mended(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(flawed("P08"))
    assert mended(author, page, "P08", "faq[nobody]").headers["Location"] == f"{page}?said=nothing_to_mend"
    for rule in ("S01", "", "nonsense"):
        assert mended(author, page, rule, "title").status_code == 400
    for base in ("", "0", "2", "x"):
        assert mended(author, page, "P08", "faq[0]", base=base).status_code == 400
    assert mended(author, page, "P08", "faq[0]", csrf_token="").status_code == 400
    assert newest(guide.id).number == 1


def path_of(rule: str) -> str:
    return next(one.path for one in content.findings(flawed(rule), clock.today()) if one.rule == rule)


def test_mending_an_older_text_keeps_what_others_wrote_or_is_refused(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(flawed("P08"))
    revise(guide.id, "second_author", region="FR")
    assert mended(author, page, "P08", path_of("P08")).status_code == 303
    assert newest(guide.id).document["region"] == "FR"
    other, page = drafted(content.draft({**flawed("P08"), "slug": "another", "to_role": {"label": "Cook"}}))
    faq = newest(other.id).document["faq"]
    revise(other.id, "second_author", faq=[{**faq[0], "question": "Something else?"}, *faq[1:]])
    assert mended(author, page, "P08", path_of("P08")).status_code == 409
    assert newest(other.id).number == 2


def test_who_may_not_write_may_neither_ask_nor_mend(
    sqlite_app: Flask, author: FlaskClient, client: FlaskClient, client_for: ClientFor
) -> None:
    guide, page = drafted()
    reviewer = client_for("reviewer")
    assert mended(reviewer, page, "P08", "faq[0]").status_code == 403
    assert checked(reviewer, page, {}).status_code == 403
    assert checked(client, page, {}).status_code == 401
    assert client.post(f"{page}/mend").status_code == 303
    assert author.post(f"{page}/findings", data=typed(a_document())).status_code == 400, "no token"
    text = content.draft({**a_document(), "overview": "It's ours, isn’t it? " + a_document()["overview"]})
    revise(guide.id, overview=text["overview"])
    factories.submit(guide.id)
    [path] = [one.path for one in content.findings(text, clock.today()) if one.rule == "P02"]
    answer = mended(author, page, "P02", path, "2")
    assert answer.status_code == 409
    assert newest(guide.id).number == 2


def test_a_button_mends_beside_text_that_was_not_saved_yet(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    page = writer.page
    writer.types(**{"faq-1-question": "This asks nothing"})
    button = page.get_by_role("button", name="Add the question mark")
    expect(button).to_be_visible()
    writer.is_saved()
    writer.types(title="Typed a moment ago")
    follow(button)
    writer.ready()
    expect(writer.field("faq-1-question")).to_have_value("This asks nothing?")
    expect(writer.field("title")).to_have_value("Typed a moment ago")
    assert writer.document()["title"] == "Typed a moment ago"
    writer.types(summary="Typed after that")
    taken_back = page.locator("#panel-findings").get_by_role("button", name="Take it back")
    with page.expect_navigation():
        taken_back.click()
    writer.ready()
    expect(writer.state).to_have_text("It is as it was before.")
    expect(taken_back).to_have_count(0)
    expect(writer.field("faq-1-question")).to_have_value("This asks nothing")
    expect(writer.field("title")).to_have_value("Typed a moment ago")
    expect(writer.field("summary")).to_have_value("Typed after that")


def unmended(client: FlaskClient, page: str, mended: str) -> TestResponse:
    return client.post(f"{page}/unmend", data={"csrf_token": client.csrf, "base": "1", "mended": mended})  # type: ignore[attr-defined]


def test_what_was_mended_is_taken_back_and_what_was_saved_since_stays(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(flawed("P08"))
    before = newest(guide.id).document
    done = mended(author, page, "P08", path_of("P08"))
    form = shown(author, done.headers["Location"]).form("/unmend")
    revise(guide.id, "second_author", region="FR")
    assert form.send(author).headers["Location"] == f"{page}?said=unmended"
    assert newest(guide.id).document == {**before, "region": "FR"}
    assert "/unmend" not in shown(author, f"{page}?said=unmended").html


def test_what_others_wrote_at_the_same_place_is_not_taken_back(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(flawed("P08"))
    mended(author, page, "P08", path_of("P08"))
    faq = newest(guide.id).document["faq"]
    revise(guide.id, "second_author", faq=[{**one, "question": "Something else?"} for one in faq])
    assert unmended(author, page, "2").status_code == 409
    assert newest(guide.id).number == 3


def test_what_was_mended_already_offers_nothing_to_take_back(sqlite_app: Flask, author: FlaskClient) -> None:
    """The newest revision has changed more than that, and may be somebody else's."""
    guide, page = drafted(flawed("P08"))
    whole_text = content.preflight.fix("P08", path_of("P08"), newest(guide.id).document)
    assert whole_text
    revise(guide.id, "second_author", **{**whole_text, "region": "FR"})
    assert mended(author, page, "P08", path_of("P08")).headers["Location"] == f"{page}?said=nothing_to_mend"


def test_only_a_revision_can_be_taken_back(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(flawed("P08"))
    shown(author, page)
    assert [unmended(author, page, number).status_code for number in ("", "0", "2", "x")] == [400] * 4
    assert unmended(author, page, "1").status_code == 303
    assert newest(guide.id).number == 1
