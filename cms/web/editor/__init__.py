"""The desk of those who write, review and publish.

widgets, forms and blank make the form from GuideContent; rows moves its rows; questions asks what two people mean;
suggesting, totals and progress say what helps while one types; drafts, autosave, conflict, review and history are the
views.
"""

from flask import Blueprint

from cms.web.editor import autosave, conflict, drafts, history, listing, review, suggesting

blueprint = Blueprint("editor", __name__, url_prefix="/editor")

_ROUTES = (
    ("GET", "/", "desk", listing.desk),
    ("GET", "/guides/new", "new", drafts.new),
    ("POST", "/guides/new", "create", drafts.create),
    ("GET", "/guides/<uuid:guide_id>", "show", drafts.show),
    ("POST", "/guides/<uuid:guide_id>", "save", drafts.save),
    ("POST", "/guides/<uuid:guide_id>/conflict", "settle", conflict.settle),
    ("POST", "/guides/<uuid:guide_id>/autosave", "autosave", autosave.autosave),
    ("GET", "/guides/<uuid:guide_id>/preview", "preview", drafts.preview),
    ("POST", "/guides/<uuid:guide_id>/actions/<action>", "act", review.act),
    ("GET", "/guides/<uuid:guide_id>/versions", "versions", history.versions),
    ("GET", "/guides/<uuid:guide_id>/versions/<int:number>", "version", history.version),
    ("GET", "/guides/<uuid:guide_id>/compare", "compare", history.compare),
    ("GET", "/guides/<uuid:guide_id>/log", "log", history.log),
    ("GET", "/suggestions", "suggestions", suggesting.suggest),
)
for _method, _path, _name, _view in _ROUTES:
    blueprint.add_url_rule(_path, _name, _view, methods=[_method])

__all__ = ["blueprint"]
