"""The components that calls refer to: the document and what readers get around it; problems; security."""

from typing import Any

from cms.content.guide import GuideContent
from cms.content.schema import DRAFT_SLACK, Reading, with_delivery
from cms.content.words import DIFFICULTY, LEVEL, PRIORITY, TIMELINE_UNIT, TREND
from cms.services.accounts import SCOPES
from cms.web.api.openapi import editorial_shapes, vocabulary_shapes
from cms.web.api.openapi.answers import (
    ADDRESS,
    HEADERS,
    MOMENT,
    RESPONSES,
    UUID,
    Described,
    listed,
    page_of,
    ref,
    shape,
    text,
    whole,
    word,
)
from cms.workflow import PublicStatus

_PLACE = "#/components/schemas/"
_STATUS = [str(status) for status in PublicStatus if status.is_live]
HASH = text("Of the approved text alone; compare this.", pattern="^sha256:[0-9a-f]{64}$")
_NUMBER: Described = {"type": "number"}
_DELIVERED = ("guide_id", "slug", "version", "content_hash")


def delivery() -> dict[str, Described]:
    """Members of `_guide`, in the order they are sent."""
    return {
        "about": {**ADDRESS, "description": "Where these members are explained."},
        "schema_version": text("Format of the document, MAJOR.MINOR.", const="1.0"),
        "schema": {**ADDRESS, "description": "The JSON Schema of the document."},
        "guide_id": {**UUID, "description": "Never changes; survives every change of address."},
        "slug": text("Last part of the page's address; it may change, and the old one then redirects."),
        "version": whole("Number of the publication within the guide.", minimum=1),
        "content_hash": HASH,
        "language": text("BCP 47."),
        "direction": {**word("ltr", "rtl"), "description": "Of the writing: ltr or rtl."},
        "translations": {
            **listed(shape({"language": text(), "url": ADDRESS})),
            "description": "The same guide in other languages.",
        },
        "from_role": {**ref("Role"), "description": "Where the guide leads from: slug, label, occupation codes."},
        "to_role": {**ref("Role"), "description": "Where it leads to."},
        "difficulty": {**word(*DIFFICULTY), "description": f"One of: {', '.join(DIFFICULTY)}."},
        "difficulty_rank": whole("1 is the easiest.", minimum=1, maximum=len(DIFFICULTY)),
        "timeline": shape(
            {"min": _NUMBER, "max": _NUMBER, "unit": word(*TIMELINE_UNIT), "min_weeks": _NUMBER, "max_weeks": _NUMBER},
            says="As the guide says it, and in weeks.",
        ),
        "salary_change": shape(
            {"min_percent": _NUMBER, "max_percent": _NUMBER}, "min_percent", "max_percent",
            says="In percent, signed; absent when unknown.",
        ),
        "demand": shape({"level": word(*LEVEL), "trend": word(*TREND)}, "trend", says="For the work it leads to."),
        "totals": shape(
            {
                "steps": whole(minimum=0), "tasks": whole(minimum=0), "roadmap_weeks": _NUMBER,
                "skill_weeks": _NUMBER, "reading_minutes": whole(minimum=0),
            },
            says="Computed; weeks with one decimal.",
        ),
        "skills": {**listed(ref("GuideSkill")), "description": "Brought (`transferable`), then to learn (`learn`)."},
        "status": {**word(*_STATUS), "description": "`live_unreviewed`: published, a second look is owed."},
        "reviewed_on": text("Day of the approval.", format="date"),
        "verified_on": text("Day on which it was last found to hold still.", format="date"),
        "links": shape(
            {"html": ADDRESS, "json": ADDRESS, "md": ADDRESS, "ics": ADDRESS}, says="The guide in each of its forms."
        ),
        "document": {**ref("Guide"), "description": "The whole guide; in full views only."},
    }  # fmt: skip


