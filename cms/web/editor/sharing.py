"""Links to a guide's draft: making one, seeing what became of each, revoking it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from cms import logs
from cms.errors import InvalidContent, TransitionRefused
from cms.rendering import urls
from cms.services import sharing
from cms.services.sharing import Standing
from cms.store import guides, share_links
from cms.store.share_links import Views
from cms.web.access import current_actor, editorial
from cms.web.editor.guide_page import guide_page
from cms.web.parts import renderer

_WORDS = {
    Standing.WORKS: "Works",
    Standing.EXPIRED: "Expired",
    Standing.REVOKED: "Revoked",
    Standing.RESTORED: "Ended by a restore",
    Standing.NOT_SHARED: "Stopped: the guide is not shared now",
    Standing.NOBODY: "Stopped: its maker may not read drafts now",
}
_log = logs.logger(__name__)


@editorial
def links(guide_id: UUID) -> ResponseReturnValue:
    return _page(guide_id, said="The link is revoked." if request.args.get("said") == "revoked" else "")


@editorial
def make(guide_id: UUID) -> ResponseReturnValue:
    """Answers with the page itself, because the address is shown once and kept nowhere."""
    said = {name: request.form.get(name, "") for name in ("shows", "revision", "days", "note")}
    pinned = _number(said["revision"]) if said["shows"] == "pinned" else None
    try:
        link, token = sharing.make(
            guide_id, revision_number=pinned, days=_number(said["days"]), note=said["note"], actor=current_actor()
        )
    except InvalidContent as error:
        return _page(guide_id, errors=error.errors, typed=said), 422
    except TransitionRefused as error:
        return _page(guide_id, notice=str(error), typed=said), 409
    _log.info("share link made", guide_id=str(guide_id), link=str(link.id), until=link.expires_at.isoformat())
    address = urls.absolute(renderer().site, url_for("shared.draft", token=token))
    return _page(guide_id, address=address, made=link), 201


@editorial
def revoke(guide_id: UUID, link_id: UUID) -> ResponseReturnValue:
    sharing.revoke(guide_id, link_id, actor=current_actor())
    _log.info("share link revoked", guide_id=str(guide_id), link=str(link_id))
    return redirect(url_for(".sharing", guide_id=guide_id, said="revoked"), 303)


def _number(text: str) -> int:
    """0, which no field takes, for what is no plain number."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _page(guide_id: UUID, *, typed: Mapping[str, str] | None = None, **more: Any) -> str:
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    made, views = share_links.of_guide(guide_id), share_links.views(guide_id)
    rows = [(link, sharing.standing(link, guide), views.get(link.id, Views())) for link in made]
    fresh = {"shows": "newest", "revision": str(guide.newest), "days": str(sharing.DAYS), "note": ""}
    return guide_page(
        "editor/share.html",
        guide,
        newest,
        rows=rows,
        standing_words=_WORDS,
        works=Standing.WORKS,
        why_not=sharing.why_not(guide),
        most_days=sharing.MOST_DAYS,
        typed={**fresh, **(typed or {})},
        also_names={person for link in made for person in (link.made_by, link.revoked_by) if person},
        **{"errors": {}, **more},
    )
