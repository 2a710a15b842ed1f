"""The desk of those who write, review and publish.

widgets, forms and blank make the form from GuideContent, controls and ticking its HTML, folding what of it is folded
away; rows moves its rows; questions asks what two people mean; suggesting, totals and progress say what helps while one
types; choosing reads what the list is asked for, filters says it. The other modules are the views.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from cms.web.editor import (
    audit,
    autosave,
    checking,
    comments,
    conflict,
    controls,
    desk,
    drafts,
    folding,
    gathered,
    guide_list,
    guide_table,
    history,
    inbox,
    live_preview,
    past_feed,
    picking,
    posted,
    presence,
    review,
    sharing,
    stages,
    starting,
    suggesting,
    ticking,
)  # fmt: skip

blueprint = Blueprint("editor", __name__, url_prefix="/editor")

_ROUTES = (
    ("GET", "/", "desk", desk.show),
    ("GET", "/guides", "guides", guide_list.show),
    ("GET", "/guides.csv", "table", guide_table.table),
    ("POST", "/views", "keep_view", guide_list.keep_view),
    ("POST", "/views/<uuid:view_id>/remove", "remove_view", guide_list.remove_view),
    ("POST", "/bulk", "begin", picking.begin),
    ("GET", "/bulk/<uuid:run_id>", "bulk_run", picking.run),
    ("GET", "/inbox", "inbox", inbox.inbox),
    ("POST", "/inbox/<uuid:notification_id>", "told", inbox.lead),
    ("POST", "/inbox/read", "read_inbox", inbox.read),
    ("GET", "/audit", "audit", audit.audit),
    ("GET", "/audit/export/<form>", "export_audit", audit.export),
    ("GET", "/audit/feed", "past_feed", past_feed.feed),
    ("GET", "/guides/new", "new", drafts.new),
    ("POST", "/guides/new", "create", drafts.create),
    ("GET", "/guides/<uuid:guide_id>", "show", drafts.show),
    ("POST", "/guides/<uuid:guide_id>", "save", drafts.save),
    ("POST", "/guides/<uuid:guide_id>/conflict", "settle", conflict.settle),
    ("POST", "/guides/<uuid:guide_id>/autosave", "autosave", autosave.autosave),
    ("GET", "/guides/<uuid:guide_id>/standing", "standing", drafts.standing),
    ("GET", "/guides/<uuid:guide_id>/preview", "preview", drafts.preview),
    ("POST", "/guides/<uuid:guide_id>/preview", "live_preview", live_preview.typed),
    ("POST", "/guides/<uuid:guide_id>/actions/<action>", "act", review.act),
    ("GET", "/guides/<uuid:guide_id>/review", "review", review.screen),
    ("POST", "/guides/<uuid:guide_id>/review/looked", "looked", review.looked),
    ("GET", "/guides/<uuid:guide_id>/versions", "versions", history.versions),
    ("GET", "/guides/<uuid:guide_id>/versions/<int:number>", "version", history.version),
    ("POST", "/guides/<uuid:guide_id>/versions/<int:number>/name", "name_version", history.name),
    ("GET", "/guides/<uuid:guide_id>/compare", "compare", history.compare),
    ("POST", "/guides/<uuid:guide_id>/restore-part", "restore_part", history.restore_part),
    ("GET", "/guides/<uuid:guide_id>/log", "log", history.log),
    ("GET", "/guides/<uuid:guide_id>/public", "public_on", history.public_on),
    ("GET", "/guides/<uuid:guide_id>/publications/<int:number>", "publication", history.publication),
    ("GET", "/guides/<uuid:guide_id>/publications/<int:number>/feed-item", "feed_item", past_feed.item),
    ("POST", "/guides/<uuid:guide_id>/findings", "check", checking.check),
    ("POST", "/guides/<uuid:guide_id>/mend", "mend", checking.mend),
    ("POST", "/guides/<uuid:guide_id>/unmend", "unmend", checking.unmend),
    ("GET", "/guides/<uuid:guide_id>/comments", "comments", comments.talk),
    ("POST", "/guides/<uuid:guide_id>/comments", "comment", comments.comment),
    ("POST", "/guides/<uuid:guide_id>/comments/<uuid:comment_id>/answers", "answer", comments.answer),
    ("POST", "/guides/<uuid:guide_id>/comments/<uuid:comment_id>/resolve", "resolve", comments.resolve),
    ("POST", "/guides/<uuid:guide_id>/comments/<uuid:comment_id>/reopen", "reopen", comments.reopen),
    ("POST", "/guides/<uuid:guide_id>/suggested-edits", "suggest", comments.suggest),
    ("POST", "/guides/<uuid:guide_id>/suggested-edits/<uuid:suggestion_id>", "decide", comments.decide),
    ("GET", "/stages", "stages", stages.show),
    ("POST", "/stages", "save_stages", stages.save),
    ("GET", "/suggestions", "suggestions", suggesting.suggest),
    ("POST", "/guides/<uuid:guide_id>/presence", "presence", presence.here),
    ("GET", "/guides/<uuid:guide_id>/share", "sharing", sharing.links),
    ("POST", "/guides/<uuid:guide_id>/share", "share", sharing.make),
    ("POST", "/guides/<uuid:guide_id>/share/<uuid:link_id>/revoke", "revoke_share", sharing.revoke),
    ("POST", "/guides/<uuid:guide_id>/duplicate", "duplicate", starting.duplicate),
    ("POST", "/guides/<uuid:guide_id>/translate", "translate", starting.translate),
    ("GET", "/guides/<uuid:guide_id>/translation", "translation", starting.translation),
    ("POST", "/guides/<uuid:guide_id>/translation", "settle_translation", starting.settle),
)
for _method, _path, _name, _view in _ROUTES:
    blueprint.add_url_rule(_path, _name, _view, methods=[_method])
inbox.register(blueprint)

_FOR_TEMPLATES: dict[str, Callable[..., Any]] = {
    "field_value": controls.value,
    "field_line": controls.line,
    "field_ticks": ticking.ticks,
    "field_said": controls.said,
    "field_note": controls.note,
    "field_fold": folding.fold,
    "row_tools": controls.tools,
    "code_lists": controls.code_lists,
    "a_key": posted.a_key,
    "gathered": gathered.gathered,
}
for _name, _function in _FOR_TEMPLATES.items():
    blueprint.add_app_template_global(_function, _name)

__all__ = ["blueprint"]
