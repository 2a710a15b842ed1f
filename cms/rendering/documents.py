"""The JSON shapes of a guide: the served document and `_guide`. Never null; what is unknown is absent."""

from datetime import UTC, datetime
from typing import Any

from cms.content import derived
from cms.content.document import Document
from cms.content.guide import GuideContent
from cms.content.kinds import Group, Items, Listing, Shape
from cms.content.upgrades import SCHEMA_VERSION
from cms.content.web_addresses import is_web_address
from cms.content.words import DIFFICULTY
from cms.rendering import urls
from cms.rendering.published import PublishedGuide, Site


def served(document: Document, shape: type[Shape] = GuideContent) -> Document:
    """`document` with every list at every depth, empty when it has none, except one whose absence says more."""
    told: Document = {}
    for name, kind in shape.members().items():
        value = document.get(name)
        if isinstance(kind, Group) and value is not None:
            told[name] = served(value, kind.shape)
        elif isinstance(kind, Items):
            told[name] = [served(row, kind.shape) for row in value or ()]
        elif isinstance(kind, Listing):
            if value is not None or not kind.keep_empty:
                told[name] = list(value or ())
        elif value is not None:
            told[name] = value
    return told


def guide_member(guide: PublishedGuide, site: Site, document: Document) -> dict[str, Any]:
    """`_guide` without the document, which is last where it is told too. document: the guide's, as it is served."""
    member = {
        "about": urls.feed_docs_url(site),
        "schema_version": document.get("schema_version", SCHEMA_VERSION),
        "schema": urls.schema_url(site),
        "guide_id": guide.guide_id,
        "slug": guide.slug,
        "version": guide.number,
        "content_hash": guide.content_hash,
        "language": guide.language,
        "direction": guide.direction,
        "translations": [
            {"language": one.language, "url": urls.guide_url(site, one.slug)} for one in guide.translations
        ],
        "from_role": document.get("from_role"),
        "to_role": document.get("to_role"),
        "difficulty": document.get("difficulty"),
        "difficulty_rank": _rank(document.get("difficulty")),
        "timeline": _timeline(document),
        "salary_change": _only(document.get("salary_change"), "min_percent", "max_percent"),
        "demand": _only(document.get("demand"), "level", "trend"),
        "totals": totals(document),
        "skills": _skills(document),
        "status": guide.status,
        "reviewed_on": guide.reviewed_on and guide.reviewed_on.isoformat(),
        "links": {
            "html": urls.guide_url(site, guide.slug),
            "json": urls.guide_json_url(site, guide.slug),
            "md": urls.guide_markdown_url(site, guide.slug),
            "ics": urls.guide_calendar_url(site, guide.slug),
        },
    }
    return {name: value for name, value in member.items() if value is not None}


def totals(document: Document) -> dict[str, int | float]:
    return {
        "steps": len(document["roadmap"]),
        "tasks": sum(len(step["tasks"]) for step in document["roadmap"]),
        "roadmap_weeks": derived.one_decimal(sum(derived.step_weeks(document), derived.exact(0))),
        "skill_weeks": derived.one_decimal(sum(derived.skill_weeks(document).values(), derived.exact(0))),
        "reading_minutes": derived.reading_minutes(document),
    }


def authors(guide: PublishedGuide) -> list[dict[str, str]]:
    """Bylines as JSON Feed writes them; an address that is not safe is left out."""
    return [
        {"name": one["name"], **({"url": one["url"]} if is_web_address(one.get("url", "")) else {})}
        for one in guide.authors
        if one.get("name")
    ]


def tags(document: Document) -> list[str]:
    """The roles' names, then the tags; each once."""
    roles = (document.get(role, {}).get("label") for role in ("from_role", "to_role"))
    return list(dict.fromkeys(tag for tag in (*roles, *document.get("tags", ())) if tag))


def moment(at: datetime) -> str:
    """RFC 3339, UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rank(difficulty: str | None) -> int | None:
    return list(DIFFICULTY).index(difficulty) + 1 if difficulty in DIFFICULTY else None


def _timeline(document: Document) -> dict[str, Any] | None:
    weeks = derived.timeline_weeks(document)
    line = document.get("timeline")
    if line and weeks:
        return {**line, "min_weeks": derived.one_decimal(weeks[0]), "max_weeks": derived.one_decimal(weeks[1])}
    return line


def _only(value: dict[str, Any] | None, *names: str) -> dict[str, Any] | None:
    return {name: value[name] for name in names if name in value} or None if value else None


def _skills(document: Document) -> list[dict[str, Any]]:
    """Both lists. side: `transferable` or `learn`."""
    brought = [{**row.get("skill", {}), "side": "transferable"} for row in document["transferable_skills"]]
    learnt = []
    for row in document["skills_to_learn"]:
        skill = {**row.get("skill", {}), "side": "learn"}
        if "priority" in row:
            skill["priority"] = row["priority"]
        if weeks := derived.weeks(row.get("duration"), document.get("weekly_hours")):
            skill["weeks"] = derived.one_decimal(weeks)
        learnt.append(skill)
    return brought + learnt
