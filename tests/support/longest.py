"""A text at every limit: the most rows, and each value as long as it may be. Our own words."""

from collections.abc import Mapping
from typing import Any

from cms import content
from cms.content import Document
from tests.support.documents import SMALL


def filled() -> Document:
    """The sections that have a limit, at that limit: the most rows, and each text as long as it may be."""
    shape: Mapping[str, Any] = content.GuideContent.members()

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
        "title": text("From Bus Driver to Transport Planner", 160),
        "summary": text("A summary", 300),
        "overview": "\n\n".join(lines("Paragraph", 10, 298))[:3000],
        "entry_requirements": [
            {
                "kind": "other",
                "text": text(f"Requirement {index}", 300),
                "mandatory": False,
                "source_ids": source_names[:3],
            }
            for index in range(1, shape["entry_requirements"].at_most + 1)
        ],
        "transferable_skills": [
            {"skill": skill("brought", index), "text": text(f"Brought along {index}", 500)}
            for index in range(1, transferable + 1)
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
            {
                "question": text(f"Question {index}", 199) + "?",
                "answer": text(f"Answer {index}", 1500),
                "source_ids": source_names[:2],
            }
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
                "id": name,
                "title": text(f"Source {name}", 200),
                "publisher": text("Publisher", 120),
                "url": f"https://sources.example.org/{name}",
                "published_on": "2026-01-31",
                "accessed_on": "2026-02-28",
            }
            for name in source_names
        ],
        "salary_change": {
            "min_percent": -100,
            "max_percent": 500,
            "horizon_months": 120,
            "note": text("Note", 300),
            "source_ids": source_names,
        },
        "salary_from": {**SMALL["salary_from"], "source_ids": source_names},
        "salary_to": {**SMALL["salary_to"], "source_ids": source_names},
        "demand": {**SMALL["demand"], "text": text("Demand", 400), "source_ids": source_names},
        "tags": [f"tag {index}".ljust(40, "x") for index in range(1, shape["tags"].at_most + 1)],
        "authors": [
            {"name": text(f"Author {index}", 120), "url": f"https://people.example.org/{index}"}
            for index in range(1, shape["authors"].at_most + 1)
        ],
        "related_slugs": [f"guide-{index}" for index in range(1, shape["related_slugs"].at_most + 1)],
        "cta": {
            "heading": text("Heading", 120),
            "text": text("Text", 300),
            "label": text("Label", 80),
            "url": "https://cta.example.org",
        },
        "intros": {name: text(f"Before {name}", 300) for name in shape["intros"].shape.members()},
    }
