"""Who else has this guide open, and where they write. For presence.js; nothing depends on it."""

import re
from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue

from cms.content import GuideContent
from cms.services import presence
from cms.web import http
from cms.web.access import current_actor, editorial

_TAB = re.compile(r"[A-Za-z0-9-]{8,40}")


@editorial
def here(guide_id: UUID) -> ResponseReturnValue:
    """Takes `tab`, `section` and, when the page is closed, `leaving`; answers {"others": [{"name", "section"}]}.

    section: the name of one, or nothing; the answer has its label.
    """
    tab, section = request.form.get("tab", ""), request.form.get("section", "")
    if not _TAB.fullmatch(tab):
        abort(400, "tab must be 8 to 40 letters, digits or hyphens.")
    if request.form.get("leaving"):
        presence.leave(guide_id, tab=tab, actor=current_actor())
        return "", 204
    members = GuideContent.members()
    found = presence.here(guide_id, tab=tab, section=section if section in members else "", actor=current_actor())
    return http.json_answer(
        {
            "others": [
                {
                    "name": "You, in another tab" if one.own_tab else one.name,
                    "section": members[one.section].label if one.section in members else "",
                }
                for one in found
            ]
        }
    )
