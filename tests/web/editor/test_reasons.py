"""Why warnings stay: the page asks for one reason for all of a rule, or one for each, and keeps one for each."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from cms.content import Document, Severity
from cms.content.preflight import RULES
from cms.store.db import session
from cms.store.guides import Guide
from cms.store.reviews import Acknowledgement
from tests import factories
from tests.factories import a_document
from tests.support.browser import follow, sign_in
from tests.support.people import PEOPLE
from tests.support.screens import Form, Screen, shown
from tests.web.editor.desk import drafted


def repeated(*texts: str) -> Document:
    """A text with a warning for each of these, which stand there twice."""
    document = a_document()
    document["reality_check"] = {**document["reality_check"], "love": list(texts), "miss": list(texts)}
    return document


def reasons(guide: Guide) -> list[str]:
    kept = session().scalars(select(Acknowledgement).where(Acknowledgement.guide_id == guide.id))
    return sorted(one.reason for one in kept)


def asked(form: Form) -> list[str]:
    return [name for name in form.values if name.startswith("answer")]


def test_warnings_are_answered_for(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(repeated("The same."))
    form = shown(author, page).form("/actions/submit")
    name, _ = asked(form)
    screen = Screen(form.send(author))
    assert (screen.status, "Mend this, or say why it stays" in screen.text) == (422, True)
    assert form.send(author, {name: " "}).status_code == 422
    again = Screen(form.send(author, {name: "It is both.", "change_note": "\x07"})).form("/actions/submit")
    assert again.values[name] == "It is both.", "the answer waits for what else is missing"
    assert again.send(author).status_code == 303
    assert "It is both. Amira Haddad" in shown(author, f"{page}/review").text, "who reviews it reads why"
    factories.act(guide.id, "request_changes", "reviewer", comment="Shorter, please.")
    shown(author, page).form(page).send(author, {"summary": "Short."})
    assert asked(shown(author, page).form("/actions/submit")) == [], "one answer is enough"
    shown(author, page).form(page).send(
        author, {"reality_check-love-0": "Otherwise.", "reality_check-miss-0": "Otherwise."}
    )
    assert asked(shown(author, page).form("/actions/submit"))[0] == name, "of other words one is asked again"


def test_one_reason_for_all_is_kept_for_each(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(repeated("One.", "Two.", "Three."))
    form = shown(author, page).form("/actions/submit")
    shared, *own = asked(form)
    assert (shared, len(own)) == ("answers-S12", 3)
    refused = Screen(form.send(author, {shared: "Meant so.", own[1]: "An echo.", "change_note": "\x07"}))
    again = refused.form("/actions/submit")
    assert (again.values[shared], again.values[own[1]], again.values[own[0]]) == ("Meant so.", "An echo.", "")
    assert "<details open" in refused.html.partition('id="reasons-S12"')[2].partition("</fieldset>")[0]
    assert again.send(author).status_code == 303
    assert reasons(guide) == ["An echo.", "Meant so.", "Meant so."]


def test_one_reason_for_all_goes_behind_those_that_are_given(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted({**repeated("One.", "Two."), "weekly_hours": None})
    screen = shown(author, page)
    form = screen.form("/actions/submit")
    assert asked(form)[0] == "answers-all"
    assert 'href="#reason-all"' in screen.html
    given = {"answers-all": "Meant so.", "answers-S12": "An echo."}
    refused = Screen(form.send(author, {**given, "change_note": "\x07"}))
    assert refused.form("/actions/submit").values["answers-all"] == "Meant so."
    assert "You had written" not in refused.text
    assert form.send(author, given).status_code == 303
    assert reasons(guide) == ["An echo.", "An echo.", "Meant so."]
    _, alone = drafted({**repeated("One."), "slug": "another", "to_role": {"label": "Cook"}})
    fewer = shown(author, alone).form("/actions/submit")
    assert "answers-all" not in asked(fewer)
    lost = Screen(fewer.send(author, {"answers-all": "Of two rules.", "change_note": "\x07"}))
    assert "You had written (reason): Of two rules." in lost.text


def test_a_reason_for_all_is_about_those_that_were_shown(sqlite_app: Flask, author: FlaskClient) -> None:
    """Somebody else saved meanwhile, and the page sends what is newest now as its base."""
    guide, page = drafted(repeated("One.", "Two."))
    form = shown(author, page).form("/actions/submit")
    more = repeated("One.", "Two.", "Three.")
    factories.revise(guide.id, reality_check=more["reality_check"])
    answer = form.send(author, {"answers-S12": "Meant so.", "base": "2"})
    assert (answer.status_code, "Three." in answer.text) == (422, True)
    assert reasons(guide) == []


def test_every_warning_has_words_for_what_all_of_its_kind_have_in_common() -> None:
    assert [one.id for one in RULES.values() if bool(one.about) != (one.severity is Severity.WARNING)] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_group_is_answered_in_one_field(browser_for: Callable[..., Page], live_server: str, scripts: bool) -> None:
    guide, path = drafted(repeated("One.", "Two.", "Three."))
    options: dict[str, Any] = {"java_script_enabled": scripts}
    page = browser_for("author", **options)
    page.goto(f"{path}?act=submit")
    group = page.get_by_role("group", name="Texts that stand there twice")
    expect(group.get_by_role("textbox")).to_have_count(1)
    group.get_by_label("One reason for all 3").fill("Each is meant so.")
    follow(page.get_by_role("button", name="Send for review", exact=True))
    expect(page.locator(".standing")).to_contain_text("In review")
    session().rollback()
    assert reasons(guide) == ["Each is meant so."] * 3


def test_reasons_that_have_no_field_any_more_are_handed_back(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(repeated("One.", "Two.", "Three."))
    form = shown(author, page).form("/actions/submit")
    shared, *own = asked(form)
    given = {shared: "Meant so & well.", own[0]: "An echo.", "change_note": "\x07"}
    fewer = repeated("One.", "Two.")
    factories.revise(guide.id, reality_check=fewer["reality_check"])
    refused = Screen(form.send(author, {**given, "base": "1"}))
    assert "You had written (reason): An echo." not in refused.text, "its field is there"
    [one] = [name for name in own if name not in asked(refused.form("/actions/submit"))]
    refused = Screen(form.send(author, {**given, one: "Gone meanwhile."}))
    assert "You had written (reason): Gone meanwhile." in refused.text
    factories.act(guide.id, "discard", "author")
    late = Screen(form.send(author, {**given, "change_note": "Better."}))
    assert late.status == 409
    for reason in ("Meant so & well.", "An echo."):
        assert f"You had written (reason): {reason}" in late.text


def test_words_for_an_act_outlast_another_act_and_its_refusal(
    browser_for: Callable[..., Page], live_server: str
) -> None:
    guide, path = drafted(repeated("One.", "Two."))
    page = browser_for("author")

    def reason() -> Locator:
        return page.locator("#reason-S12")

    page.goto(f"{path}?act=submit")
    reason().fill("Each is meant so.")
    for day in ("2000-01-01", "2999-05-04"):  # refused, and done
        page.locator("#act-set_review_by").evaluate("one => { one.open = true; }")
        page.get_by_label("To be looked at again by").fill(day)
        follow(page.get_by_role("button", name="Set the review-by day", exact=True))
        expect(reason()).to_have_value("Each is meant so.")
        expect(page.locator("#act-submit")).to_have_attribute("open", "")
    page.goto(f"{path}/comments")
    page.get_by_label("Comment", exact=True).fill("Look here.")
    follow(page.get_by_role("button", name="Comment", exact=True))
    expect(reason()).to_have_value("Each is meant so.")
    follow(page.get_by_role("button", name="Send for review", exact=True))
    session().rollback()
    assert reasons(guide) == ["Each is meant so."] * 2
    factories.act(guide.id, "request_changes", "reviewer", comment="Shorter, please.")
    elsewhere = a_document()
    elsewhere["transferable_skills"][0]["text"] = elsewhere["skills_to_learn"][1]["how_to_learn"]
    names = ("reality_check", "transferable_skills", "skills_to_learn")
    factories.revise(guide.id, **{name: elsewhere[name] for name in names})
    page.goto(f"{path}?act=submit")
    expect(reason()).to_have_value("")


def test_what_is_proposed_is_not_kept_as_typed_and_what_was_typed_over_it_is(
    browser_for: Callable[..., Page], live_server: str
) -> None:
    guide, path = drafted(repeated("The same."))
    factories.submit(guide.id)
    factories.act(guide.id, "request_changes", "reviewer", comment="Otherwise.")
    otherwise = repeated("Now this.")["reality_check"]
    factories.revise(guide.id, reality_check=otherwise, weekly_hours=None)
    page = browser_for("author")
    page.goto(f"{path}?act=submit")
    reason, other = page.locator("#reason-S12"), page.locator("#reason-T06")
    expect(reason).to_have_value("It is meant so.")
    other.fill("A word.")
    elsewhere = a_document()
    elsewhere["transferable_skills"][0]["text"] = elsewhere["skills_to_learn"][1]["how_to_learn"]
    names = ("reality_check", "transferable_skills", "skills_to_learn")
    factories.revise(guide.id, **{name: elsewhere[name] for name in names})
    page.goto(f"{path}?act=submit")
    expect(other).to_have_value("A word.")
    expect(reason).to_have_value("")  # nobody said it of this
    factories.revise(guide.id, reality_check=otherwise, transferable_skills=a_document()["transferable_skills"])
    page.goto(f"{path}?act=submit")
    expect(reason).to_have_value("It is meant so.")
    reason.fill("Now it is an echo.")
    page.goto(f"{path}?act=submit")
    expect(reason).to_have_value("Now it is an echo.")
    reason.fill("An echo.")
    other.fill("")
    follow(page.get_by_role("button", name="Send for review", exact=True))
    expect(page.get_by_text("Mend this, or say why it stays").first).to_be_visible()
    page.goto(f"{path}?act=submit")
    expect(reason).to_have_value("An echo.")  # refused, and gone on with


def test_who_signs_in_next_in_the_same_tab_is_shown_nothing_of_it(
    browser_for: Callable[..., Page], live_server: str
) -> None:
    _, path = drafted({**repeated("One."), "weekly_hours": None})
    page = browser_for("author")
    page.goto(f"{path}?act=submit")
    page.locator("#reason-T06").fill("Mine alone.")
    page.locator("[name=overview]").focus()  # a draft opens where one stopped
    page.goto("/editor/")
    for key, words in (("second_author", ""), ("author", "Mine alone.")):
        page.context.clear_cookies()
        sign_in(page, PEOPLE[key].email, PEOPLE[key].password)
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-autosave", "ready")
        expect(page.get_by_text("You stopped here")).to_have_count(1 if words else 0)
        expect(page.locator("#reason-T06")).to_have_value(words)
