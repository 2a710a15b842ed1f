"""A page that saves by itself: once, in order, beside others, and never against its own writer."""

import copy
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cms.store import events, history
from tests import factories
from tests.factories import a_document, revise
from tests.support.screens import Screen, shown
from tests.web.editor.desk import newest
from tests.web.editor.self_saving import Page, guide_id

NAMES = {  # what the controls show, while the page of these tests sends codes
    "language": "English", "region": "United Kingdom", "resources-0-language": "English",
    "resources-1-language": "English",
}  # fmt: skip


def test_it_keeps_the_text_as_a_revision(sqlite_app: Flask, page: Page) -> None:
    told = page.keeps(summary="Half a sen")
    kept = newest(guide_id(page))
    assert (kept.number, kept.cause, kept.base_number, kept.document["summary"]) == (2, "autosave", 1, "Half a sen")
    assert told == {
        "revision": 2, "digest": kept.digest, "saved_at": kept.at.isoformat(), "applied": True, "merged": [],
        "merged_from": [], "ids": {}, "slugs": {}, "unsaved": [],
        "instead": NAMES,
    }  # fmt: skip


def test_it_says_when_nothing_had_changed(sqlite_app: Flask, page: Page) -> None:
    assert page.keeps()["revision"] == 1
    assert newest(guide_id(page)).number == 1


def test_one_sitting_is_one_entry_with_one_line_in_the_log(app: Flask, page: Page) -> None:
    for words in ("Half", "Half a", "Half a sentence."):
        page.keeps(summary=words)
    assert [row.number for row in history.page(guide_id(page)).entries] == [4, 3, 2, 1]
    said = [(one.action, one.revision_number) for one in events.of_guide(guide_id(page))]
    assert said == [("create", 1), ("edit", 2)]
    versions = shown(page.client, f"{page.path}/versions?all=1")
    assert versions.text.count("Saved by itself") == 1
    assert f"{page.path}/versions/4" in versions.links
    assert f"{page.path}/versions/3" not in versions.links


def test_what_happens_between_begins_a_new_entry(app: Flask, page: Page) -> None:
    page.keeps(summary="Before")
    factories.submit(guide_id(page))
    factories.act(guide_id(page), "recall", "author")
    page.keeps(summary="After")
    assert [one.action for one in events.of_guide(guide_id(page))] == ["create", "edit", "submit", "recall", "edit"]
    assert {"2", "3"} <= {link.rpartition("/")[2] for link in shown(page.client, f"{page.path}/versions").links}


def test_a_message_that_comes_twice_or_late_is_passed_over(sqlite_app: Flask, page: Page) -> None:
    first = page.keeps(summary="One")
    page.keeps(summary="Two")
    page.keeps(summary="Three", sequence=9)
    for sequence in (9, 2, 1, 8):
        answer = page.sends(sequence=sequence, summary="Late", base=1)
        told = answer.get_json()
        assert (answer.status_code, told["applied"], told["revision"]) == (200, False, 4)
    assert newest(guide_id(page)).document["summary"] == "Three"
    assert first["applied"]


def test_a_writer_never_meets_themselves(sqlite_app: Flask, page: Page) -> None:
    """An answer that was lost, or is still under way: the page names an old base, and means what it said last."""
    for number in range(5):
        assert page.sends(base=1, summary=f"Thought {number}").status_code == 200
    assert page.saved_by_hand(base="1", summary="The last thought").status_code == 303
    assert newest(guide_id(page)).document["summary"] == "The last thought"
    assert [row.cause for row in history.page(guide_id(page)).entries] == ["edit", *["autosave"] * 5, "edit"]


def test_two_pages_of_one_writer_are_two(sqlite_app: Flask, author: FlaskClient, page: Page) -> None:
    other = Page(author, page.path)
    assert other.tab != page.tab
    page.keeps(summary="In one")
    refused = other.sends(summary="In the other")
    assert refused.status_code == 409
    assert refused.get_json()["conflicts"] == [
        {"path": "summary", "label": "Summary", "base": a_document()["summary"], "theirs": "In one",
         "mine": "In the other"}
    ]  # fmt: skip


