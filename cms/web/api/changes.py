"""Delta sync: what went public, changed or left, in the order of commits."""

from flask import Response, abort

from cms.content import json_text
from cms.rendering import urls
from cms.rendering.documents import moment
from cms.store import changes, public_clock
from cms.store.changes import Changed
from cms.web import http
from cms.web.access import public
from cms.web.api import pages, parameters
from cms.web.delivery import kept
from cms.web.parts import parts
from cms.web.representation import Representation
from cms.web.response_cache import LISTS

_LIMIT, _MOST = 100, 1000
_CURSOR = "changes"


@public
@parameters.takes("cursor", "limit")
@kept()
def index() -> Representation | Response:
    """Changes after a cursor. The last one of the page is where to go on, so that nothing committed since is passed."""
    limit, place = http.whole_number("limit", _LIMIT, _MOST), http.place(_CURSOR)
    clock = public_clock.read()
    epoch, text = place or (clock.epoch, "0")
    if epoch != clock.epoch:
        return http.problem(
            410, "Gone", "This cursor is older than what is known here: a backup was restored since. Forget what you "
            "have and start again without a cursor.", restart=urls.absolute(parts().renderer.site, urls.CHANGES),
        )  # fmt: skip
    if int(text) > clock.seq:
        abort(400, "cursor names a change that has not happened. Start again without it.")
    found = changes.after(int(text), limit=limit + 1)
    listed, more = found[:limit], len(found) > limit
    cursor = http.cursor(_CURSOR, [epoch, str(listed[-1].seq) if listed else text])
    body = {"changes": _told(listed), "cursor": cursor, "has_more": more}
    return Representation(
        json_text.plain(body).encode(), pages.JSON, clock.moved_at, tags=[LISTS], cache_control="no-cache",
        more=pages.following(cursor if more else ""),
    )  # fmt: skip


def _told(listed: list[Changed]) -> list[dict[str, object]]:
    site = parts().renderer.site
    slugs = changes.public_slugs([one.guide_id for one in listed])
    ends = changes.destinations({one.target_id for one in listed if one.target_id})
    return [
        {
            "seq": one.seq,
            "type": one.type,
            "guide_id": str(one.guide_id),
            "slug": one.slug,
            "previous_slugs": [slug for slug in slugs[one.guide_id] if slug != one.slug],
            "version": one.version,
            "content_hash": one.content_hash,
            "at": moment(one.at),
            "url": urls.guide_url(site, one.slug),
            "json_url": urls.guide_json_url(site, one.slug),
            "redirect_to": urls.guide_url(site, ends[one.target_id]) if one.target_id in ends else None,
        }
        for one in listed
    ]
