"""Renderer: from a PublishedGuide to every public format. No request, no clock: equal input gives equal bytes."""

from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cms import content
from cms.content import codes, derived, json_text
from cms.rendering import documents, urls
from cms.rendering.article import Article
from cms.rendering.formats import Formats, own_name
from cms.rendering.index_page import IndexPage
from cms.rendering.leadins import DIFFICULTY_MEANING
from cms.rendering.listing import IndexView
from cms.rendering.markup import inline, link, paragraphs
from cms.rendering.plain_text import plain_text
from cms.rendering.published import PublishedGuide, Site
from cms.rendering.references import naming_member, row_name
from cms.rendering.words import CATALOGUES, Words

# What an article may contain outside its page: structure and emphasis, nothing that runs, loads or looks.
_ARTICLE_TAGS = {
    "a", "bdi", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "li", "ol", "p", "section", "span", "strong",
    "ul",
}  # fmt: skip


class Renderer:
    """All public formats of one site. templates: the folder that holds `public/`."""

    def __init__(self, site: Site, templates: Path) -> None:
        self.site = site
        self._folder = templates
        self._templates = Environment(
            loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip
        self._templates.globals.update(
            site=site, urls=urls, style_sheet=urls.style_sheet_path(), inline=inline, link=link, paragraphs=paragraphs,
            own_name=own_name, direction_of=codes.direction, row_name=row_name, naming_member=naming_member,
            difficulty_meaning=DIFFICULTY_MEANING,
        )  # fmt: skip

    def page(self, guide: PublishedGuide, *, preview: str = "") -> str:
        """The guide's page. preview: a sentence for the banner of an unpublished text, which no one should index."""
        return self._guide("public/guide.html", guide, preview=preview, minutes=derived.reading_minutes(guide.document))

    def content_html(self, guide: PublishedGuide) -> str:
        """The article alone, of the document alone: no styles, ids or scripts, absolute links only."""
        own_url = urls.guide_url(self.site, guide.slug)

        def absolute(tag: str, name: str, value: str) -> str:
            return f"{own_url}{value}" if name == "href" and value.startswith("#") else value

        return nh3.clean(
            self._guide("public/content.html", guide),
            tags=_ARTICLE_TAGS,
            clean_content_tags={"script", "style", "svg"},
            attributes={"a": {"href"}, "*": {"dir", "lang"}},
            attribute_filter=absolute,
            url_schemes={"http", "https"},
            link_rel="noopener",
        ).strip()

    def content_text(self, guide: PublishedGuide) -> str:
        """The title, then the article as plain text."""
        return self._text(guide, self.content_html(guide))

    def _text(self, guide: PublishedGuide, html: str) -> str:
        return f"{guide.title}\n\n{plain_text(html, own_url=urls.guide_url(self.site, guide.slug))}"

    def feed_item(self, guide: PublishedGuide) -> dict[str, Any]:
        """The guide as an item of a JSON Feed 1.1, full view."""
        html = self.content_html(guide)
        item = {
            "id": f"urn:uuid:{guide.guide_id}",
            "url": urls.guide_url(self.site, guide.slug),
            "title": guide.title,
            "summary": guide.summary,
            "content_html": html,
            "content_text": self._text(guide, html),
            "date_published": documents.moment(guide.first_published_at),
            "date_modified": documents.moment(guide.modified_at),
            "language": guide.language,
            "authors": documents.authors(guide),
            "tags": documents.tags(guide.document),
            "attachments": [self._attachment(guide)],
            "_guide": self.guide_member(guide, full=True),
        }
        return {name: value for name, value in item.items() if value or name == "tags"}

    def _attachment(self, guide: PublishedGuide) -> dict[str, Any]:
        return {
            "url": urls.guide_json_url(self.site, guide.slug),
            "mime_type": "application/json",
            "title": guide.title,
            "size_in_bytes": len(self.resource_bytes(guide)),
        }

    def resource(self, guide: PublishedGuide) -> dict[str, Any]:
        """The body of /guides/<slug>.json."""
        return {**documents.served(guide.document), "_guide": self.guide_member(guide, full=False)}

    def resource_bytes(self, guide: PublishedGuide) -> bytes:
        """`resource` as it is sent: the size named in the feed is the size of these bytes."""
        return json_text.plain(self.resource(guide)).encode()

    def guide_member(self, guide: PublishedGuide, *, full: bool) -> dict[str, Any]:
        """`_guide`. full: with the whole document."""
        return documents.guide_member(guide, self.site, full=full)

    def index(self, view: IndexView) -> str:
        return self._site_page("public/index.html", view=view)

    def not_found(self) -> str:
        return self._site_page("public/not_found.html")

    @cached_property
    def fingerprint(self) -> str:
        """Moves when the same guide would be rendered to other bytes: templates, words, styles, our code, the site."""
        code = [Path(__file__).parent, Path(content.__file__).parent]
        files = [*(self._folder / "public").rglob("*.html"), *CATALOGUES.rglob("*.po"), urls.STYLE_SHEET]
        files += [path for folder in code for path in folder.rglob("*.py")]
        said = sha256(f"{self.site!r}{version('babel')}{version('nh3')}".encode())
        for digest in sorted(sha256(path.read_bytes()).digest() for path in files):
            said.update(digest)
        return said.hexdigest()

    def _guide(self, template: str, guide: PublishedGuide, **more: Any) -> str:
        article = Article(guide.document, Words(guide.language), self._templates)
        page = {"guide": guide, "language": guide.language, "direction": guide.direction, **more}
        return self._templates.get_template(template).render(article.names, **page)

    def _site_page(self, template: str, **more: Any) -> str:
        language = self.site.default_language
        words = Words(language)
        formats = Formats(language, words)
        return self._templates.get_template(template).render(
            language=language, direction=codes.direction(language), fmt=formats, index=IndexPage(words, formats),
            word=words.word, plain=words.plain, plural=words.plural, **more,
        )  # fmt: skip
