"""What is typed is saved by itself, whatever happens meanwhile: in a real browser, at a real server."""

import re
from collections.abc import Callable

from playwright.sync_api import Route, expect

from cms.store import guides
from tests import factories
from tests.factories import a_document, revise
from tests.support.browser import follow
from tests.web.editor.desk import newest, page_of
from tests.web.editor.writer import Writer

WritersAt = Callable[..., Writer]


def test_what_is_typed_is_saved_as_one_entry(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.field("title").focus()
    writer.page.keyboard.press("End")
    for words in ("Half", " a sentence", ", and the rest."):
        writer.page.keyboard.type(words)
        writer.is_saved()
    assert writer.document()["title"].endswith("Half a sentence, and the rest.")
    assert writer.field("base").input_value() == str(newest(writer.guide_id).number)
    assert writer.kept() == []
    writer.page.goto(f"{writer.path}/versions")
    expect(writer.page.get_by_text("Saved by itself")).to_have_count(1)
    writer.open()
    expect(writer.field("title")).to_have_value(re.compile("and the rest"))


def test_a_new_row_keeps_the_id_it_is_given_while_it_moves(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.page.locator('[name=do][value="add:roadmap"]').click()
    with writer.page.expect_response("**/autosave"):
        writer.page.keyboard.type("New")
    writer.page.locator('[name=do][value="up:roadmap-3"]').click()
    writer.page.locator('[name=do][value="up:roadmap-2"]').click()
    writer.is_saved()
    row = writer.document()["roadmap"][1]
    assert row["title"] == "New"
    expect(writer.field("roadmap-1-id")).to_have_value(row["id"])
    writer.types(**{"roadmap-1-title": "Renamed altogether"})
    writer.is_saved()
    assert writer.document()["roadmap"][1] == {**row, "title": "Renamed altogether"}
    assert len(writer.document()["roadmap"]) == 4


def test_two_tabs_of_one_writer_are_kept_apart(writer_at: WritersAt) -> None:
    one = writer_at()
    other = Writer(one.page.context.new_page(), one.path)
    one.types(title="In one tab")
    one.is_saved()
    other.types(summary="In the other")
    other.is_saved()
    expect(other.page.locator("#merged-note")).to_contain_text("Another page of yours changed Title")
    one.types(overview="In the first again")
    one.is_saved()
    document = one.document()
    assert [document[name] for name in ("title", "summary", "overview")] == [
        "In one tab", "In the other", "In the first again",
    ]  # fmt: skip


def test_a_quantity_typed_in_one_field_is_shown_in_all_it_concerns(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.types(timeline__max="")
    writer.field("timeline-unit").select_option("")
    writer.field("timeline-min").fill("8–11 weeks")
    writer.is_saved()
    assert writer.document()["timeline"] == {"min": 8, "max": 11, "unit": "week"}
    expect(writer.field("timeline-min")).to_have_value("8–11 weeks")  # not under the writer's fingers
    expect(writer.field("timeline-max")).to_have_value("")
    writer.field("title").focus()
    for name, shown in {"min": "8", "max": "11", "unit": "week"}.items():
        expect(writer.field(f"timeline-{name}")).to_have_value(shown)
    writer.is_saved()
    assert writer.document()["timeline"] == {"min": 8, "max": 11, "unit": "week"}
    writer.field("timeline-min").fill("2–3 months")  # over what stood there: the newest wish
    with writer.page.expect_response("**/autosave"):
        writer.field("timeline-min").press("Enter")  # on to what it does not fill
    expect(writer.field("timeline-unit")).to_have_value("month")
    expect(writer.field("weekly_hours-min")).to_be_focused()
    for name in ("min", "max"):
        writer.field(f"salary_change-{name}_percent").fill("")
    writer.field("salary_change-min_percent").fill("+15%")
    with writer.page.expect_response("**/autosave"):
        writer.field("salary_change-min_percent").press("Enter")
        writer.page.keyboard.press("Control+A")
        writer.page.keyboard.type("6")
    expect(writer.field("salary_change-horizon_months")).to_have_value("6")
    for name in ("min", "max"):
        expect(writer.field(f"salary_change-{name}_percent")).to_have_value("15")
    writer.field("timeline-unit").press("Enter")
    expect(writer.field("weekly_hours-min")).to_be_focused()


def test_half_a_number_stops_nothing_else(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.types(timeline__min="six", title="Saved all the same")
    writer.says("partly")
    assert (writer.document()["title"], writer.document()["timeline"]) == (
        "Saved all the same", a_document()["timeline"],
    )  # fmt: skip
    field = writer.field("timeline-min")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(writer.page.locator("#timeline-min-not-kept")).to_have_text(
        "This must be a number, or words such as “6–9 months”. Not saved yet."
    )
    writer.types(timeline__min="7")
    writer.is_saved()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(writer.page.locator("#timeline-min-not-kept")).to_have_count(0)
    assert writer.document()["timeline"]["min"] == 7


def test_a_cut_network_is_no_loss(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.page.context.set_offline(True)
    writer.types(title="Typed in a tunnel")
    writer.says("offline")
    expect(writer.state).to_have_text("Offline: kept in this browser")
    writer.types(summary="And some more")
    writer.says("offline")
    writer.has_kept("summary", "And some more")
    writer.page.locator(".save-bar .btn-primary").click()  # it tries again, and stays
    writer.says("offline")
    writer.page.context.set_offline(False)
    writer.is_saved()
    assert (writer.document()["title"], writer.document()["summary"]) == ("Typed in a tunnel", "And some more")
    assert writer.kept() == []


def test_a_server_that_answers_nothing_loses_at_most_a_second(writer_at: WritersAt) -> None:
    """The clock of the page is ours, so that a second is a second."""
    writer = writer_at()
    writer.page.clock.install()
    writer.open()
    held: list[Route] = []
    writer.page.route("**/autosave", lambda route: held.append(route))
    writer.types(title="Sent")
    writer.page.clock.run_for(1000)
    writer.says("saving")
    writer.types(title="Typed while it is under way")
    writer.page.clock.run_for(1000)
    writer.has_kept("title", "Typed while it is under way")
    held.pop().abort()
    writer.says("offline")
    for words in ("Typed while nobody answers", "And after that"):
        writer.types(title=words)
        writer.page.clock.run_for(1000)
        writer.has_kept("title", words)
    writer.page.unroute("**/autosave")
    writer.page.clock.run_for(30_000)
    writer.is_saved()
    assert writer.document()["title"] == "And after that"


def test_what_others_write_is_kept_beside_it(writer_at: WritersAt) -> None:
    writer = writer_at()
    revise(writer.guide_id, "second_author", region="FR")
    writer.types(title="Mine")
    writer.is_saved()
    note = writer.page.locator("#merged-note")
    expect(note).to_contain_text("Ben Okafor changed Country. Kept beside your text.")
    assert (writer.document()["title"], writer.document()["region"]) == ("Mine", "FR")
    follow(note.get_by_role("link", name="Show it here"))
    expect(writer.field("region")).to_have_value("France")


def test_the_same_field_changed_by_two_is_asked_about(writer_at: WritersAt) -> None:
    writer = writer_at()
    revise(writer.guide_id, "second_author", title="Theirs")
    writer.types(title="Mine", summary="Mine too")
    writer.says("conflict")
    expect(writer.page.locator("#refused-note")).to_contain_text("Ben Okafor changed the same as you.")
    assert writer.document()["title"] == "Theirs"
    follow(writer.button("Look at both"))
    screen = writer.page.locator(".conflict").first
    expect(screen).to_be_visible()
    main = writer.page.locator("main")
    expect(main).to_contain_text("Theirs")
    expect(main).to_contain_text("Mine")
    writer.open()
    expect(writer.field("title")).to_have_value("Theirs")
    expect(writer.page.locator(".notice")).to_contain_text("was not saved")
    follow(writer.button("Open it beside what is here now"))
    writer.page.locator('[name=choice-0][value="mine"]').check()
    follow(writer.page.locator('form[action$="/conflict"] button.btn-primary'))
    writer.ready()
    expect(writer.field("title")).to_have_value("Mine")
    expect(writer.field("summary")).to_have_value("Mine too")
    assert writer.kept() == []


def test_sending_for_review_saves_first(writer_at: WritersAt) -> None:
    writer = writer_at(path=page_of(factories.a_guide("published")))
    writer.types(summary="A draft again.")
    writer.page.locator("[data-do=submit]").click()
    writer.page.locator("#submit-change_note").fill("What is new.")
    writer.types(title="Typed at the last moment")
    form = writer.page.locator('form[action$="/actions/submit"]')
    form.locator('[name=major][value="no"]').check()
    for answer in form.locator('[name^="answer"]:visible').all():
        answer.fill("It is meant so.")
    follow(form.get_by_role("button"))
    document = writer.document()
    guide = guides.find(writer.guide_id)
    assert (document["title"], guide.state) == ("Typed at the last moment", "in_review")
    assert guides.revision(guide.id, guide.newest).document["title"] == "Typed at the last moment"


def test_nothing_is_sent_for_review_while_something_cannot_be_saved(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.page.locator("[data-do=submit]").click()
    send = writer.page.locator('form[action$="/actions/submit"]').get_by_role("button")
    writer.types(timeline__min="six")
    send.click()
    expect(writer.field("timeline-min")).to_be_focused()
    expect(writer.page.locator("#held-note")).to_contain_text("Nothing was sent")
    writer.types(timeline__min="6")
    writer.is_saved()
    writer.page.context.set_offline(True)
    writer.types(title="Offline")
    send.click()
    writer.says("offline")
    expect(writer.page.locator("#held-note")).to_contain_text("Nothing was sent")
    writer.page.context.set_offline(False)
    writer.is_saved()
    expect(writer.page.locator("#held-note")).to_have_count(0)
    assert guides.find(writer.guide_id).state == "draft"


def test_a_text_that_may_not_be_edited_now_stays_on_the_page(writer_at: WritersAt) -> None:
    writer = writer_at()
    factories.submit(writer.guide_id)
    writer.types(title="Too late")
    expect(writer.state).to_have_text("Not saved")
    expect(writer.page.locator("#refused-note")).to_contain_text("Not saved.")
    expect(writer.field("title")).to_have_value("Too late")
    writer.has_kept("title", "Too late")


def test_posting_the_form_ends_the_page_and_back_brings_nothing_old(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.types(title="Saved by hand")
    writer.posts_the_form()
    expect(writer.page.locator(".said")).to_have_text(re.compile("Saved|Nothing"))
    revise(writer.guide_id, "second_author", title="Newer")
    writer.page.go_back()
    writer.ready()
    writer.open()
    expect(writer.field("title")).to_have_value("Newer")
    assert (writer.document()["title"], writer.kept()) == ("Newer", [])


def test_nothing_is_typed_into_a_page_that_is_on_its_way_until_it_is_clear_that_it_stays(writer_at: WritersAt) -> None:
    writer = writer_at()
    writer.page.route(
        "**/editor/guides/*", lambda one: one.fulfill(status=204) if one.request.method == "POST" else one.continue_()
    )
    writer.types(title="Saved by hand")
    writer.page.clock.install()
    writer.page.locator("#guide-form").evaluate("form => form.requestSubmit()")
    writer.page.keyboard.type(" and typed on")
    expect(writer.field("title")).to_have_value("Saved by hand")
    writer.page.clock.run_for(21_000)
    writer.field("title").press_sequentially("Typed again")
    writer.page.clock.run_for(2_000)
    writer.is_saved()
    assert "Typed again" in writer.document()["title"]


def test_an_answer_that_is_cut_off_is_none(writer_at: WritersAt) -> None:
    def cut(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text()[:20])

    writer = writer_at()
    writer.page.route("**/autosave", cut, times=1)
    writer.types(title="Said once")
    writer.says("offline")
    writer.is_saved()
    assert (writer.document()["title"], writer.kept()) == ("Said once", [])
    assert writer.field("base").input_value() == str(newest(writer.guide_id).number)
