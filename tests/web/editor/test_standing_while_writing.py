"""What can be done and what is in the way follow each save by itself; what is written in these forms stays."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect

from tests.factories import a_document, a_guide, revise
from tests.support.browser import follow
from tests.support.screens import shown, tags
from tests.web.editor.desk import drafted, page_of
from tests.web.editor.writer import BAR_AND_ITS_ROOM, Writer

WritersAt = Callable[..., Writer]


def test_many_things_in_the_way_are_a_list(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted({name: a_document()[name] for name in ("language", "from_role", "to_role")})
    [gates] = [one for one in tags(shown(author, page).html) if one.get("class") == "gates"]
    [summary] = gates.iter("summary")
    [few] = [one for one in gates.iter("li") if "Mend this, or say why it stays: " in "".join(one.itertext())]
    listed = [one for one in gates.iter("li") if one.text and one.text.endswith("is still empty.")]
    assert "".join(summary.itertext()).split()[:3] == ["Not", "finished", "yet"]
    assert len(listed) > 3
    assert not list(few.iter("details"))


def test_what_is_in_the_way_goes_when_it_is_mended(writer_at: WritersAt) -> None:
    document = a_document()
    del document["overview"]
    writer = writer_at(path=drafted(document)[1])
    page = writer.page
    page.get_by_role("tab", name="Actions").click()
    expect(page.locator(".gates")).to_contain_text("Overview")
    expect(page.locator("#bar-submit")).to_have_text("Why it cannot be sent yet", use_inner_text=True)
    writer.types(overview=a_document()["overview"])
    expect(page.locator(".gates")).not_to_contain_text("Overview")
    expect(page.locator("#bar-submit")).to_have_text("Send for review", use_inner_text=True)
    expect(page.locator("#guide-standing")).to_contain_text("Revision 2")
    expect(page.locator('form[action$="/actions/submit"] [name=base]')).to_have_value("2")
    writer.types(overview="", title="Another title")
    expect(page.locator(".gates")).to_contain_text("Overview")
    expect(page.locator("#guide-title")).to_have_text("Another title")
    expect(page.locator('form[action$="/actions/submit"]')).to_have_count(0)


def test_a_live_guide_is_a_draft_from_the_first_word_on(writer_at: WritersAt) -> None:
    writer = writer_at(path=page_of(a_guide("published")))
    page = writer.page
    expect(page.locator("#guide-standing .state")).to_have_text(["Live"])
    writer.types(title="Another title")
    expect(page.locator("#guide-standing .state")).to_have_text(["Draft", "Live"])
    page.get_by_role("tab", name="Actions").click()
    expect(page.locator("#act-submit")).to_be_visible()
    for width in (768, 520):
        page.set_viewport_size({"width": width, "height": 900})
        taken, kept_free = page.evaluate(BAR_AND_ITS_ROOM)
        assert taken <= kept_free, width


def test_what_is_written_in_the_panel_stays_with_its_focus(writer_at: WritersAt) -> None:
    document = a_document()
    document["reality_check"] = {**document["reality_check"], "love": ["One.", "Two."], "miss": ["One.", "Two."]}
    writer = writer_at(path=page_of(revise(a_guide("published").id, reality_check=document["reality_check"])))
    page = writer.page
    expect(page.locator("#bar-submit")).to_have_text("Give reasons, then send", use_inner_text=True)
    page.locator("[data-do=submit]").click()
    group = page.locator("#reasons-S12")
    group.get_by_label("One reason for all 2").fill("Meant so.")
    group.locator("summary").click()
    group.locator('[name^="answer-"]').first.fill("An echo.")
    page.locator("#act-submit").get_by_label("Major").check()
    writer.types(**{"reality_check-love-1": "Three."})
    page.get_by_label("What changed, for readers").focus()
    page.keyboard.type("All of ")
    expect(group.locator(".count")).to_have_count(0)
    page.keyboard.type("it.")
    expect(page.get_by_label("What changed, for readers")).to_have_value("All of it.")
    expect(group.get_by_role("textbox")).to_have_value("Meant so.")
    expect(page.locator("#act-submit").get_by_label("Major")).to_be_checked()
    writer.types(**{"reality_check-love-1": "Two."})
    expect(group.locator(".count")).to_have_text("2")
    expect(group.get_by_label("One reason for all 2")).to_have_value("Meant so.")
    writer.is_saved()
    follow(page.get_by_role("button", name="Send for review", exact=True))
    expect(page.locator(".standing")).to_contain_text("In review")
