"""The calls that everybody may make."""

from typing import Any

from cms.content.schema import SAFE
from cms.content.words import DIFFICULTY
from cms.web.api.openapi.answers import (
    CURSOR,
    JSON,
    MOMENT,
    Described,
    answer,
    in_path,
    limit,
    listed,
    page_of,
    problems,
    public,
    query,
    ref,
    repeated,
    text,
    whole,
    word,
)

_SLUG = in_path("slug", "The guide's address; an earlier one is a 301.", text(maxLength=120))
_VALUE = text(pattern=SAFE)
_FILTERS = [
    repeated("from_role", "Slug of the role that guides lead from.", _VALUE),
    repeated("to_role", "Slug of the role that guides lead to.", _VALUE),
    repeated("role", "Slug of a role at either end.", _VALUE),
    repeated("skill", "Slug of a skill, brought or learnt.", _VALUE),
    repeated("tag", "A tag.", _VALUE),
    repeated("language", "BCP 47.", _VALUE),
    repeated("difficulty", "How hard it is. Empty asks for nothing, as with the others.", word(*DIFFICULTY, "")),
]
_SINCE = query("updated_since", "Only what was modified then or later (RFC 3339).", MOMENT)
_ORDER = query("order", "`updated`: by date_modified, a feed of its own.", word("published", "updated"))
_VIEW = query("view", "`summary`: without the text, 50 a page, at most 100.", word("full", "summary"))
_SIZE = query("limit", "How many: 10, at most 20; with `view=summary` 50, at most 100.", whole(minimum=1, maximum=100))
_LISTED = ("id", "url", "title", "summary", "date_published", "date_modified", "_guide", "document")
_FIELDS: Described = {
    "name": "fields", "in": "query", "explode": False, "schema": {**listed(word(*_LISTED)), "minItems": 1},
    "description": "Only these members, separated by commas. `document` comes only when it is asked for.",
}  # fmt: skip
_AGAIN = "It moved: the same below its new address."
_CHANGE = {
    "seq": 41, "type": "upsert", "guide_id": "01939d3c-5a5e-7b6e-9c1f-2f1f7a1f0c11", "slug": "bus-driver-to-planner",
    "version": 3, "content_hash": f"sha256:{'5f' * 32}", "previous_slugs": ["bus-driver-to-route-planner"],
    "at": "2026-11-22T09:00:00Z", "url": "https://guides.example.org/guides/bus-driver-to-planner",
    "json_url": "https://guides.example.org/guides/bus-driver-to-planner.json", "redirect_to": None,
}  # fmt: skip


def _call(tag: str, name: str, says: str, responses: Described, *parameters: Described, more: str = "") -> Described:
    told = {"description": more} if more else {}
    given = {"parameters": list(parameters)} if parameters else {}
    return {
        "tags": [tag],
        "operationId": name,
        "summary": says,
        **told,
        **given,
        "responses": responses,
        "security": [],
    }


def _guide(name: str, says: str, schema: Described, media: str, *, more: str = "", page: bool = False) -> Described:
    # What is not there is a page for everything but JSON; what left is one only for the page.
    fails = {**problems(301, 404, 410), **({} if media == JSON else _pages(404)), **(_pages(410) if page else {})}
    return _call("Guides", name, says, {**public(says, schema, media), **fails}, _SLUG, more=more)


def _list(name: str, says: str, row: str) -> Described:
    answers = public("A page of the list.", page_of(ref(row)), JSON, 400, link=True)
    return _call("Vocabulary", name, says, answers, limit(100, 500), CURSOR)


def _pages(*statuses: int) -> Described:
    return {
        str(status): {"description": "A page that says why.", "content": {"text/html": {"schema": text()}}}
        for status in statuses
    }


