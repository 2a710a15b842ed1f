"""A draft for somebody without an account, by a link that whoever made it can revoke.

The address is the key, so nothing may carry it further: not a cache, not an index, not the Referer of the next page.
An address that does not work answers as one that never was, for whatever reason and with the same bytes.
"""

from flask import Blueprint, Response, request

from cms.services import publishing, sharing
from cms.web.access import public
from cms.web.parts import renderer

blueprint = Blueprint("shared", __name__)


@blueprint.get("/shared/<token>")
@public
def draft(token: str) -> str:
    found = sharing.follow(token, counted=request.method == "GET")
    notice = (
        f"This is a draft, revision {found.revision.number}. It is not public and can change. "
        f"This link works until {found.until.strftime('%-d %B %Y, %H:%M')} UTC."
    )
    return publishing.preview(found.guide, found.revision, renderer(), notice)


@blueprint.after_request
def kept_to_oneself(response: Response) -> Response:
    """On refusals too: what tells a dead link from a wrong one would tell that it was one."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
