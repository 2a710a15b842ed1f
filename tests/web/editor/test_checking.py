"""What the checks find while somebody types, and the buttons that mend it."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cms import clock, content
from cms.content import Document
from tests.factories import a_document, a_full_document
from tests.support.screens import Screen, shown
from tests.support.typed import typed
from tests.web.editor.desk import drafted, newest

ClientFor = Callable[[str], FlaskClient]


def checked(client: FlaskClient, page: str, fields: dict[str, Any]) -> TestResponse:
    client.get("/account")
    return client.post(f"{page}/findings", data={**fields, "csrf_token": client.csrf})  # type: ignore[attr-defined]


def told(client: FlaskClient, page: str, document: Document, **fields: str) -> Any:
    answer = checked(client, page, {**typed(document), **fields})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def name_in(one: content.Finding) -> str:
    """What the sentence calls the row."""
    return "".join(re.findall("“[^”]*”", one.message)[:1])


@pytest.mark.parametrize(
    "document",
    [a_document(), a_document(faq=[{"question": "Why", "answer": "“So.”"}], cta={"url": "nowhere"}), a_full_document()],
    ids=["good", "flawed", "full"],
)
def test_they_say_what_they_say_of_the_same_text_elsewhere(
    sqlite_app: Flask, author: FlaskClient, document: Document
) -> None:
    _, page = drafted(document)
    found = content.findings(content.draft(document), clock.today(), content.Outside(links={}))
    answer = told(author, page, document)
    assert answer["total"] == len(found)
    panel = html.unescape(answer["panel"])
    assert panel.count("<a ") == len(found), "each is led to, whether it stands alone or under what is said alike"
    assert [one for one in found if one.message not in panel and f"{name_in(one)}<span" not in panel] == []
    beside = {sentence for notes in answer["notes"].values() for _, sentence in notes}
    assert beside == {one.message for one in found if one.rule != "S01"}
    saved = Screen(author.get(page))
    assert set(answer["notes"]) - {""} <= saved.ids | {one.name for one in content.GuideContent.members().values()}
    counted = sum(one["findings"] for one in answer["parts"].values())
    assert counted == sum(bool(one.where) and one.rule != "S01" and one.severity != "hint" for one in found)


def test_the_gravest_come_first_and_look_it(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    document = a_document(cta={"url": "nowhere"}, title="", from_role={"label": "Nurse"})
    answer = told(author, page, document)
    ranks = re.findall("finding-(error|warning|hint)", answer["panel"])
    assert len(set(ranks)) > 1
    assert ranks == sorted(ranks, key=["error", "warning", "hint"].index)
    [[severity, sentence]] = answer["notes"]["cta-url"]
    assert severity == "error"
    assert f'<p class="note note-error">{sentence}</p>' in shown(author, drafted(document)[1]).html


def resources(number: int) -> list[dict[str, str]]:
    return [{"title": f"Book {one}"} for one in range(number)]


def test_what_is_said_alike_of_many_rows_stands_under_one_line(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    line = '<details data-alike="R01-resources-Resources without a web address"><summary>'
    for number, folded in ((2, 0), (3, 1), (12, 1)):
        document = a_document(resources=resources(number), action_plan={"this_week": ["Go."], "this_month": ["Go."]})
        panel = told(author, page, document)["panel"]
        assert panel.count(line) == folded
        assert f'Resources without a web address <span class="count">{number}' in panel or not folded
        assert panel.count('#resources-1-url"') == panel.count('#resources-1-cost"') == 1
        assert "Action plan › This month, number 1<" in panel, "which of its lists"
    _, saved = drafted(content.draft({**document, "slug": "another", "to_role": {"label": "Cook"}}))
    assert line in shown(author, saved).html
    assert line in shown(author, f"{saved}/comments").html


def test_what_stands_away_from_its_field_names_its_place(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_document()
    del document["salary_to"]["as_of"], document["roadmap"][1]["duration"]["unit"]
    _, page = drafted(document)
    screen = shown(author, page)
    for place, sentence in (("Pay after", "As of is still empty."), ("Roadmap, number 2 › Duration", "Unit is still")):
        assert f"{sentence}" in screen.html.partition(f"{place}: ")[2], "in the actions"
        assert re.search(f'{sentence}[^<]*<span class="who">{place}</span>', screen.html), "in the findings"
    reality = {**document["reality_check"], "love": ["The same."], "miss": ["The same."]}
    twice = a_document(weekly_hours=None, reality_check=reality, slug="another", to_role={"label": "Cook"})
    _, _, asked = shown(author, drafted(twice)[1]).html.partition("Say why these stay")
    assert "Reality check › What you might miss, number 1: “The same.”" in asked.partition('id="reason-S12"')[0]
    assert "Hours of study a week: " not in asked.partition('id="reason-T06"')[0], "its heading says it"


def test_what_was_typed_and_refused_is_not_called_empty(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_document()
    del document["salary_to"]["as_of"], document["timeline"]
    _, page = drafted(document)
    wrong = {"salary_to-as_of": "11/12/2026", "timeline-min": "six", "tags-0": "Blank rows do not shift places"}
    whole = shown(author, page).form(page)
    refused = Screen(whole.send(author, wrong))
    _, _, beside = refused.html.partition('id="findings-list"')
    for panel in (told(author, page, document, **wrong)["panel"], beside.partition('id="panel-standing"')[0]):
        assert "As of is not understood as it is typed. " in panel
        assert "Timeline is not understood as it is typed. " in panel
        assert "As of is still empty" not in panel
    assert "As of is still empty" in told(author, page, document)["panel"]


def test_what_is_said_of_a_row_stands_beside_what_it_is_about(sqlite_app: Flask, author: FlaskClient) -> None:
    skill = {"skill": {"label": "Cooking and cleaning"}, "text": "Both."}
    document = content.draft(a_document(resources=resources(1), transferable_skills=[skill]))
    _, page = drafted(document)
    notes = told(author, page, document)["notes"]
    assert {"resources-0-url", "resources-0-cost", "transferable_skills-0-skill-label"} <= set(notes)
    screen = shown(author, page).html
    for words, behind in (
        ("Book 0” has no web", "resources-0-url"),
        ("names more than one", "transferable_skills-0-skill-label"),
    ):
        assert re.search(f'id="{behind}"[^§]{{0,400}}<p class="note note-[a-z]+">[^<]*{words}', screen), words


def test_blank_rows_between_do_not_shift_places(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    document = a_document(faq=[{"question": "", "answer": ""}, {"question": "Why", "answer": "So."}])
    notes = told(author, page, document)["notes"]
    assert any("faq-1" in place for place in notes)
    assert not any(place.startswith("faq-0") for place in notes)


def test_what_can_wait_is_what_a_list_or_a_row_lacks(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    skill = {"skill": {"label": "Statistics"}, "priority": "critical"}
    document = a_document(skills_to_learn=[skill], cta={"url": "?"})
    later = told(author, page, document, **{"roadmap-0-duration-value": "six"})["later"]
    assert {rule for rule, _ in later["skills_to_learn-0-how_to_learn"]} == {"S01"}
    assert {"P03", "T04"} >= {rule for rule, _ in later["skills_to_learn"]} > set()
    assert not any(place.startswith(("roadmap-0-duration", "cta")) for place in later), "what is wrong is said at once"


@pytest.mark.parametrize(
    "fields",
    [
        {"timeline-min": "six"}, {"roadmap-0-duration-value": "1e999"}, {"timeline-min": "-"}, {"title": "\x00\ud7ff"},
        {"roadmap-99999999999-title": "?"}, {"roadmap--1-title": "?"}, {"entry_requirements-0-mandatory": "perhaps"},
        {"salary_from-as_of": "2026-13-45"}, {"title": "x" * 100_000}, {"faq-0-source_ids": "no-such"}, {"cta-url": "http://["},
        {"nothing-of-ours": "?"}, {f"tags-{number}": "t" for number in range(40)},
    ],
)  # fmt: skip
def test_half_a_value_is_no_error(sqlite_app: Flask, author: FlaskClient, fields: dict[str, str]) -> None:
    guide, page = drafted()
    assert told(author, page, a_document(), **fields)["panel"]
    assert checked(author, page, fields).status_code == 200
    assert newest(guide.id).number == 1
