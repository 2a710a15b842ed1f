"""Documents and guides for tests: valid unless a test says otherwise, made of our own words, driven by the real services.

A document is a plain value; a guide is written, reviewed and published by the people of `tests.support.people`.
"""

import copy
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from cms import content
from cms.content import Document, Severity
from cms.services import drafting, editorial, situation
from cms.store import guides
from cms.store.db import session
from cms.store.guides import Guide
from cms.workflow import Inputs
from tests.support import people

ROOT = Path(__file__).resolve().parent.parent
DEMONSTRATION = ROOT / "cms" / "demonstration"
SAMPLE = ROOT.parent / "shared" / "examples" / "sample-guide.json"

State = Literal["draft", "in_review", "approved", "published"]

_DOCUMENT: Document = {
    "schema_version": "1.0",
    "slug": "bus-driver-to-transport-planner",
    "language": "en",
    "region": "GB",
    "translation_key": "bus-driver-to-transport-planner",
    "title": "From Bus Driver to Transport Planner: A 6–9-Month Plan",
    "summary": "From the driver’s seat to the planning desk in 6 to 9 months of evenings.",
    "from_role": {
        "slug": "bus-driver",
        "label": "Bus driver",
        "codes": [{"scheme": "isco-08", "code": "8331"}, {"scheme": "soc-2020-uk", "code": "8212"}],
    },
    "to_role": {
        "slug": "transport-planner",
        "label": "Transport planner",
        "codes": [{"scheme": "isco-08", "code": "2164"}],
    },
    "difficulty": "challenging",
    "timeline": {"min": 6, "max": 9, "unit": "month"},
    "weekly_hours": {"min": 8, "max": 12},
    "salary_change": {
        "min_percent": 5,
        "max_percent": 20,
        "horizon_months": 24,
        "note": "Gross pay of an assistant planner against a driver with five years of service.",
        "source_ids": ["pay-survey"],
    },
    "salary_from": {
        "min": 28000, "max": 32000, "currency": "GBP", "period": "year", "as_of": "2026-04-01",
        "source_ids": ["pay-survey"],
    },
    "salary_to": {
        "min": 30500, "max": 37000, "currency": "GBP", "period": "year", "as_of": "2026-04-01",
        "source_ids": ["pay-survey"],
    },
    "demand": {
        "level": "moderate",
        "trend": "growing",
        "text": "Councils rebuild their bus networks and look for people who know a depot from the inside.",
        "source_ids": ["network-review"],
    },
    "overview": (
        "You know which stop floods, which turn a long bus cannot take and why the 7.40 is *always* late. A planner "
        "works with the same town on paper: counts, timetables, maps.\n\nWhat is missing is the language of data and "
        "of public consultation. Both can be learned beside a shift plan, and your own route is the first material."
    ),
    "entry_requirements": [
        {"id": "driving", "kind": "licence", "text": "No licence is asked for at the desk; yours is welcome.", "mandatory": False},
        {
            "id": "requirement-1", "kind": "check", "text": "A basic background check for work in a council.", "mandatory": True,
            "source_ids": ["network-review"],
        },
    ],
    "transferable_skills": [
        {"skill": {"slug": "route-knowledge", "label": "Route knowledge"}, "text": "You can tell a map from a street."},
        {"skill": {"slug": "calm-under-pressure", "label": "Calm under pressure"}, "text": "A full hall of residents is a full bus."},
    ],
    "skills_to_learn": [
        {
            "skill": {"slug": "timetable-data", "label": "Timetable data"},
            "priority": "critical",
            "duration": {"value": 8, "unit": "week"},
            "tools": ["Spreadsheet", "GTFS viewer"],
            "how_to_learn": "Load the open timetable of your own depot and explain *one* delay with it.",
            "resource_ids": ["open-timetables"],
        },
        {
            "skill": {"slug": "map-making", "label": "Map making"},
            "priority": "important",
            "duration": {"value": 60, "unit": "hour"},
            "tools": ["QGIS"],
            "how_to_learn": "Draw every stop within ten minutes’ walk of your home.",
            "resource_ids": ["first-maps"],
        },
        {
            "skill": {"slug": "public-speaking", "label": "Public speaking"},
            "priority": "nice_to_have",
            "duration": {"value": 1, "unit": "month"},
            "how_to_learn": "Present your map to the drivers’ meeting.",
        },
    ],
    "roadmap": [
        {
            "id": "count",
            "title": "Count and read",
            "duration": {"value": 12, "unit": "week"},
            "skill_slugs": ["timetable-data"],
            "tasks": ["Open the file of “Open timetables” in the Spreadsheet.", "Find three late trips with the GTFS viewer."],
            "resource_ids": ["open-timetables"],
        },
        {
            "id": "step-1",
            "title": "Draw",
            "duration": {"value": 10, "unit": "week"},
            "skill_slugs": ["map-making"],
            "depends_on": [],
            "tasks": ["Work through “First maps” with QGIS.", "Draw the stops around your home."],
            "resource_ids": ["first-maps"],
        },
        {
            "id": "step-2",
            "title": "Present and apply",
            "duration": {"value": 2, "unit": "month"},
            "skill_slugs": ["public-speaking"],
            "depends_on": ["count", "step-1"],
            "tasks": ["Show the map at the drivers’ meeting.", "Apply for three posts of assistant planner."],
        },
    ],
    "reality_check": {
        "love": ["Your proposal becomes a stop sign.", "Evenings at home."],
        "miss": ["Passengers who say thank you.", "Being done when the shift is done."],
        "challenges": ["The first months are slow reading.", "Residents who disagree with each other."],
    },
    "action_plan": {
        "this_week": ["Ask the depot for last month’s delays."],
        "this_month": ["Finish the first chapter on maps."],
        "next_90_days": ["Explain one late trip from its data."],
    },
    "faq": [
        {
            "id": "faq-1",
            "question": "Do I need a degree?",
            "answer": "Not for an assistant’s post.\n\nLater a part-time course helps; see [the review](https://transport.example.org/review).",
            "source_ids": ["network-review"],
        },
        {"id": "faq-2", "question": "Can I keep driving meanwhile?", "answer": "Yes: the plan counts on ten hours a week."},
    ],
    "resources": [
        {
            "id": "open-timetables",
            "title": "Open timetables",
            "label": "Open timetables (national file)",
            "kind": "dataset",
            "provider": "Transport Data Office",
            "url": "https://data.example.org/timetables",
            "cost": {"amount": 0, "currency": "GBP", "basis": "total"},
            "format": "download",
            "language": "en",
            "effort": {"value": 6, "unit": "hour"},
        },
        {
            "id": "first-maps",
            "title": "First maps",
            "kind": "book",
            "provider": "Kerbside Press",
            "author": "Ines Valdez",
            "url": "https://books.example.org/first-maps?edition=2",
            "cost": {"amount": 19.5, "currency": "GBP", "basis": "total"},
            "format": "print_or_ebook",
            "language": "en",
            "effort": {"value": 4, "unit": "week"},
        },
    ],
    "sources": [
        {
            "id": "pay-survey", "title": "Pay in public transport 2026", "publisher": "Kerbside Institute",
            "url": "https://pay.example.org/2026", "published_on": "2026-04-01", "accessed_on": "2026-10-02",
        },
        {"id": "network-review", "title": "Review of bus networks", "url": "https://transport.example.org/review", "published_on": "2026-03-15"},
    ],
    "tags": ["transport", "public sector"],
    "authors": [{"name": "Amira Haddad", "url": "https://people.example.org/amira"}],
    "related_slugs": ["train-driver-to-transport-planner"],
    "intros": {"roadmap": "Three steps; the first two can run side by side."},
    "cta": {
        "heading": "Talk to a planner", "text": "Thirty minutes, no strings.", "label": "Book a talk",
        "url": "https://talk.example.org/planners",
    },
}  # fmt: skip


