"""Rows are added, removed and moved by plain buttons, at every depth, and nothing typed gets lost on the way."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cms.web.editor import rows
from tests.factories import a_document
from tests.support.screens import Button, Screen, shown, tags
from tests.web.editor.desk import drafted, newest


def pressed(author: FlaskClient, page: str, button: str, **typed: Any) -> Screen:
    answer = shown(author, page).form(page).send(author, typed, press=button)
    assert answer.status_code == 200
    return Screen(answer)


def insisted(author: FlaskClient, page: str, button: str) -> TestResponse:
    """Posts a button that the page may not have."""
    form = shown(author, page).form(page)
    data = form.filled()
    data.add("do", button)
    return author.post(page, data=data)


def focus(screen: Screen) -> list[str]:
    return [one.get("id", one.get("value", "")) for one in tags(screen.html) if "autofocus" in one.attrib]


def titles(screen: Screen, page: str) -> list[str]:
    values = screen.form(page).values
    return [values[f"roadmap-{index}-title"] for index in range(9) if f"roadmap-{index}-title" in values]


STEPS = [step["title"] for step in a_document()["roadmap"]]


@pytest.mark.parametrize(
    ("button", "wanted", "looked_at"),
    [
        ("add:roadmap", [*STEPS, ""], "roadmap-3-title"),
        ("remove:roadmap-1", [STEPS[0], STEPS[2]], "roadmap-1"),
        ("remove:roadmap-2", STEPS[:2], "roadmap-1"),
        ("up:roadmap-2", [STEPS[0], STEPS[2], STEPS[1]], "roadmap-1"),
        ("down:roadmap-0", [STEPS[1], STEPS[0], STEPS[2]], "roadmap-1"),
    ],
)
def test_a_row_with_members_moves_as_a_whole(
    sqlite_app: Flask, author: FlaskClient, button: str, wanted: list[str], looked_at: str
) -> None:
    guide, page = drafted()
    screen = pressed(author, page, button, summary="Typed meanwhile")
    assert titles(screen, page) == wanted
    assert focus(screen) == [looked_at], "one goes on there"
    assert screen.form(page).values["summary"] == "Typed meanwhile"
    assert "Not saved yet" in screen.text
    assert newest(guide.id).number == 1, "a button saves nothing"

    assert screen.form(page).send(author).status_code == 303
    kept = newest(guide.id).document
    before = {step["title"]: step for step in a_document()["roadmap"]}
    assert kept["roadmap"] == [before[title] for title in wanted if title], "with its tasks, ticks and id"
    assert kept["summary"] == "Typed meanwhile"


@pytest.mark.parametrize(
    ("button", "wanted", "looked_at"),
    [
        ("add:reality_check-love", ["One", "Two", "Three", ""], "reality_check-love-3"),
        ("remove:reality_check-love-0", ["Two", "Three"], "reality_check-love-0"),
        ("up:reality_check-love-1", ["Two", "One", "Three"], "reality_check-love-0"),
        ("down:reality_check-love-1", ["One", "Three", "Two"], "reality_check-love-2"),
    ],
)
def test_a_line_moves(sqlite_app: Flask, author: FlaskClient, button: str, wanted: list[str], looked_at: str) -> None:
    reality = {**a_document()["reality_check"], "love": ["One", "Two", "Three"]}
    _, page = drafted(a_document(reality_check=reality))
    screen = pressed(author, page, button)
    values = screen.form(page).values
    assert [values[name] for name in values if name.startswith("reality_check-love")] == wanted
    assert focus(screen) == [looked_at]


def test_rows_inside_a_row_are_its_own(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    screen = pressed(author, page, "add:roadmap-1-tasks")
    assert focus(screen) == ["roadmap-1-tasks-2"]
    again = screen.form(page).send(author, {"roadmap-1-tasks-2": "Third."}, press="up:roadmap-1-tasks-2")
    moved = Screen(again).form(page).send(author, press="down:roadmap-1")
    tasks = [Screen(moved).form(page).values[f"roadmap-2-tasks-{index}"] for index in range(3)]
    second = a_document()["roadmap"][1]["tasks"]
    assert tasks == [second[0], "Third.", second[1]]

    codes = Screen(Screen(moved).form(page).send(author, press="add:from_role-codes"))
    assert focus(codes) == ["from_role-codes-2-scheme"]
    codes.form(page).send(author, {"from_role-codes-2-scheme": "esco", "from_role-codes-2-code": "8331.2"})
    kept = newest(guide.id).document
    assert kept["from_role"]["codes"][2] == {"scheme": "esco", "code": "8331.2"}
    assert kept["roadmap"][2]["tasks"] == tasks


def test_a_new_row_shows_the_lines_that_it_will_need(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    values = pressed(author, page, "add:roadmap").form(page).values
    assert [name for name in values if name.startswith("roadmap-3-tasks")] == [f"roadmap-3-tasks-{n}" for n in range(3)]


@pytest.mark.parametrize(
    ("place", "named"), [("roadmap-1", "id"), ("skills_to_learn-0", "skill-slug"), ("faq-0", "id")]
)
def test_a_copy_stands_below_and_gets_a_name_of_its_own(
    sqlite_app: Flask, author: FlaskClient, place: str, named: str
) -> None:
    guide, page = drafted()
    section, index = place.split("-")
    following = f"{section}-{int(index) + 1}"
    before = shown(author, page).form(page).values
    screen = pressed(author, page, f"duplicate:{place}")
    assert focus(screen)[0].startswith(following)
    after = screen.form(page).values
    copied = {name.removeprefix(place): before.getlist(name) for name in before if name.startswith(f"{place}-")}
    found = {name.removeprefix(following): after.getlist(name) for name in after if name.startswith(f"{following}-")}
    assert found == {**copied, f"-{named}": [""]}

    screen.form(page).send(author)
    kept = newest(guide.id).document[section]
    assert len(kept) == len(a_document()[section]) + 1
    if named == "id":
        assert len({row["id"] for row in kept}) == len(kept)


def test_a_line_is_copied(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted(a_document(tags=["One", "Two"]))
    values = Screen(insisted(author, page, "duplicate:tags-0")).form(page).values
    assert [values[f"tags-{index}"] for index in range(3)] == ["One", "One", "Two"]


def test_the_last_row_goes_too(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    screen = shown(author, page)
    for _ in range(2):
        screen = Screen(screen.form(page).send(author, press="remove:faq-0"))
    assert focus(screen) == ["add:faq"]
    screen.form(page).send(author)
    assert "faq" not in newest(guide.id).document


def test_the_first_row_goes_not_up_nor_the_last_one_down(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    works = {one.value: one.works for one in shown(author, page).form(page).buttons}
    assert [works[button] for button in ("up:roadmap-0", "down:roadmap-2", "up:roadmap-1")] == [False, False, True]
    for button in ("up:roadmap-0", "down:roadmap-2"):
        assert titles(Screen(insisted(author, page, button)), page) == STEPS


UNKNOWN = (
    "fly", ":", "duplicate:roadmap", "duplicate:roadmap-9", "add:",
    "add:nothing", "add:title", "add:roadmap-9-tasks", "add:roadmap-0-skill_slugs",
    "add:schema_version", "remove:roadmap", "remove:roadmap-9", "remove:roadmap--1", "remove:roadmap-²",
    "remove:roadmap-99999999999999999999", "remove:roadmap-0-tasks-x", "explode:roadmap-0", "up:from_role-label",
    "down:-", "add:__class__", "add:\ufffd",
)  # fmt: skip


def test_an_unknown_button_does_nothing(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    form = shown(author, page).form(page)
    before = form.values.to_dict(flat=False)
    of_the_page = {name: before[name] for name in ("csrf_token", "tab")}
    for button in UNKNOWN:
        answer = author.post(page, data=form.filled(press=Button("do", button)))
        assert answer.status_code == 200, button
        assert {**Screen(answer).form(page).values.to_dict(flat=False), **of_the_page} == before, button
    assert newest(guide.id).number == 1


def test_it_changes_plain_rows_in_place() -> None:
    typed: dict[str, Any] = {"faq": [{"question": "a"}, {"question": "b"}], "tags": None}
    assert rows.apply(typed, "up:faq-1") == "faq-0"
    assert [row["question"] for row in typed["faq"]] == ["b", "a"]
    assert rows.apply(typed, "add:tags") == ""
    assert typed["tags"] is None


@pytest.mark.parametrize(("name", "most"), [("faq", 30), ("resources", 60), ("roadmap", 16)])
def test_more_rows_than_allowed_are_refused_and_all_of_them_shown_again(
    sqlite_app: Flask, author: FlaskClient, name: str, most: int
) -> None:
    guide, page = drafted()
    text = "question" if name == "faq" else "title"
    many = {f"{name}-{index}-{text}": f"Number {index}?" for index in range(most + 3)}
    answer = shown(author, page).form(page).send(author, many)
    screen = Screen(answer)
    assert answer.status_code == 422
    assert {field: screen.form(page).values[field] for field in many} == many
    [(target, words)] = screen.complaints
    assert target == name
    assert target in screen.ids
    assert f"at most {most}; there are {most + 3}" in words
    assert newest(guide.id).number == 1


def test_a_line_too_many_inside_a_row_is_refused_there(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    many = {f"roadmap-1-tasks-{index}": f"Task {index}" for index in range(13)}
    screen = Screen(shown(author, page).form(page).send(author, many))
    [(target, words)] = screen.complaints
    assert (screen.status, target) == (422, "roadmap-1-tasks")
    assert words.startswith("Roadmap › step 2 › Tasks: ")


def test_blank_rows_do_not_count(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    blank = {f"faq-{index}-question": " " for index in range(2, 40)}
    assert shown(author, page).form(page).send(author, blank).location == f"{page}?said=unchanged&blank=38+question"


@pytest.mark.parametrize("number", ["7", "99999999999", "0000000000000000000000000000001", "²", "1" * 5000, "x", "-1"])
def test_rows_may_have_any_number_in_their_names(sqlite_app: Flask, author: FlaskClient, number: str) -> None:
    guide, page = drafted()
    answer = shown(author, page).form(page).send(author, {f"faq-{number}-question": "Is it far?"})
    assert answer.status_code == 303
    questions = [row["question"] for row in newest(guide.id).document["faq"]]
    assert questions[2:] == (["Is it far?"] if number in ("7", "99999999999") else [])


def test_a_flood_of_rows_is_turned_away(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    for flood in (
        {f"roadmap-{index}-title": "x" for index in range(1000)},
        {f"roadmap-0-tasks-{index}": "x" for index in range(1000)},
        {f"unknown-{index}": "x" for index in range(20_001)},
    ):
        answer = shown(author, page).form(page).send(author, flood)
        assert answer.status_code == 413
        assert "Nothing was saved" in answer.text
    assert newest(guide.id).number == 1