def test_what_others_save_is_kept_beside_it_for_good(sqlite_app: Flask, page: Page) -> None:
    """The form does not show what was merged in. What it sends next is no wish to undo it."""
    page.keeps(summary="Mine 1")
    rows = copy.deepcopy(newest(guide_id(page)).document["roadmap"])
    rows[1]["title"] = "Theirs"
    revise(guide_id(page), "second_author", title="Theirs", roadmap=[rows[2], rows[0], rows[1]])
    told = page.keeps(summary="Mine 2")
    assert [one["path"] for one in told["merged"]] == ["title", f"roadmap[{rows[1]['id']}].title", "roadmap"]
    assert told["merged"][0]["label"] == "Title"
    assert told["merged_from"] == ["Ben Okafor"]
    assert newest(guide_id(page)).cause == "merge"
    assert page.keeps(summary="Mine 3")["merged"] == told["merged"], "the form still does not show it"
    page.document["roadmap"][0]["title"] = "Mine"
    page.keeps(tags=["mine"])
    assert page.saved_by_hand(**{"summary": "Mine 4", "roadmap-0-title": "Mine", "tags-0": "mine"}).status_code == 303
    document = newest(guide_id(page)).document
    assert (document["title"], document["summary"]) == ("Theirs", "Mine 4")
    assert [(row["id"], row["title"]) for row in document["roadmap"]] == [
        (rows[2]["id"], rows[2]["title"]), (rows[0]["id"], "Mine"), (rows[1]["id"], "Theirs"),
    ]  # fmt: skip


def test_whom_it_meets_is_told_and_asked_when_the_form_is_saved(sqlite_app: Flask, page: Page) -> None:
    revise(guide_id(page), "second_author", title="Theirs", region="FR")
    for _ in range(2):
        refused = page.sends(title="Mine", summary="Mine too")
        assert refused.status_code == 409
        told = refused.get_json()
        assert (told["base"], told["newest"], told["names"]) == (1, 2, ["Ben Okafor"])
        assert [(one["path"], one["theirs"], one["mine"]) for one in told["conflicts"]] == [("title", "Theirs", "Mine")]
    assert newest(guide_id(page)).number == 2
    screen = Screen(page.saved_by_hand(title="Mine", summary="Mine too"))
    assert screen.status == 409
    again = Screen(screen.form("/conflict").send(page.client, press="write")).form(page.path)
    assert (again.values["tab"], again.values["sequence"]) == (page.tab, str(page.sequence)), "it counts on"
    assert screen.form("/conflict").send(page.client, {"choice-0": "mine"}).status_code == 303
    document = newest(guide_id(page)).document
    assert (document["title"], document["summary"], document["region"]) == ("Mine", "Mine too", "FR")


def test_half_a_number_keeps_nothing_else_from_being_saved(sqlite_app: Flask, page: Page) -> None:
    page.document["timeline"]["min"] = "six"
    page.document["roadmap"][1]["duration"]["value"] = "3 we"
    page.document["roadmap"][1]["title"] = "Kept"
    told = page.keeps(summary="Kept as well", cta={"label": "Bell\x07"}, demand="high")
    assert told["unsaved"] == [
        {"path": "timeline.min", "field": "timeline-min",
         "message": "This must be a number, or words such as “6–9 months”."},
        {"path": "demand", "field": "demand", "message": "This must be an object with named members."},
        {"path": "roadmap[1].duration.value", "field": "roadmap-1-duration-value",
         "message": "This must be a number, or words such as “3 weeks”."},
        {"path": "cta.label", "field": "cta-label",
         "message": "This contains the character U+0007, which cannot be kept. Remove it."},
    ]  # fmt: skip
    document = newest(guide_id(page)).document
    assert (document["timeline"], document["summary"]) == (a_document()["timeline"], "Kept as well")
    assert document["demand"] == a_document()["demand"]
    assert document["roadmap"][1]["duration"] == a_document()["roadmap"][1]["duration"]
    assert document["roadmap"][1]["title"] == "Kept"


