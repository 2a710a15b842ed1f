"""create_app: puts the parts together. The only module that knows every part."""

from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cms import cli, web
from cms.content import codes
from cms.rendering import Renderer, Site
from cms.rendering.letters import Letters
from cms.services.editorial import Rules
from cms.settings import Settings, SettingsError
from cms.store.db import db, engine_options
from cms.workflow import Role

ROOT = Path(__file__).resolve().parent.parent
_MEGABYTE = 1024 * 1024
_BIGGEST_BODY = 4 * _MEGABYTE  # a guide at every limit is a tenth of that


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """The application. overrides: Flask's own configuration, for tests.

    Raises SettingsError for an environment that must not be served.
    """
    settings = settings or Settings.from_environment()
    if not codes.is_known("language", settings.default_language):
        raise SettingsError(f"CMS_DEFAULT_LANGUAGE must be a language code such as {codes.EXAMPLES['language']}.")
    if unknown := settings.second_factor_roles - set(Role):
        raise SettingsError(f"CMS_SECOND_FACTOR: “{min(unknown)}” is no role. Choose from: {', '.join(Role)}, none.")
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "cms" / "web" / "static"))
    app.config.from_mapping(_configuration(settings))
    app.config.update(overrides)
    site = Site(settings.site_name, settings.base_url, settings.default_language)
    app.extensions["crossway"] = web.Parts(
        settings=settings,
        renderer=Renderer(site, ROOT / "templates"),
        letters=Letters(site, ROOT / "templates"),
        rules=Rules(settings.reviewers_required, settings.second_look_days, settings.undo_seconds),
    )
    if not settings.database_url:
        settings.folder.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    web.register(app)
    cli.register(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0)  # type: ignore[method-assign]
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    secure = settings.base_url.startswith("https://")
    loopback = [] if settings.production else ["localhost", "127.0.0.1", "[::1]"]
    return {
        "SECRET_KEY": settings.signing_key(),
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "TRUSTED_HOSTS": [settings.host, *loopback],
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database),
        "MAX_CONTENT_LENGTH": _BIGGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": _BIGGEST_BODY,
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
    }