OPERATIONS: dict[str, dict[str, Any]] = {
    "GET /feed.json": _call(
        "Feed", "feed", "JSON Feed 1.1, newest first",
        public("A page of the feed.", ref("Feed"), "application/feed+json", 400, link=True),
        _SIZE, CURSOR, _VIEW, _ORDER, _SINCE, *_FILTERS,
        more="Follow `next_url` to the end; it never repeats. A page ends at its limit or before 900 kB.",
    ),
    "GET /feed.atom": _call(
        "Feed", "atomFeed", "The same as Atom",
        {**public("A page of the feed.", text(), "application/atom+xml", link=True), **_pages(400)},
        _SIZE, CURSOR, _VIEW, _ORDER, _SINCE, *_FILTERS,
    ),
    "GET /api/v1/guides": _call(
        "Guides", "listGuides", "Live guides, structured",
        public("A page of the list.", ref("GuideList"), JSON, 400, link=True),
        limit(20, 100), CURSOR, _FIELDS, _ORDER, _SINCE, *_FILTERS,
    ),
    "GET /api/v1/guides/{id_or_slug}": _call(
        "Guides", "guideByIdOrSlug", "One guide, by its id or its slug",
        public("The document's members, and `_guide`.", ref("Guide"), JSON, 301, 404, 410),
        in_path("id_or_slug", "guide_id or slug.", text(maxLength=120)),
    ),
    "GET /guides/{slug}": _guide(
        "guidePage", "A guide as a page", text(), "text/html", page=True,
        more="A withdrawn guide keeps its page, with a banner; every other form of it answers 410.",
    ),
    "GET /guides/{slug}.json": _guide(
        "guideJson", "A guide as JSON", ref("Guide"), JSON, more="The document's members, and `_guide`."
    ),
    "GET /guides/{slug}.md": _guide("guideMarkdown", "A guide as Markdown", text(), "text/markdown"),
    "GET /guides/{slug}.ics": _guide("guideCalendar", "The roadmap as a calendar", text(), "text/calendar"),
    "GET /guides/{slug}.png": _guide(
        "guideCard", "The picture for links, 1200 by 630", {"contentMediaType": "image/png"}, "image/png"
    ),
    "GET /guides/{slug}/plan": _call(
        "Guides", "plan", "A reader's own plan, from what they know already",
        {"200": answer("The form, or the plan.", text(), "text/html"), **_pages(400, 404, 410), **problems(301)},
        _SLUG,
        query("hours", "Hours a week, 1 to 80.", text(pattern="^$|^([1-9]|[1-7][0-9])([.,][0-9]{1,2})?$|^80$")),
        query("start", "The first day.", {"anyOf": [text(format="date", pattern="^2"), {"const": ""}]}),
        query("format", "`ics`: the plan as a calendar; `md`: as Markdown.", text()),
        more="And `skill-<slug>`, `no`, `some` or `yes`, for each skill of the guide. Nothing is kept.",
    ),
    "GET /api/v1/changes": _call(
        "Changes", "changes", "What changed since a cursor",
        public(
            "The next changes, in order.", ref("Changes"), JSON, 400, 410,
            example={"changes": [_CHANGE], "cursor": "WyI0MSJd.c2lnbmVk", "has_more": False},
        ),
        CURSOR, limit(100, 1000),
        more="Without a cursor from the beginning. Only the last change of each guide is listed. Keep `cursor` and "
        "come back with it: nothing is missed, nothing comes twice out of order. 410: start again without it.",
    ),
    "GET /api/v1/roles": _list("roles", "Roles that live guides begin or end with", "RoleEntry"),
    "GET /api/v1/skills": _list("skills", "Skills that live guides build on or teach", "SkillEntry"),
    "GET /api/v1/resources": _list("resources", "What live guides name to learn from", "ResourceEntry"),
    "GET /api/v1/graph": _call(
        "Vocabulary", "graph", "Live guides as the edges between roles",
        public("A page of edges, with the roles at their ends.", ref("Graph"), JSON, 400, link=True),
        limit(100, 500), CURSOR,
    ),
    "GET /api/openapi.json": _call(
        "Reference", "openapi", "This description", public("OpenAPI 3.1.", {"type": "object"}, JSON)
    ),
    "GET /api/docs": _call(
        "Reference", "docs", "This description as a page", public("A page.", text(), "text/html")
    ),
    "GET /api/docs/{release}/{file}": _call(
        "Reference", "docsFile", "What that page is made of",
        {"200": {"description": "A script or a style sheet.", "content": {"*/*": {}}}, **problems(404)},
        in_path("release", "Of Swagger UI.", text()), in_path("file", "Name of the file.", text()),
    ),
    "GET /schemas/guide-1.0.json": _call(
        "Reference", "guideSchema", "The document as JSON Schema 2020-12",
        public("The schema.", {"type": "object"}, "application/schema+json"),
    ),
    "GET /schemas/guide-1.d.ts": _call(
        "Reference", "guideTypes", "The document as TypeScript types", public("Declarations.", text(), "text/plain")
    ),
    "GET /healthz": _call(
        "Service", "alive", "Whether the process is alive", {"200": answer("It is.", ref("Status"))}
    ),
    "GET /metrics": _call(
        "Service", "metrics", "Figures for Prometheus", {"200": answer("Text format.", text(), "text/plain")}
    ),
    "GET /readyz": _call(
        "Service", "ready", "Whether it can serve",
        {
            "200": answer("It can; degraded: from memory only.", ref("Status")),
            "503": answer("It cannot.", ref("Status")),
        },
    ),
}  # fmt: skip
