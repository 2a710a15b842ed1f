"""What somebody saves by hand, on a page that saves by itself, stays: later autosaves do not supersede it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask
from flask.testing import FlaskClient

from cms.services import drafting
from cms.store import events, guides, history, sittings
from tests.factories import act, submit
from tests.support.people import actor
from tests.support.screens import shown
from tests.web.editor.desk import newest
from tests.web.editor.self_saving import Page, guide_id
from tests.web.editor.writer import Writer


def causes(page: Page) -> list[str]:
    return [row.cause for row in history.page(guide_id(page)).entries][::-1]


def test_it_is_a_revision_of_its_own(sqlite_app: Flask, page: Page) -> None:
    page.keeps(summary="By itself")
    assert page.keeps(summary="By hand", by_hand=True)["revision"] == 3
    assert causes(page) == ["edit", "autosave", "edit"]
    assert [one.said["cause"] for one in events.of_guide(guide_id(page))][1:] == ["autosave", "edit"]


def test_what_was_saved_by_itself_a_moment_before_is_kept_as_it_stands(app: Flask, page: Page) -> None:
    page.keeps(summary="By itself")
    told = page.keeps(by_hand=True)
    assert (told["revision"], newest(guide_id(page)).document["summary"]) == (3, "By itself")
    assert page.keeps(by_hand=True)["revision"] == 3, "pressed twice, it is there already"
    listed = shown(page.client, f"{page.path}/versions?all=1")
    assert f"{page.path}/versions/3" in listed.links
    assert f"{page.path}/versions/2" not in listed.links, "one line for one text"


def test_it_outlasts_what_is_typed_later(app: Flask, page: Page) -> None:
    page.keeps(summary="The first half")
    page.keeps(summary="The first half, and the second")
    page.keeps(by_hand=True)
    for words in ("All of it w", "All of it was", "All of it was cut"):
        page.keeps(summary=words)
    sittings.forget_superseded(newest(guide_id(page)).at + timedelta(days=2))
    kept = {row.number: row.cause for row in history.page(guide_id(page)).entries}
    assert kept[4] == "edit"
    assert 6 not in kept, "the autosave between is gone"


def test_what_somebody_else_typed_is_nobody_elses_to_settle(
    sqlite_app: Flask, page: Page, colleague: FlaskClient
) -> None:
    page.keeps(summary="By itself")
    other = Page(colleague, page.path)
    assert other.keeps(by_hand=True)["revision"] == 2


def test_a_live_text_that_nobody_changed_stays_live_and_without_a_draft(sqlite_app: Flask, page: Page) -> None:
    page.keeps(summary="By itself, and then approved.")
    submit(guide_id(page))
    for action, who in (("approve", "reviewer"), ("publish", "publisher")):
        act(guide_id(page), action, who)
    again = Page(page.client, page.path)
    assert again.keeps(by_hand=True)["revision"] == 2
    again.saved_by_hand()
    assert (guides.find(guide_id(page)).state, newest(guide_id(page)).number) == ("published", 2)


def test_a_form_that_is_posted_is_kept_likewise_and_no_repeat_of_a_program(sqlite_app: Flask, page: Page) -> None:
    page.keeps(summary="By itself")
    same = newest(guide_id(page)).document
    assert drafting.save_draft(guide_id(page), same, base=2, actor=actor("author")).changed is False
    page.saved_by_hand(summary="By itself")
    assert causes(page) == ["edit", "autosave", "edit"]


def test_the_button_and_the_key_save_by_hand(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.types(summary="Typed, and saved by itself.")
    writer.is_saved()
    assert writer.newest().cause == "autosave"
    for save in (writer.button("Save").click, partial(writer.page.keyboard.press, "Control+s")):
        with writer.page.expect_response("**/autosave"):
            save()
        writer.is_saved()
        assert (writer.newest().cause, writer.newest().number) == ("edit", 3)
