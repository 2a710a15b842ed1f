"""Many small live guides, quickly: one is published by the product, the others are its rows with other names."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, delete, func, insert, select
from uuid_utils.compat import uuid7

from cms.content.searching import searchable
from cms.services import drafting, editorial
from cms.services.editorial import Rules
from cms.store import facets, guides, search_index
from cms.store.changes import Change
from cms.store.db import Base, session, transaction
from cms.store.facets import Facet
from cms.store.guides import Guide
from cms.store.public_clock import PublicClock
from cms.store.publications import Publication
from cms.store.terms import Term
from cms.web.parts import parts
from cms.workflow import Actor, Inputs, Role

PRESS = Actor(str(uuid4()), "Measurer", frozenset(Role))
RULES = Rules(reviewers_required=0, second_look_days=7)
_ROLES = 40  # as many at either end: a vocabulary, not a role of its own for every guide
_PER_STATEMENT = 500
_TABLES = ("guide", "revision", "slug_claim", "publication", "rendition", "change", "term")
_PATTERN = "pattern-guide"
# A language has many words that some texts say and most do not; where all say the same sixty, a database that reckons
# with how often words are said knows nothing.
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")
_WORDS = [one + other for one in _SYLLABLES for other in _SYLLABLES]
_WORDS_OF_ONE = 8
_SMALL: dict[str, Any] = {
    "language": "en",
    "title": "From Bus Driver to Planner",
    "summary": "A short guide.",
    "from_role": {"slug": "bus-driver", "label": "Bus Driver"},
    "to_role": {"slug": "planner", "label": "Planner"},
    "difficulty": "moderate",
    "timeline": {"min": 6, "max": 9, "unit": "month"},
    "weekly_hours": {"min": 6, "max": 10},
    "salary_change": {"note": "Nobody has counted it."},
    "demand": {"level": "moderate", "text": "Steady."},
    "overview": "You know every road and every passenger. " * 12,
    "transferable_skills": [
        {"skill": {"slug": f"skill-{n}", "label": f"Skill {n}"}, "text": f"It helps on day {n}."} for n in range(5)
    ],
    "skills_to_learn": [
        {
            "skill": {"slug": f"learnt-{n}", "label": f"Learnt {n}"},
            "priority": "critical" if n == 0 else "important",
            "duration": {"value": 4, "unit": "week"},
            "how_to_learn": f"Read chapter {n}, then do it.",
        }
        for n in range(4)
    ],
    "roadmap": [
        {
            "title": f"Step {n}",
            "duration": {"value": 10, "unit": "week"},
            "tasks": [f"Look {n}.", f"Try {n}.", f"Finish {n}."],
            "skill_slugs": [f"learnt-{n}", *(["learnt-3"] if n == 2 else [])],
        }
        for n in range(3)
    ],
    "reality_check": {
        "love": ["Calm.", "Order."],
        "miss": ["The road.", "The people."],
        "challenges": ["Desks.", "Screens."],
    },
    "action_plan": {
        "this_week": ["Ask a planner."],
        "this_month": ["Visit an office."],
        "next_90_days": ["Apply for a course."],
    },
}


def publish_small(number: int | str) -> Guide:
    """One small guide through the product's own services, up to `publish`."""
    return publish(approved(number))


def approved(number: int | str) -> UUID:
    """A small guide that waits for nothing but to be published."""
    document = {**_SMALL, "slug": f"{_PATTERN}-{number}", "title": f"From Bus Driver to Planner {number}"}
    document["from_role"] = {"slug": f"bus-driver-{number}", "label": f"Bus Driver {number}"}
    kept = drafting.create_guide(document, actor=PRESS)
    findings = editorial.standing(kept.guide, kept.revision, PRESS, RULES).findings
    answers = [{"rule": one.rule, "path": one.path, "reason": "Measured so."} for one in findings]
    _act(kept.guide.id, "submit", Inputs(change_note="First.", major=True), answers)
    return kept.guide.id


def publish(guide_id: UUID) -> Guide:
    return _act(guide_id, "publish", Inputs(), [])


def fill(total: int) -> None:
    """Brings the database to `total` live guides."""
    there = session().scalar(select(func.count()).select_from(Publication).where(Publication.ended_at.is_(None))) or 0
    pattern = guides.by_slug(f"{_PATTERN}-0") or publish_small(0)
    rows = {name: _rows(Base.metadata.tables[name], pattern.id) for name in _TABLES}
    with transaction():
        clock = session().scalars(select(PublicClock).with_for_update()).one()
        for start in range(max(there, 1), total, _PER_STATEMENT):
            numbers = range(start, min(total, start + _PER_STATEMENT))
            copies = _copies(rows, pattern.id, numbers, clock.seq)
            for name, made in copies.items():
                session().execute(insert(Base.metadata.tables[name]), made)
            for row in copies["revision"]:
                said, roles = searchable(row["document"]), ("from", "to")
                search_index.keep_draft(
                    row["guide_id"], 1, said, {one: row["document"][f"{one}_role"]["slug"] for one in roles}
                )
                search_index.keep_live(row["guide_id"], 1, said)
        clock.seq = max(clock.seq, session().scalar(select(func.max(Change.seq))) or 0)
        clock.generation += 1
        # One moves them to and fro; here they are counted at once.
        session().execute(delete(Facet))
        counted = select(Term.kind, Term.value, func.max(Term.label), func.count())
        counted = counted.where(Term.kind.in_(facets.KINDS)).group_by(Term.kind, Term.value)
        session().execute(insert(Facet).from_select(["kind", "value", "label", "guides"], counted))


def _rows(table: Table, guide_id: UUID) -> list[dict[str, Any]]:
    key = table.c.id if table.name == "guide" else table.c.guide_id
    return [dict(row._mapping) for row in session().execute(select(table).where(key == guide_id))]


def _copies(
    rows: dict[str, list[dict[str, Any]]], pattern: UUID, numbers: range, seq: int
) -> dict[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in rows}
    for number in numbers:
        new = {str(pattern): str(uuid7()), f"{_PATTERN}-0": f"{_PATTERN}-{number}"}
        new |= {"Planner 0": f"Planner {number}", "bus-driver-0": f"bus-driver-{number % _ROLES}"}
        new["Steady."] = f"Steady: {_some_words(number)}."
        for name, kept in rows.items():
            for row in kept:
                made[name].append({column: _renamed(value, new) for column, value in row.items()})
        for row in made["publication"][-len(rows["publication"]) :]:
            moment = row["first_published_at"] + timedelta(seconds=number)
            row |= {"first_published_at": moment, "modified_at": moment}
        made["change"][-1]["seq"] = seq + number
    return made


def _some_words(number: int) -> str:
    return " ".join(_WORDS[(number * 31 + place * place) % len(_WORDS)] for place in range(1, _WORDS_OF_ONE + 1))


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, UUID):
        return UUID(new.get(str(value), str(value)))
    if isinstance(value, str):
        return _replaced(value, new)
    if isinstance(value, dict | list):
        return json.loads(_replaced(json.dumps(value), new))
    return value


def _replaced(text: str, new: dict[str, str]) -> str:
    for old, with_ in new.items():
        text = text.replace(old, with_)
    return text


def _act(guide_id: UUID, action: str, inputs: Inputs, answers: list[dict[str, str]]) -> Guide:
    guide = guides.find(guide_id)
    return editorial.perform(
        guide_id, action, base=guide.newest, actor=PRESS, renderer=parts().renderer, rules=RULES, inputs=inputs,
        acknowledge=answers,
    )  # fmt: skip