def all_of_them() -> dict[str, Any]:
    return {
        "schemas": {**_documents(), **_readers(), **editorial_shapes.shapes()},
        "responses": RESPONSES,
        "headers": HEADERS,
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Made on the account page or by `flask tokens issue`. Scopes: "
                + "; ".join(f"`{scope}` ({', '.join(sorted(roles))})" for scope, roles in SCOPES.items())
                + ". A token never may more than its owner.",
            }
        },
    }


def _documents() -> dict[str, Described]:
    served = Reading(served=True, place=_PLACE)
    served.of(GuideContent)
    draft = Reading(served=False, place=_PLACE, suffix="Draft", slack=DRAFT_SLACK)
    draft.of(GuideContent)
    guide = with_delivery(served.shapes["Guide"])
    guide["properties"]["_guide"] = ref("GuideDelivery")
    return {**served.shapes, "Guide": guide, **draft.shapes}


def _readers() -> dict[str, Described]:
    members = delivery()
    optional = ("salary_change", "reviewed_on", "verified_on", "document")
    item = {
        "id": text(
            "`urn:uuid:` and the guide_id: survives every change of address.", pattern="^urn:uuid:[0-9a-f-]{36}$"
        ),
        "url": ADDRESS,
        "title": text(),
        "summary": text(),
    }
    dates = {
        "date_published": {**MOMENT, "description": "First publication; never changes."},
        "date_modified": {**MOMENT, "description": "Moves when content_hash does."},
    }
    author = shape({"name": text(), "url": ADDRESS}, "url")
    attachment = shape({"url": ADDRESS, "mime_type": text(), "title": text(), "size_in_bytes": whole()}, "title")
    return {
        "GuideDelivery": shape(members, *optional, says="`_guide`: facts of delivery."),
        "GuideSkill": shape(
            {
                "slug": text(), "label": text(), "side": word("transferable", "learn"), "priority": word(*PRIORITY),
                "weeks": _NUMBER,
            },
            "priority", "weeks",
        ),
        "FeedItem": shape(
            {
                **item, "language": text(), "image": ADDRESS, "authors": listed(author), "tags": listed(text()),
                "content_html": text("No script, absolute links, the same bytes until the guide changes."),
                "content_text": text("Plain text; in the summary view the summary."),
                **dates, "attachments": listed(attachment), "_guide": ref("GuideDelivery"),
            },
            "summary", "image", "authors", "content_html", "attachments",
        ),
        "Feed": shape(
            {
                "version": text(const="https://jsonfeed.org/version/1.1"), "title": text(), "home_page_url": ADDRESS,
                "feed_url": ADDRESS, "description": text(), "next_url": ADDRESS, "icon": ADDRESS, "favicon": ADDRESS,
                "authors": listed(author), "language": text(), "hubs": listed({"type": "object"}),
                "items": listed(ref("FeedItem")),
            },
            "next_url", "hubs",
        ),
        "GuideListItem": shape(
            {**item, **dates, "_guide": ref("GuideDelivery"), "document": ref("Guide")},
            *item, *dates, "_guide", "document",
            says="With `fields`, only the members asked for.",
        ),
        "GuideList": page_of(ref("GuideListItem")),
        "Change": shape(
            {
                "seq": whole("Grows with every public change of any guide.", minimum=1),
                "type": word("upsert", "withdrawn", "gone", "redirected"),
                **{name: members[name] for name in _DELIVERED},
                "previous_slugs": listed(text()), "at": MOMENT, "url": ADDRESS, "json_url": ADDRESS,
                "redirect_to": {"type": ["string", "null"], "format": "uri"},
            },
            says="The last change of a guide. Others than upsert carry no content, and stay listed for ever.",
        ),
        "Changes": shape({"changes": listed(ref("Change")), "cursor": text(), "has_more": {"type": "boolean"}}),
        **vocabulary_shapes.shapes(),
        "Status": shape({"status": word("ok", "degraded", "unavailable"), "why": text()}, "why"),
    }  # fmt: skip
