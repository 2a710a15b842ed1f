"""JSON Feed 1.1 of all live guides, newest first, joined from items that were rendered at publish."""

from datetime import datetime
from uuid import UUID

from flask import Response, abort, url_for

from cms.content import json_text
from cms.rendering import urls
from cms.store import publications
from cms.web import http
from cms.web.access import public
from cms.web.parts import parts

_LIMIT, _MOST = 10, 20
_PAGE_BYTES = 900_000


@public
def feed() -> Response:
    """One page. `next_url` names a place in the order of first publication, which never moves."""
    limit = http.whole_number("limit", _LIMIT, _MOST)
    changed_at = publications.clock().moved_at  # before the rows: an older date is only a reason to ask again
    rows = publications.feed_window(limit=limit + 1, after=_after())
    items: list[str] = []
    size = 0
    for row in rows[:limit]:
        size += len(row.feed_item.encode())
        if items and size > _PAGE_BYTES:
            break
        items.append(row.feed_item)
    last = rows[len(items) - 1] if len(items) < len(rows) else None
    head = _head(limit, http.cursor("feed", [last.first_published_at.isoformat(), str(last.guide_id)]) if last else "")
    body = f'{json_text.plain(head)[:-1]},"items":[{",".join(items)}]}}'
    return http.published(body, "application/feed+json", changed_at)


def _head(limit: int, cursor: str) -> dict[str, object]:
    site = parts().renderer.site
    head: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": urls.absolute(site, urls.INDEX),
        "feed_url": urls.feed_url(site),
        "description": f"Career transition guides from {site.name}",
        "language": site.default_language,
        "authors": [{"name": site.name, "url": urls.absolute(site, urls.INDEX)}],
        "icon": urls.absolute(site, urls.FEED_ICON),
        "favicon": urls.absolute(site, urls.FEED_FAVICON),
    }
    if cursor:
        asked = limit if limit != _LIMIT else None
        head["next_url"] = urls.absolute(site, url_for("site.feed", cursor=cursor, limit=asked))
    return head


def _after() -> tuple[datetime, UUID] | None:
    place = http.place("feed")
    if place is None:
        return None
    try:
        at, guide_id = place
        return datetime.fromisoformat(at), UUID(guide_id)
    except (TypeError, ValueError, AttributeError):
        abort(400, "cursor cannot be read. Start again without it.")
