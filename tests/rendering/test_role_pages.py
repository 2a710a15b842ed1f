"""The pages of roles, of paths and of “your plan”: sound in every language, with nothing unescaped in them."""

import re
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

import icalendar
import pytest
from markdown_it import MarkdownIt

from cms.content import Document
from cms.content.graph import MOST_CHAINS, Chain, Edge
from cms.content.plan import KNOWN, plan, skills_of
from cms.rendering import Card, Renderer, Site
from cms.rendering.plan_page import Fitting, PlanView
from cms.rendering.role_page import PathsView, RoleName, RolePay, RoleSkill, RoleView
from tests.rendering.support import NAMES, RENDERER, ROOT, elements, example, guide_of, text_of
from tests.support.documents import SMALL

HOSTILE = '<script>alert("&amp;")</script> ](https://evil.example) # *'
MONDAY = date(2026, 11, 30)
YEAR = {"min": 28000, "max": 32000, "currency": "GBP", "period": "year", "as_of": "2026-04-01"}


def renderer(language: str) -> Renderer:
    return Renderer(Site("Crossway", "https://guides.example.org", language), ROOT / "templates")


def card(title: str = "From A to B") -> Card:
    return Card("a", title, "Short.", "ar", "A & B", "<B>", "easy", {"min": 1, "max": 2, "unit": "month"}, "high")


def edge(way: str, low: int, high: int, language: str = "en") -> Edge:
    start, end = way.split("-")
    return Edge(UUID(int=0), way, f"Title {way}", language, "", start, start.title(), end, end.title(),
                Fraction(low), Fraction(high))  # fmt: skip


def planned(document: Document, answers: dict[str, str], hours: str = "", **more: Any) -> PlanView:
    known = {slug: KNOWN[word] for slug, word in answers.items()}
    found = plan(document, known, Fraction(hours) if hours else None)
    return PlanView(guide_of(document), MONDAY, answers, hours, MONDAY.isoformat(), plan=found, **more)


def mixed(document: Document) -> dict[str, str]:
    return {one.slug: ("yes", "some", "no")[place % 3] for place, one in enumerate(skills_of(document))}