def a_document(**changes: Any) -> Document:
    """A small, complete document in normal form that uses every section. changes: sections, None to leave one out."""
    document = copy.deepcopy(_DOCUMENT)
    document.update(changes)
    return {name: value for name, value in document.items() if value is not None}


def a_short_document(**changes: Any) -> Document:
    """No more than review needs: every optional section is absent."""
    needed = (
        "schema_version", "slug", "language", "title", "from_role", "to_role", "difficulty", "timeline", "overview",
        "transferable_skills", "reality_check", "action_plan",
    )  # fmt: skip
    whole = a_document()
    document = {name: whole[name] for name in needed}
    for role in ("from_role", "to_role"):
        document[role].pop("codes")
    document["salary_change"] = {"note": "Nobody has counted it yet."}
    document["demand"] = {"level": "moderate", "text": "Steady."}
    document["skills_to_learn"] = [
        {name: row[name] for name in ("skill", "priority", "duration", "how_to_learn")}
        for row in whole["skills_to_learn"]
    ]
    document["roadmap"] = [
        {name: row[name] for name in ("id", "title", "duration", "tasks")} for row in whole["roadmap"]
    ]
    return content.draft({**document, **changes})


def a_full_document(**changes: Any) -> Document:
    """A valid document at every hard limit: the most rows, and each text as long as it may be."""
    shape = content.GuideContent.members()
    document = a_document()
    return content.draft({**document, **_filled(shape), **changes})


