"""“Your plan” at its address: a form that needs no script, answers in the address, and a sentence for every mistake."""

from collections.abc import Callable
from typing import Any

import icalendar
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from cms.content.plan import skills_of
from cms.workflow.states import Removal
from tests.factories import a_document, a_guide, act, published_again
from tests.support.barriers import by_turns
from tests.support.browser import follow
from tests.support.roads import a_road, bring
from tests.support.screens import Screen, shown

SKILLS = "Answer each skill with no, some or yes."
HOURS = "Give the hours a week as a number from 1 to 80."
START = "Give the first day as a date between 2000 and 2999."


def asked(screen: Screen, slug: str) -> dict[str, Any]:
    return dict(screen.form(f"/guides/{slug}/plan").values)


@time_machine.travel("2026-11-22 23:30", tick=False)
def test_the_form_becomes_a_plan(sqlite_app: Flask, client: FlaskClient) -> None:
    slug = a_guide("published").slug
    path = f"/guides/{slug}/plan"
    first = shown(client, path)
    assert "What can you do already?" in first.text
    assert "points" not in first.text
    skills = {f"skill-{one.slug}" for one in skills_of(a_document())}
    assert asked(first, slug) == {**dict.fromkeys(skills, "no"), "hours": "", "start": ""}
    answers = {**asked(first, slug), "skill-timetable-data": "some", "skill-route-knowledge": "yes", "hours": "5"}
    answer = client.get(path, query_string=answers)
    screen = Screen(answer)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers
    assert "3.5 of 10 points (35%)" in screen.text
    assert "28.7 weeks" in screen.text
    assert "November 22, 2026" in screen.text, "it begins today"
    assert asked(screen, slug) == {**answers, "start": "2026-11-22"}
    assert client.head(path).headers["Cache-Control"] == "no-store"


def test_a_plan_can_be_taken_along(sqlite_app: Flask, client: FlaskClient) -> None:
    slug = a_guide("published").slug
    screen = shown(client, f"/guides/{slug}/plan?skill-timetable-data=yes&hours=7,5&start=2027-01-04")
    [calendar, markdown] = [link for link in screen.links if "format=" in link]
    assert "hours=7.5&start=2027-01-04" in calendar
    answer = client.get(calendar)
    assert answer.mimetype == "text/calendar"
    assert f'filename="{slug}-plan.ics"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    events: Any = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in events] == ["Draw", "Present and apply"]
    assert str(events[0]["DTSTART"].dt) == "2027-01-04"
    text = client.get(markdown)
    assert text.mimetype == "text/markdown"
    assert "## Already covered\n\n- Count and read" in text.text
    assert "January 4, 2027" in text.text


MISTAKES = {
    "hours=0": [HOURS], "hours=81": [HOURS], "hours=-5": [HOURS], "hours=1e3": [HOURS], "hours=%D9%A5": [HOURS],
    "hours=nan": [HOURS], "hours=" + "9" * 100_000: [HOURS], "hours=%00": [HOURS], "hours=1/0": [HOURS],
    "start=tomorrow": [START], "start=2026-02-30": [START], "start=9999-12-31": [START], "start=0001-01-01": [START],
    "start=%ED%A0%80": [START], "start=2026-1-1": [START],
    "skill-timetable-data=maybe": [SKILLS], "skill-timetable-data=%00": [SKILLS],
    "skill-timetable-data=perhaps&hours=x&start=y": [SKILLS, HOURS, START],
}  # fmt: skip
SAYING_NOTHING = (
    "x=1", "skill-=yes", "skill-unknown=yes", "skill-unknown=" + "(" * 100_000, "hours=&start=", "format=pdf",
    "skill-timetable-data=", "&".join(f"skill-{n}=yes" for n in range(900)),
)  # fmt: skip
AT_THE_ENDS = ("start=2999-12-31&hours=1", "start=2000-01-01", "hours=80&skill-timetable-data=no", "hours=1.25")