def test_the_answer_says_what_the_controls_show_instead(sqlite_app: Flask, page: Page) -> None:
    page.document["timeline"] = {"min": "8–11 weeks", "max": "", "unit": ""}
    page.document["salary_to"] |= {"min": "61,000", "as_of": "1 Nov 2026", "currency": "euros"}
    page.document["roadmap"][1]["duration"] = {"value": "12 hours", "unit": ""}
    page.document["salary_change"] = {"min_percent": "ten %"}
    told = page.keeps()
    assert told["instead"] == {
        **NAMES,
        "timeline-min": "8", "timeline-max": "11", "timeline-unit": "week",
        "salary_to-min": "61000", "salary_to-as_of": "2026-11-01", "salary_to-currency": "EUR",
        "roadmap-1-duration-value": "12", "roadmap-1-duration-unit": "hour",
    }  # fmt: skip
    assert [one["field"] for one in told["unsaved"]] == ["salary_change-min_percent"]
    document = newest(guide_id(page)).document
    assert document["timeline"] == {"min": 8, "max": 11, "unit": "week"}
    assert document["roadmap"][1]["duration"] == {"value": 12, "unit": "hour"}


def test_a_quantity_that_was_typed_last_takes_the_place_of_what_stood_there(sqlite_app: Flask, page: Page) -> None:
    page.document["timeline"] = {"min": "8–12 weeks", "max": "9", "unit": "month"}
    page.document["roadmap"][1]["duration"] = {"value": "1 month", "unit": "week"}
    assert {one["field"] for one in page.keeps()["unsaved"]} == {"timeline-min", "roadmap-1-duration-value"}
    told = page.keeps(typed=["timeline-min", "roadmap-1-duration-value", "nowhere"])
    assert told["unsaved"] == []
    assert told["instead"]["timeline-unit"] == "week"
    document = newest(guide_id(page)).document
    assert document["timeline"] == {"min": 8, "max": 12, "unit": "week"}
    assert document["roadmap"][1]["duration"] == {"value": 1, "unit": "month"}
    again = {"timeline-min": "2–3 months", "timeline-max": "12", "timeline-unit": "week", "typed": "timeline-min"}
    assert page.saved_by_hand(**again).status_code == 303
    assert newest(guide_id(page)).document["timeline"] == {"min": 2, "max": 3, "unit": "month"}


def test_an_address_without_its_scheme_gets_one(sqlite_app: Flask, page: Page) -> None:
    page.document["resources"][0]["url"] = "www.ideou.com"
    assert page.keeps()["instead"]["resources-0-url"] == "https://www.ideou.com"
    assert newest(guide_id(page)).document["resources"][0]["url"] == "https://www.ideou.com"


@pytest.mark.parametrize("currency", [5, ["USD"], {"code": "USD"}, "x" * 200, "USD"])
def test_what_no_form_sends_beside_a_quantity_is_judged(sqlite_app: Flask, page: Page, currency: Any) -> None:
    page.document["salary_to"] |= {"min": "$61,000", "currency": currency}
    assert page.sends(language="x" * 5000).status_code in (200, 422)
    page.document["salary_to"]["min"] = float("inf")
    assert page.sends().status_code in (200, 400, 422)


def test_numbers_and_yes_or_no_come_as_they_are_typed(sqlite_app: Flask, page: Page) -> None:
    page.document["entry_requirements"][0]["mandatory"] = "no"
    page.keeps(timeline={"min": "7", "max": " 8.5", "unit": "month"}, weekly_hours={"min": "", "max": None})
    document = newest(guide_id(page)).document
    assert document["timeline"] == {"min": 7, "max": 8.5, "unit": "month"}
    assert document["entry_requirements"][0]["mandatory"] is False
    assert "weekly_hours" not in document


def test_new_rows_are_told_their_names(sqlite_app: Flask, page: Page) -> None:
    rows = [*page.document["roadmap"], {"title": ""}, {"id": "", "title": "New"}, None]
    told = page.keeps(roadmap=rows, faq=[{"question": "Well?"}, *page.document["faq"]])
    roadmap, faq = (newest(guide_id(page)).document[name] for name in ("roadmap", "faq"))
    assert told["ids"] == {"roadmap-4": roadmap[-1]["id"], "faq-0": faq[0]["id"]}


def test_languages_and_countries_come_by_name_too(sqlite_app: Flask, page: Page) -> None:
    page.keeps(language="german", region="Germany")
    document = newest(guide_id(page)).document
    assert (document["language"], document["region"]) == ("de", "DE")