def _filled(shape: Mapping[str, Any]) -> Document:
    """The sections that have a limit, at that limit."""

    def text(start: str, longest: int) -> str:
        words = f"{start} " + "and then the bus goes on to the next stop where somebody waits " * (longest // 60 + 1)
        return words[: longest - 1].strip().ljust(longest, ".")

    def lines(start: str, number: int, longest: int) -> list[str]:
        return [text(f"{start} {index}", longest) for index in range(1, number + 1)]

    def skill(side: str, index: int) -> dict[str, str]:
        return {"slug": f"{side}-{index}", "label": text(f"Skill {side} {index}", 80)}

    transferable, to_learn, steps = (
        shape[name].at_most for name in ("transferable_skills", "skills_to_learn", "roadmap")
    )
    questions, resources, sources = (shape[name].at_most for name in ("faq", "resources", "sources"))
    resource_names = [f"resource-{index}" for index in range(1, resources + 1)]
    source_names = [f"source-{index}" for index in range(1, sources + 1)]
    return {
        "title": text("From bus driver to transport planner", 160),
        "summary": text("A summary", 300),
        "overview": "\n\n".join(lines("Paragraph", 10, 298))[:3000],
        "entry_requirements": [
            {"kind": "other", "text": text(f"Requirement {index}", 300), "mandatory": False, "source_ids": source_names[:3]}
            for index in range(1, shape["entry_requirements"].at_most + 1)
        ],
        "transferable_skills": [
            {"skill": skill("brought", index), "text": text(f"Brought along {index}", 500)} for index in range(1, transferable + 1)
        ],
        "skills_to_learn": [
            {
                "skill": skill("learned", index),
                "priority": ("critical", "important", "nice_to_have")[index * 3 // (to_learn + 1)],
                "duration": {"value": 1.5, "unit": "week"},
                "tools": lines(f"Tool {index}", 20, 80),
                "how_to_learn": text(f"How to learn {index}", 800),
                "resource_ids": resource_names[:20],
            }
            for index in range(1, to_learn + 1)
        ],
        "roadmap": [
            {
                "id": f"step-{index}",
                "title": text(f"Step {index}", 200),
                "duration": {"value": 2, "unit": "week"},
                "skill_slugs": [f"learned-{number}" for number in range(1, to_learn + 1)],
                "depends_on": [f"step-{number}" for number in range(1, index)],
                "tasks": lines(f"Task {index}", 12, 300),
                "resource_ids": resource_names[:20],
            }
            for index in range(1, steps + 1)
        ],
        "reality_check": {name: lines(f"To {name}", 10, 300) for name in ("love", "miss", "challenges")},
        "action_plan": {name: lines(f"Do {name}", 10, 300) for name in ("this_week", "this_month", "next_90_days")},
        "faq": [
            {"question": text(f"Question {index}", 199) + "?", "answer": text(f"Answer {index}", 1500), "source_ids": source_names[:2]}
            for index in range(1, questions + 1)
        ],
        "resources": [
            {
                "id": name,
                "title": text(f"Resource {name}", 200),
                "label": text(f"Shown as {name}", 200),
                "kind": "course",
                "provider": text("Provider", 120),
                "author": text("Author", 120),
                "url": f"https://resources.example.org/{name}?{'q' * 1900}",
                "cost": {"amount": 10, "currency": "GBP", "basis": "month"},
                "format": "online",
                "language": "en",
                "effort": {"value": 3, "unit": "hour"},
            }
            for name in resource_names
        ],
        "sources": [
            {
                "id": name, "title": text(f"Source {name}", 200), "publisher": text("Publisher", 120),
                "url": f"https://sources.example.org/{name}", "published_on": "2026-01-31", "accessed_on": "2026-02-28",
            }
            for name in ("pay-survey", "network-review", *source_names[2:])
        ],
        "salary_change": {"min_percent": -100, "max_percent": 500, "note": text("Note", 300), "source_ids": ["pay-survey", *source_names[2:]]},
        "tags": [f"tag {index}".ljust(40, "x") for index in range(1, shape["tags"].at_most + 1)],
        "authors": [{"name": text(f"Author {index}", 120)} for index in range(1, shape["authors"].at_most + 1)],
        "related_slugs": [f"guide-{index}" for index in range(1, shape["related_slugs"].at_most + 1)],
        "intros": {name: text(f"Before {name}", 300) for name in shape["intros"].shape.members()},
    }  # fmt: skip


@cache
def _read(path: Path) -> str:
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is not there; these tests need the real guide that lies beside the repository."
        )
    return path.read_text("utf-8")


def examples() -> dict[str, Document]:
    """The documents that ship as demonstration content, by file name."""
    return {path.stem: json.loads(_read(path)) for path in sorted(DEMONSTRATION.glob("*.json"))}


def sample_guide() -> Document:
    """A real guide as its publisher wrote it, which is not ours to ship. It has one flaw: an answer without a question."""
    document: Document = json.loads(_read(SAMPLE))
    return document


def mended_sample() -> Document:
    """The sample with a question before its one answer, so that it can be reviewed and published."""
    document = sample_guide()
    [row] = document["faq"]
    row["question"] = "What will I earn?"
    return document


def a_guide(
    state: State = "draft", document: Document | None = None, *, author: str = "author", reviewer: str = "reviewer",
    publisher: str = "publisher", change_note: str = "First edition.",
) -> Guide:  # fmt: skip
    """A guide brought to `state` by the people named, each act by its real service. Needs an application context.

    document: its text; without one, a complete text about a route that no other guide of this database has.
    """
    people.ensure()
    guide = drafting.create_guide(_of_its_own() if document is None else document, actor=people.actor(author)).guide
    if state == "draft":
        return guide
    submit(guide.id, author, change_note=change_note)
    if state == "in_review":
        return guides.find(guide.id)
    act(guide.id, "approve", reviewer)
    if state == "approved":
        return guides.find(guide.id)
    return act(guide.id, "publish", publisher)


def revise(guide_id: UUID, role: str = "author", **changes: Any) -> Guide:
    """Saves the newest text with other sections as the next revision."""
    guide = guides.find(guide_id)
    document = {**guides.revision(guide_id, guide.newest).document, **changes}
    return drafting.save_draft(guide_id, document, base=guide.newest, actor=people.actor(role)).guide


def submit(guide_id: UUID, role: str = "author", *, change_note: str = "What is new.", major: bool = True) -> Guide:
    """Sends the newest revision for review, with a reason for each warning."""
    guide = guides.find(guide_id)
    found = situation.judge(guide, guides.revision(guide_id, guide.newest).document)
    warnings = [one for one in found if one.severity is Severity.WARNING]
    reasons = [{"rule": one.rule, "path": one.path, "reason": "It is meant so."} for one in warnings]
    return act(guide_id, "submit", role, acknowledge=reasons, change_note=change_note, major=major)


def act(guide_id: UUID, action: str, role: str, *, acknowledge: Sequence[Mapping[str, str]] = (), **said: Any) -> Guide:
    """Performs a row of the workflow table as the person with that role. said: what Inputs take."""
    own = current_app.extensions["crossway"]
    return editorial.perform(
        guide_id, action, base=guides.find(guide_id).newest, actor=people.actor(role), renderer=own.renderer,
        rules=own.rules, inputs=Inputs(**said), acknowledge=acknowledge,
    )  # fmt: skip


def published_again(guide_id: UUID, *, major: bool = False, change_note: str = "Corrected.", **changes: Any) -> Guide:
    """The next text of a live guide, through review to its readers."""
    revise(guide_id, **changes)
    submit(guide_id, change_note=change_note, major=major)
    act(guide_id, "approve", "reviewer")
    return act(guide_id, "publish", "publisher")


def _of_its_own() -> Document:
    number = (session().scalar(select(func.count()).select_from(Guide)) or 0) + 1
    return a_document(
        slug=f"bus-driver-to-planner-{number}",
        translation_key=None,
        title=f"From Bus Driver to Planner {number}: A 6–9-Month Plan",
        to_role={"slug": f"planner-{number}", "label": f"Planner {number}"},
    )
