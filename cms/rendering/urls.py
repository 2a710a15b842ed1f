"""Public paths, and absolute addresses below the site's base URL."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from cms.rendering.published import Site

INDEX = "/"
FEED = "/feed.json"
FAVICON = "/static/favicon.svg"
FEED_ICON = "/static/icon-512.png"
FEED_FAVICON = "/static/favicon-64.png"
STYLE_SHEET = Path(__file__).parent.parent / "web" / "static" / "public.css"


def guide_path(slug: str) -> str:
    return f"/guides/{quote(slug)}"


def guide_json_path(slug: str) -> str:
    return f"{guide_path(slug)}.json"


def index_path(query: Sequence[tuple[str, str]] = ()) -> str:
    return f"{INDEX}?{urlencode(query)}" if query else INDEX


def style_sheet_path() -> str:
    """Carries a hash of the style sheet, so that it may be kept for ever and a new one is fetched at once."""
    return f"/static/{STYLE_SHEET.name}?v={sha256(STYLE_SHEET.read_bytes()).hexdigest()[:12]}"


def absolute(site: Site, path: str) -> str:
    return f"{site.base_url}{path}"


def guide_url(site: Site, slug: str) -> str:
    return absolute(site, guide_path(slug))


def guide_json_url(site: Site, slug: str) -> str:
    return absolute(site, guide_json_path(slug))


def feed_url(site: Site) -> str:
    return absolute(site, FEED)