ROLE = RoleView(
    "bus-driver", HOSTILE, "en", (card(), card(HOSTILE)), (card(),), True, True,
    (RoleSkill("SQL & more", "en", 3), RoleSkill("Karten", "de", 1)), (RoleSkill(HOSTILE, "en", 1),),
    (("isco-08", "8331"), ("other", HOSTILE)), (RolePay(YEAR, card(), "GB"),),
)  # fmt: skip
CHAINS = (
    Chain((edge("driver-planner", 26, 39),)),
    Chain((edge("driver-clerk", 10, 10, "ar"), edge("clerk-planner", 4, 9))),
)
ENDS = RoleName("driver", "Driver", "en"), RoleName("planner", HOSTILE, "en")
PATHS = PathsView(*ENDS, CHAINS, ("Driver", HOSTILE), ("Planner",))
FITTING = (Fitting(card(HOSTILE), plan(SMALL, {}).match, Fraction(9, 2)),)
PAGES = {
    **{f"role {language}": renderer(language).role(ROLE) for language in ("en", "de", "ar")},
    **{f"paths {language}": renderer(language).paths(PATHS) for language in ("en", "de", "ar")},
    "bare role": RENDERER.role(RoleView("x", "X", "en")),
    "no role asked": RENDERER.paths(PathsView(RoleName("", ""), RoleName("", ""))),
    "no such role": RENDERER.paths(PathsView(RoleName("", HOSTILE), ENDS[1], near=(RoleName("x", "X"),))),
    "no path": RENDERER.paths(PathsView(*ENDS)),
    "same role": RENDERER.paths(PathsView(ENDS[0], ENDS[0])),
    **{f"form {name}": RENDERER.plan(PlanView(guide_of(example(name)), MONDAY)) for name in NAMES},
    **{f"plan {name}": RENDERER.plan(planned(example(name), mixed(example(name)), "6")) for name in NAMES},
    "plan in French": RENDERER.plan(planned({**SMALL, "language": "fr", "title": HOSTILE}, {}, fitting=FITTING)),
    "nothing left": RENDERER.plan(planned(SMALL, {one.slug: "yes" for one in skills_of(SMALL)})),
    "wrong": RENDERER.plan(
        PlanView(guide_of(SMALL), MONDAY, {}, HOSTILE, HOSTILE, frozenset({"skills", "hours", "start"}))
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(name: str) -> None:
    found = list(elements(PAGES[name]))
    headings = [int(one.tag[1]) for one in found if re.fullmatch("h[1-6]", one.tag)]
    ids = [one.get("id") for one in found if one.get("id")]
    named = [
        each for one in found for name in ("aria-labelledby", "aria-describedby", "for", "list")
        for each in (one.get(name) or "").split()
    ]  # fmt: skip
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)
    assert not {"script", "style", "iframe"} & {one.tag for one in found}
    assert not [name for one in found for name in one.attrib if name == "style" or name.startswith("on")]
    fields = [one for one in found if one.tag in ("input", "select") and one.get("type") != "radio"]
    assert {one.get("id") for one in fields} <= {one.get("for") for one in found if one.tag == "label"}


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_role_page_says_what_guides_say_of_it(language: str) -> None:
    said = text_of(PAGES[f"role {language}"])
    wanted = ("SQL & more", "Karten", "8331", "ISCO-08", HOSTILE.replace("*", "").strip())
    assert [part for part in wanted if part not in said] == []
    html = PAGES[f"role {language}"]
    assert 'href="/?to_role=bus-driver"' in html
    assert 'href="/paths?from=bus-driver"' in html
    assert 'rel="canonical" href="https://guides.example.org/roles/bus-driver"' in html
    if language == "en":
        assert "£28,000–32,000 per year" in said
        assert "United Kingdom · As of April 1, 2026 · From A to B" in said
        assert "SQL & more 3 guides Karten" in said


def test_paths_add_up_their_weeks() -> None:
    said = text_of(PAGES["paths en"])
    assert "2 paths" in said
    assert "1 guide · 26–39 weeks" in said
    assert "2 guides · 14–19 weeks" in said
    assert "10 weeks · Arabic" in said
    assert "There may be more" not in said
    assert "There may be more" in RENDERER.paths(PathsView(*ENDS, CHAINS[:1] * MOST_CHAINS))


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("no role asked", "Name the role you have and the role you want."),
        ("no such role", "No guide begins or ends with “<script>"),
        ("no path", "No chain of up to three guides leads there yet."),
        ("same role", "That is the same role twice. Choose two."),
        ("nothing left", "Nothing is left to learn for this role. Apply."),
        ("wrong", "Give the hours a week as a number from 1 to 80."),
        ("wrong", "Give the first day as a date between 2000 and 2999."),
        ("wrong", "Answer each skill with no, some or yes."),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(page: str, sentence: str) -> None:
    assert sentence in text_of(PAGES[page])


def test_plan_says_points_weeks_and_days() -> None:
    # 24 points: 3 + 2 + 1 to learn and 2 + 2 brought; the 60 hours of map making are 6 weeks at the guide's pace.
    said = text_of(RENDERER.plan(planned(SMALL, {"timetable-data": "some", "route-knowledge": "yes"}, "5")))
    assert "3.5 of 10 points (35%)" in said
    assert "28.7 weeks with 5 hours of study a week" in said  # (4 + 6 + 13/3) × 2
    assert "Weeks 1–12 · November 30, 2026 – February 21, 2027 Count and read" in said
    assert "Weeks 1–20 · November 30, 2026 – April 18, 2027 Draw" in said  # beside the first step
    assert "Weeks 21–38 · April 19, 2027 – August 22, 2027 Present and apply" in said
    assert "Timetable data Critical Half known Map making Important Calm under pressure Usually brought along" in said
    assert "noindex" in RENDERER.plan(planned(SMALL, {}))
    assert "100" in text_of(PAGES["nothing left"])
    assert "Already covered Count and read Draw Present and apply" in text_of(PAGES["nothing left"])


def test_plan_is_in_the_language_of_its_guide() -> None:
    german, arabic = (PAGES[f"plan {name}"] for name in sorted(NAMES)[1::-1])
    assert '<html lang="de" dir="ltr">' in german
    assert "Was fehlt" in german
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "ما ينقصك" in arabic
    assert '<span lang="en" dir="ltr">What is missing</span>' in PAGES["plan in French"]


def test_answers_come_back_as_they_were_given() -> None:
    checked = [one.get("value") for one in elements(PAGES["plan " + NAMES[0]]) if one.get("checked") is not None]
    assert checked == list(mixed(example(NAMES[0])).values())
    values = {one.get("name"): one.get("value") for one in elements(PAGES["wrong"]) if one.get("type") != "radio"}
    assert values["hours"] == values["start"] == HOSTILE


@pytest.mark.parametrize("name", NAMES)
def test_calendar_has_the_steps_that_are_left(name: str) -> None:
    document = example(name)
    view = planned(document, mixed(document), "6")
    assert view.plan
    text = RENDERER.plan_calendar(view)
    events: Any = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in events] == [
        document["roadmap"][step.place]["title"] for step in view.plan.steps
    ]
    assert [((one["DTSTART"].dt - MONDAY).days, (one["DTEND"].dt - MONDAY).days) for one in events] == [
        (7 * step.start, 7 * step.end) for step in view.plan.steps
    ]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_markdown_is_the_plan_and_carries_no_markup_of_others() -> None:
    document = {**SMALL, "title": HOSTILE, "roadmap": [{**SMALL["roadmap"][0], "title": HOSTILE, "tasks": [HOSTILE]}]}
    text = RENDERER.plan_markdown(planned(document, {"route-knowledge": "yes"}))
    html = MarkdownIt("commonmark").render(text)
    assert "<script" not in html
    assert "<a " not in html
    assert text_of(html).count(text_of(HOSTILE.replace("<", "&lt;").replace("&amp;", "&amp;amp;"))) == 3
    assert "Weeks 1–12 · November 30, 2026 – February 21, 2027" in html
    assert text.endswith("https://guides.example.org/guides/bus-driver-to-transport-planner\n")
