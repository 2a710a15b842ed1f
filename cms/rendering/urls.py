"""Public paths, and absolute addresses below the site's base URL."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from cms.rendering.published import Site

INDEX = "/"
FEED = "/feed.json"
ATOM = "/feed.atom"
ROADS = "/paths"
API_GUIDES = "/api/v1/guides"
CHANGES = "/api/v1/changes"
OPENAPI = "/api/openapi.json"
DOCS = "/api/docs"
SCHEMA = "/schemas/guide-1.0.json"
TYPES = "/schemas/guide-1.d.ts"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
LLMS = "/llms.txt"
CARD_SIZE = (1200, 630)  # pixels of the picture for links
FAVICON = "/static/favicon.svg"
FEED_ICON = "/static/icon-512.png"
FEED_FAVICON = "/static/favicon-64.png"
STYLE_SHEET = Path(__file__).parent.parent / "web" / "static" / "public.css"
LISTS_SHEET = STYLE_SHEET.with_name("lists.css")  # what a guide's page has no use for


def guide_path(slug: str) -> str:
    return f"/guides/{quote(slug)}"


def guide_json_path(slug: str) -> str:
    return f"{guide_path(slug)}.json"


def guide_markdown_path(slug: str) -> str:
    return f"{guide_path(slug)}.md"


def guide_calendar_path(slug: str) -> str:
    return f"{guide_path(slug)}.ics"


def guide_card_path(slug: str) -> str:
    return f"{guide_path(slug)}.png"


def plan_path(slug: str) -> str:
    return f"{guide_path(slug)}/plan"


def role_path(slug: str) -> str:
    return f"/roles/{quote(slug)}"


def api_guide_path(id_or_slug: str) -> str:
    return f"{API_GUIDES}/{quote(id_or_slug)}"


def sitemap_part_path(number: int) -> str:
    return f"/sitemap-{number}.xml"


def index_path(query: Sequence[tuple[str, str]] = ()) -> str:
    return f"{INDEX}?{urlencode(query)}" if query else INDEX


def style_sheet_path(sheet: Path = STYLE_SHEET) -> str:
    """Carries a hash of the style sheet, so that it may be kept for ever and a new one is fetched at once."""
    return f"/static/{sheet.name}?v={sha256(sheet.read_bytes()).hexdigest()[:12]}"


def absolute(site: Site, path: str) -> str:
    return f"{site.base_url}{path}"


def guide_url(site: Site, slug: str) -> str:
    return absolute(site, guide_path(slug))


def guide_json_url(site: Site, slug: str) -> str:
    return absolute(site, guide_json_path(slug))


def guide_markdown_url(site: Site, slug: str) -> str:
    return absolute(site, guide_markdown_path(slug))


def guide_calendar_url(site: Site, slug: str) -> str:
    return absolute(site, guide_calendar_path(slug))


def guide_card_url(site: Site, slug: str, content_hash: str) -> str:
    """Carries twelve digits of the content's hash: a network that keeps pictures fetches the one of a new text."""
    return f"{absolute(site, guide_card_path(slug))}?v={content_hash.removeprefix('sha256:')[:12]}"


def plan_url(site: Site, slug: str) -> str:
    return absolute(site, plan_path(slug))


def role_url(site: Site, slug: str) -> str:
    return absolute(site, role_path(slug))


def feed_url(site: Site) -> str:
    return absolute(site, FEED)


def atom_url(site: Site) -> str:
    return absolute(site, ATOM)


def schema_url(site: Site) -> str:
    return absolute(site, SCHEMA)


def feed_docs_url(site: Site) -> str:
    """Where the members of `_guide` are described."""
    return f"{absolute(site, DOCS)}#feed"
