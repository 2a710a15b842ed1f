"""HTTP: the editor, the public site, the editorial API, and signing in.

Imports services, store and below; called by app. A view turns the request into plain values, calls one act or one
query, and answers. Every route says who may call it: see access.py.
"""

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter

from cms.rendering import urls
from cms.web import (
    access,
    accounts,
    admin,
    api,
    delivery,
    editor,
    errors,
    files,
    headers,
    metrics,
    password_reset,
    rates,
    request_log,
    shared,
    sign_in,
    site,
    throttle,
)
from cms.web.parts import Parts
from cms.web.templates import WebTemplates

__all__ = ["Parts", "register"]

_OWN_TOKEN = (
    "drafts.save", "conflict.settle", "review.act", "comments.comment", "comments.answer", "comments.suggest",
    "comments.resolve", "comments.reopen", "comments.decide",
    "history.name", "stages.save", "picking.begin", "guide_list.keep_view",
)  # fmt: skip


class _Number(IntegerConverter):
    """In an address. What no column of numbers can hold is nowhere, and not a fault of ours."""

    regex = r"\d{1,9}"


def register(app: Flask) -> None:
    """Blueprints, hooks and error handlers. Hooks run in this order: who may come in, then whether the form is ours."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, BOOTSTRAP_SERVE_LOCAL=True)
    app.jinja_environment = WebTemplates
    app.url_map.converters["int"] = _Number
    request_log.register(app)
    metrics.register(app)
    access.register(app)
    sign_in.register(app)
    csrf = CSRFProtect(app)
    if app.extensions["crossway"].settings.rate_limits:
        throttle.register(app)
        rates.register(app)
    Bootstrap5(app)
    app.register_blueprint(site.blueprint)
    app.register_blueprint(shared.blueprint)
    app.register_blueprint(accounts.blueprint)
    app.register_blueprint(password_reset.blueprint)
    app.register_blueprint(editor.blueprint)
    app.register_blueprint(admin.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(api.public)
    app.register_blueprint(api.reference)
    for view in _OWN_TOKEN:
        csrf.exempt(f"cms.web.editor.{view}")  # they look at the token themselves, so that nothing typed is lost
    csrf.exempt(api.blueprint)  # called with a token in a header, never with a cookie
    files.register(app)
    headers.register(app)
    errors.register(app)
    site_name = app.extensions["crossway"].settings.site_name
    app.context_processor(lambda: {"site_name": site_name})
    delivery.register(app, app.extensions["crossway"].settings.cache_bytes)
    delivery.shortcut(app, urls.FEED, site.Walk(app))
    delivery.shortcut(app, urls.guide_path(""), site.Pages(app))
