"""The public side: pages, JSON and the feed, all from publications; and whether the service is well.

Imports services for nothing: what is public was rendered when it was published.
"""

from flask import Blueprint

from cms.web.site import feed, health, pages

blueprint = Blueprint("site", __name__)

blueprint.add_url_rule("/", view_func=pages.index)
blueprint.add_url_rule("/guides/<slug>", view_func=pages.guide)
blueprint.add_url_rule("/guides/<slug>.json", view_func=pages.guide_json)
blueprint.add_url_rule("/feed.json", view_func=feed.feed)
blueprint.add_url_rule("/healthz", view_func=health.healthz)
blueprint.add_url_rule("/readyz", view_func=health.readyz)

__all__ = ["blueprint"]