def test_new_skills_are_told_what_they_would_be_called(sqlite_app: Flask, page: Page) -> None:
    new = {"skill": {"slug": "", "label": "Bed Triage"}}
    rows = [{"skill": {"label": " "}}, new, *page.document["skills_to_learn"]]
    told = page.keeps(skills_to_learn=rows)
    assert told["slugs"] == {"skills_to_learn-1": "bed-triage"}
    assert newest(guide_id(page)).document["skills_to_learn"][0]["skill"]["slug"] == "bed-triage"
    assert page.keeps(skills_to_learn=rows, summary="Again")["slugs"] == told["slugs"]


def test_too_many_rows_are_refused_as_a_whole(sqlite_app: Flask, page: Page) -> None:
    refused = page.sends(tags=[str(number) for number in range(11)])
    assert refused.status_code == 422
    [error] = refused.get_json()["errors"]
    assert (error["field"], "takes at most 10" in error["message"]) == ("tags", True)
    assert newest(guide_id(page)).number == 1


def test_what_was_under_way_when_the_page_was_saved_comes_too_late(sqlite_app: Flask, page: Page) -> None:
    page.keeps(summary="Typed and")
    assert page.saved_by_hand(summary="Done.").status_code == 303
    late = page.sends(summary="Typed and taken back")
    assert (late.status_code, late.get_json()["ended"]) == (409, True)
    assert newest(guide_id(page)).document["summary"] == "Done."


def test_a_page_that_is_shown_again_goes_on_as_the_same(sqlite_app: Flask, page: Page) -> None:
    page.keeps(summary="One")
    again = Screen(page.form.send(page.client, {"base": "2", "sequence": "1", "timeline-min": "six"})).form(page.path)
    assert (again.values["tab"], again.values["sequence"], again.values["base"]) == (page.tab, "1", "2")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"base": 0}, 400), ({"base": "1"}, 400), ({"base": True}, 400), ({"sequence": 0}, 400), ({"tab": "x"}, 400),
        ({"tab": "a b c d e f"}, 400), ({"tab": 5}, 400), ({"more": 1}, 400), ({"document": None}, 422),
        ({"document": {"evil": 1}}, 422), ({"document": []}, 422), ({"base": 9, "document": {"title": "?"}}, 409),
        ({"document": {"roadmap": [[]]}}, 422), ({"sequence": 10**16}, 400),
    ],
)  # fmt: skip
def test_a_body_of_another_shape_is_refused(sqlite_app: Flask, page: Page, wrong: Any, status: int) -> None:
    body = {"base": 1, "tab": page.tab, "sequence": 1, "document": page.document, **wrong}
    answer = page.client.post(
        f"{page.path}/autosave", json=body, headers={"X-CSRFToken": page.form.values["csrf_token"]}
    )
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert answer.get_json()["detail"]
    assert newest(guide_id(page)).number == 1


def test_whatever_is_wrong_is_told_as_json(
    sqlite_app: Flask, page: Page, client: FlaskClient, client_for: Callable[[str], FlaskClient]
) -> None:
    def status(answer: TestResponse) -> int:
        assert answer.mimetype == "application/problem+json", answer.text
        assert answer.get_json()["detail"]
        return answer.status_code

    path, token = f"{page.path}/autosave", {"X-CSRFToken": page.form.values["csrf_token"]}
    assert status(client.post(path, json={})) == 401
    assert status(page.client.post(path, json={})) == 400, "no token"
    assert status(page.client.post(path, data="{", headers=token, content_type="application/json")) == 400
    assert status(page.client.post(path, data={"base": "1"}, headers=token)) == 415
    assert status(page.client.post(path, data=b"x" * 5_000_000, headers=token, content_type="application/json")) == 413
    nowhere = f"/editor/guides/{UUID(int=1)}/autosave"
    body = {"base": 1, "tab": page.tab, "sequence": 1, "document": {}}
    assert status(page.client.post(nowhere, json=body, headers=token)) == 404
    reviewer = client_for("reviewer")
    reviewer.get("/account")
    assert status(reviewer.post(path, json=body, headers={"X-CSRFToken": reviewer.csrf})) == 403  # type: ignore[attr-defined]
    factories.submit(guide_id(page))
    frozen = page.sends(summary="Too late")
    assert status(frozen) == 409
    assert frozen.get_json()["state"] == "in_review"