def test_what_is_sent_is_understood_or_answered_with_a_sentence(sqlite_app: Flask, client: FlaskClient) -> None:
    path = f"/guides/{a_guide('published').slug}/plan"
    for query, sentences in MISTAKES.items():
        answer = client.get(f"{path}?{query}")
        screen = Screen(answer)
        assert answer.status_code == 400, query[:50]
        assert [one for one in (SKILLS, HOURS, START) if one in screen.text] == sentences, query[:50]
        assert "points" not in screen.text
        assert client.get(f"{path}?{query}&format=ics").status_code == 400
    for query in SAYING_NOTHING:
        assert "What can you do already?" in shown(client, f"{path}?{query}").text, query[:50]
    for query in AT_THE_ENDS:
        assert "points" in shown(client, f"{path}?{query}").text, query
        for form, status in (("ics", 200), ("md", 200), ("pdf", 400)):
            assert client.get(f"{path}?{query}&format={form}").status_code == status


def test_other_guides_are_ranked_by_the_same_answers(app: Flask, client: FlaskClient) -> None:
    a_road("cook>clerk", transferable_skills=bring("knives", "heat"))
    a_road("cook>baker", transferable_skills=bring("knives", "dough", "heat"))
    a_road("waiter>barman", transferable_skills=bring("talking", "heat"))
    a_road("waiter>teacher", transferable_skills=bring("talking", "patience"))
    a_road("cook>clerk:koch-zu-sachbearbeiter", language="de", transferable_skills=bring("knives", "heat"))
    screen = shown(client, "/guides/cook-to-clerk/plan?skill-knives=yes&skill-heat=some")
    fitting = screen.text.partition("Other guides")[2]
    links = [link for link in screen.links if link.startswith("/guides/") and "?" not in link]
    assert links[1:] == [f"/guides/{slug}" for slug in ("koch-zu-sachbearbeiter", "cook-to-baker", "waiter-to-barman")]
    # To learn 6 points on each of them, and 2 for each that is brought: 3 of 10, 3 of 12, 1 of 10.
    assert [fitting.index(score) for score in ("points (30%)", "points (25%)", "points (10%)")]
    assert "waiter-to-teacher" not in screen.html


def test_there_is_a_plan_for_live_guides_only(sqlite_app: Flask, client: FlaskClient) -> None:
    draft = a_guide("approved", a_document(slug="not-yet", translation_key=None))
    for path in (f"/guides/{draft.slug}/plan", "/guides/nowhere/plan", "/guides/%00/plan"):
        assert client.get(path).status_code == 404
    moving = a_road("cook>clerk")
    published_again(moving.id, slug="from-the-stove")
    answer = client.get("/guides/cook-to-clerk/plan?hours=5&start=2026-12-01")
    assert (answer.status_code, answer.location) == (301, "/guides/from-the-stove/plan?hours=5&start=2026-12-01")
    assert client.get("/guides/cook-to-clerk/plan").location == "/guides/from-the-stove/plan"
    act(moving.id, "takedown", "managing_editor", reason="It was wrong.", removal=Removal.WITHDRAWN)
    answer = client.get("/guides/from-the-stove/plan?hours=5")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-store")
    assert client.get("/roles/clerk").status_code == 404


def test_the_form_is_accessible_and_works_without_scripts(browser_for: Callable[..., Page]) -> None:
    slug = a_guide("published").slug
    reader = browser_for(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    reader.goto(f"/guides/{slug}/plan")
    reader.get_by_role("group", name="Timetable data").get_by_text("Yes").click()
    reader.get_by_label("Hours a week").fill("4")
    reader.get_by_label("First day").fill("2026-12-01")
    follow(reader.get_by_role("button", name="Show my plan"))
    expect(reader.get_by_text("3 of 10 points (30%)")).to_be_visible()
    expect(reader.get_by_label("First day")).to_have_value("2026-12-01")
    looking = browser_for(viewport={"width": 1280, "height": 740})
    ways = (f"/guides/{slug}/plan", reader.url, f"{reader.url}&hours=&start=x", f"/guides/{slug}/plan?hours=x")
    for turn, address in enumerate(ways):
        looking.goto(address)
        by_turns(looking, address, turn)
