"""For crawlers: the sitemap, what they may read, and what language models should know."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cms import clock
from cms.errors import NotFound
from cms.rendering import urls
from cms.rendering.documents import moment
from cms.rendering.published import Site
from cms.store import listings, public_clock
from cms.web.access import public
from cms.web.delivery import kept
from cms.web.parts import parts
from cms.web.representation import Representation
from cms.web.response_cache import LISTS

_MOST = 50_000  # addresses in one file (sitemaps.org)
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PRIVATE = ("/account", "/admin", "/api/v1/editorial", "/editor", "/login", "/logout", "/verify", "/welcome")
_SINCE = clock.now()  # what the program itself says changes with the next deploy


@public
@kept()
def sitemap() -> Representation:
    """Every live guide; or, when there are too many for one file, the files that name them."""
    changed_at = public_clock.read().moved_at
    starts = listings.starts(_MOST)
    if len(starts) < 2:
        return _guides(starts, changed_at)
    paths = [urls.sitemap_part_path(number) for number in range(1, len(starts) + 1)]
    lines = [f"<sitemap><loc>{urls.absolute(_site(), path)}</loc></sitemap>" for path in paths]
    return _file("sitemapindex", lines, changed_at)


@public
@kept()
def sitemap_part(number: int) -> Representation:
    """number: from 1. Raises NotFound."""
    changed_at = public_clock.read().moved_at
    start = listings.starts(_MOST)[number - 1 : number] if number else ()
    if not start:
        raise NotFound("The sitemap has no such part.")
    return _guides(start, changed_at)


@public
@kept()
def robots() -> Representation:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE)]
    lines += ["", f"Sitemap: {urls.absolute(_site(), urls.SITEMAP)}", ""]
    return Representation("\n".join(lines).encode(), "text/plain", _SINCE)


@public
@kept()
def llms() -> Representation:
    """As llmstxt.org proposes: a title, a summary, and links with what stands behind them."""
    site = _site()
    offered = {
        "Guides": (
            (urls.API_GUIDES, "All guides", "structured JSON, filtered by role, skill, tag, language and difficulty"),
            (urls.FEED, "JSON Feed", "whole guides, newest first; view=summary for short items"),
            (urls.ATOM, "Atom", "the same as Atom"),
            (urls.SITEMAP, "Sitemap", "the address of every guide"),
        ),
        "One guide": (
            ("/guides/{slug}.md", "Markdown", "the whole guide as text; the best form to read"),
            ("/guides/{slug}.json", "JSON", "the document and facts about it"),
            ("/guides/{slug}.ics", "Calendar", "the roadmap"),
        ),
        "Keeping up": (
            (urls.CHANGES, "Changes", "what was published, changed or removed since a cursor"),
            (urls.OPENAPI, "OpenAPI", "the description of every call"),
            (urls.SCHEMA, "JSON Schema", "the shape of a guide"),
        ),
    }
    lines = [f"# {site.name}", "", "> Career transition guides: what it takes to move from one role to another, "
             "the skills, the time, the money, and what to do first."]  # fmt: skip
    for heading, links in offered.items():
        lines += ["", f"## {heading}", ""]
        lines += [f"- [{name}]({urls.absolute(site, path)}): {about}" for path, name, about in links]
    return Representation("\n".join([*lines, ""]).encode(), "text/plain", _SINCE)


def _guides(start: Iterable[UUID], changed_at: datetime) -> Representation:
    """The file that begins with this guide; one without any while nothing is live."""
    rows = [row for one in start for row in listings.part(one, _MOST)]
    site = _site()
    lines = [
        f"<url><loc>{urls.guide_url(site, slug)}</loc><lastmod>{moment(modified_at)}</lastmod></url>"
        for slug, modified_at in rows
    ]
    return _file("urlset", lines, changed_at)


def _file(name: str, lines: Iterable[str], changed_at: datetime) -> Representation:
    """Addresses hold nothing that XML would want escaped: slugs, and a base URL that settings have checked."""
    body = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{name} xmlns="{_SCHEMA}">', *lines, f"</{name}>", ""]
    )
    return Representation(body.encode(), "application/xml", changed_at, tags=[LISTS])


def _site() -> Site:
    return parts().renderer.site
