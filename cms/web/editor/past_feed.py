"""The feed as readers had it on a day, from what is kept of each publication."""

from datetime import UTC, date, datetime
from uuid import UUID

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from cms import clock
from cms.services import auditing
from cms.store import guides, renditions
from cms.store.renditions import Form
from cms.web import http
from cms.web.access import editorial

_PAGE = 50
_CURSOR = "past-feed"


@editorial
def feed() -> ResponseReturnValue:
    """The guides that were live when a day ended (UTC), in the order of the feed. Without a day: today's."""
    day = asked_day()
    place = http.place(_CURSOR)
    after = (datetime.fromisoformat(place[0]).astimezone(UTC), UUID(place[1])) if place else None
    page = auditing.feed_at_the_end_of(day, after=after, limit=_PAGE)
    cursor = http.cursor(_CURSOR, [page.after[0].isoformat(), str(page.after[1])]) if page.after else ""
    return render_template("editor/past_feed.html", day=day, page=page, cursor=cursor, from_the_top=after is None)


@editorial
def item(guide_id: UUID, number: int) -> ResponseReturnValue:
    """The JSON feed's item of that publication, byte for byte as it was kept. Raises NotFound."""
    guides.find(guide_id)
    body = renditions.of_publication(guide_id, number, Form.FEED_ITEM)
    return Response(body, mimetype="application/json", headers={"Cache-Control": "private, no-store"})


def asked_day() -> date:
    """The query parameter `on`; aborts with 400 for what is no day."""
    try:
        return date.fromisoformat(request.args.get("on", "") or clock.today().isoformat())
    except ValueError:
        abort(400, "Give a day such as 2026-11-22.")
