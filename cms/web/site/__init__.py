"""The public side: pages, JSON and the feed, all from publications; and whether the service is well.

What is public was rendered when it was published; only the picture for links is drawn when somebody asks for it.
"""

from flask import Blueprint

from cms.web.site import crawlers, feed, health, index, metrics, pages, plan, roles
from cms.web.site.reading import Pages
from cms.web.site.walking import Walk

blueprint = Blueprint("site", __name__)

blueprint.add_url_rule("/", view_func=index.index)
blueprint.add_url_rule("/guides/<slug>", view_func=pages.guide)
blueprint.add_url_rule("/guides/<slug>.json", view_func=pages.guide_json)
blueprint.add_url_rule("/guides/<slug>.md", view_func=pages.guide_markdown)
blueprint.add_url_rule("/guides/<slug>.ics", view_func=pages.guide_calendar)
blueprint.add_url_rule("/guides/<slug>.png", view_func=pages.guide_card)
blueprint.add_url_rule("/guides/<slug>/plan", view_func=plan.your_plan)
blueprint.add_url_rule("/roles/<slug>", view_func=roles.role)
blueprint.add_url_rule("/paths", view_func=roles.paths)
blueprint.add_url_rule("/feed.json", view_func=feed.feed)
blueprint.add_url_rule("/feed.atom", view_func=feed.atom_feed)
blueprint.add_url_rule("/sitemap.xml", view_func=crawlers.sitemap)
blueprint.add_url_rule("/sitemap-<int:number>.xml", view_func=crawlers.sitemap_part)
blueprint.add_url_rule("/robots.txt", view_func=crawlers.robots)
blueprint.add_url_rule("/llms.txt", view_func=crawlers.llms)
blueprint.add_url_rule("/healthz", view_func=health.healthz)
blueprint.add_url_rule("/readyz", view_func=health.readyz)
blueprint.add_url_rule("/metrics", view_func=metrics.metrics)

__all__ = ["Pages", "Walk", "blueprint"]
