"""The page of a live guide, answered before Flask is entered.

When somebody publishes, what shows that guide is forgotten, and many readers ask for it in the same moment: through
Flask each of them would wait for several times what it takes to read the page. Addresses that lead elsewhere, and all
that is no page of a live guide, go the usual way.
"""

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from cms.content import slugs
from cms.rendering import urls
from cms.store import direct
from cms.store.db import db
from cms.web.representation import Representation


class Pages:
    """Makes the guide pages of one application."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self._engine = db.engine
        self._away = (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error)

    def __call__(self, path: str, query: str) -> Representation | None:
        """None: this goes the usual way."""
        slug = path.rpartition("/")[2]
        if not slugs.is_slug(slug) or path != urls.guide_path(slug):
            return None
        try:
            found = direct.page(self._engine, slug)
        except self._away:
            return None
        if found is None:
            return None
        tags = [f"guide:{one}" for one in (found.guide_id, *found.shown)]
        return Representation(found.body, "text/html", found.rendered_at, tags=tags)
