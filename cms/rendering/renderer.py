"""Renderer: from a PublishedGuide to every public format. No request, no clock: equal input gives equal bytes."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nh3

from cms import content
from cms.content import codes
from cms.rendering import atom, calendar, documents, markdown, urls
from cms.rendering.article import Article
from cms.rendering.environment import PublicTemplates
from cms.rendering.formats import Formats, own_name
from cms.rendering.index_page import IndexPage
from cms.rendering.leadins import DIFFICULTY_MEANING
from cms.rendering.listing import IndexView
from cms.rendering.markup import inline, link, paragraphs
from cms.rendering.plan_page import PlanPage, PlanView
from cms.rendering.published import Neighbour, PublishedGuide, Site
from cms.rendering.references import naming_member, row_name
from cms.rendering.renditions import Renditions
from cms.rendering.roadmap_chart import roadmap_chart
from cms.rendering.role_page import PathsView, RolePage, RoleView
from cms.rendering.structured_data import graph, script_text
from cms.rendering.words import CATALOGUES, Words

# What an article may contain outside its page: structure and emphasis, nothing that runs, loads or looks.
_ARTICLE_TAGS = {
    "a", "bdi", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "li", "ol", "p", "section", "span", "strong",
    "ul",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_ARTICLE_TAGS,
    clean_content_tags={"script", "style", "svg"},
    attributes={"a": {"href"}, "*": {"dir", "lang"}},
    url_schemes={"http", "https"},
    link_rel="noopener",
)


class Renderer:
    """All public formats of one site. templates: the folder that holds `public/`."""

    def __init__(self, site: Site, templates: Path) -> None:
        self.site = site
        self._folder = templates
        self._last: Renditions | None = None
        self._templates = PublicTemplates(templates)
        self._templates.globals.update(
            site=site, urls=urls, style_sheet=urls.style_sheet_path(),
            lists_sheet=urls.style_sheet_path(urls.LISTS_SHEET), inline=inline, link=link, paragraphs=paragraphs,
            own_name=own_name, direction_of=codes.direction, row_name=row_name, naming_member=naming_member,
            difficulty_meaning=DIFFICULTY_MEANING, moment=documents.moment, card_size=urls.CARD_SIZE,
        )  # fmt: skip

    def page(self, guide: PublishedGuide, *, preview: str = "") -> str:
        """The guide's page. preview: a sentence for the banner of an unpublished text, which no one should index."""
        return self._page(guide, preview=preview)

    def withdrawn(self, guide: PublishedGuide, notice: str) -> str:
        """The page of a guide that was withdrawn. notice: what its readers are told; a sentence of ours when blank."""
        said = Words(guide.language).word(
            "It stays here for those who look it up, but nobody keeps it up to date. Check what it says before you "
            "rely on it."
        )
        return self._page(guide, notice=notice.strip() or said)

    def gone(self, title: str, related: tuple[Neighbour, ...], language: str) -> str:
        """What stands at the address of a removed guide. title: its last one."""
        return self._site_page("public/gone.html", language, title=title, related=related)

    def content_html(self, guide: PublishedGuide) -> str:
        """The article alone, of the document alone: no styles, ids or scripts, absolute links only."""
        own_url = urls.guide_url(self.site, guide.slug)
        html = self._rendered("public/content.html", guide, self._article(guide), live=False, plan="")
        # An author's "<" is escaped, so that this meets no links but ours.
        return _CLEANER.clean(html.replace('<a href="#', f'<a href="{own_url}#')).strip()

    def content_text(self, guide: PublishedGuide) -> str:
        """The title, then the article as plain text."""
        return self._of(guide).text

    def markdown(self, guide: PublishedGuide) -> str:
        """The article as CommonMark, in the guide's language; its last line is the guide's address."""
        return self._of(guide).markdown

    def calendar(self, guide: PublishedGuide) -> str:
        """The roadmap as a calendar that begins on the Monday on or after the day of the last change."""
        return self._of(guide).calendar

    def card(self, guide: PublishedGuide) -> bytes:
        """The picture for links to the guide, a PNG of 1200 × 630."""
        # Loaded when one is drawn: pictures and fonts would be a twentieth of a web process that never draws any.
        drawing = import_module("cms.rendering.card")
        picture: bytes = drawing.card(guide, self.site)
        return picture

    def feed_item(self, guide: PublishedGuide) -> dict[str, Any]:
        """The guide as an item of a JSON Feed 1.1, full view."""
        return self._of(guide).feed_item()

    def feed_summary(self, guide: PublishedGuide) -> dict[str, Any]:
        """The item of the summary view: the summary for its text, and no document."""
        return self._of(guide).feed_summary()

    def atom_entry(self, guide: PublishedGuide) -> str:
        """The guide as an <entry> of Atom, complete in itself."""
        return self._of(guide).atom_entry()

    def atom_feed(self, head: atom.FeedHead, entries: Sequence[str]) -> str:
        """An Atom feed of entries that were kept."""
        return atom.feed(head, self.site, entries)

    def list_item(self, guide: PublishedGuide) -> dict[str, Any]:
        """The guide in the structured list of the API."""
        return self._of(guide).list_item()

    def resource(self, guide: PublishedGuide) -> dict[str, Any]:
        """The body of /guides/<slug>.json."""
        return self._of(guide).resource

    def resource_bytes(self, guide: PublishedGuide) -> bytes:
        """`resource` as it is sent: the size named in the feed is the size of these bytes."""
        return self._of(guide).resource_bytes

    def guide_member(self, guide: PublishedGuide, *, full: bool) -> dict[str, Any]:
        """`_guide`. full: with the whole document."""
        return self._of(guide).member(full=full)

    def index(self, view: IndexView) -> str:
        return self._site_page("public/index.html", view=view)

    def role(self, view: RoleView) -> str:
        return self._site_page("public/role.html", view=view)

    def paths(self, view: PathsView) -> str:
        return self._site_page("public/paths.html", view=view)

    def plan(self, view: PlanView) -> str:
        """The form of a reader's plan and, once it was answered, the plan itself."""
        return self._planned("public/plan.html", view)

    def plan_markdown(self, view: PlanView) -> str:
        """The plan as CommonMark; its last line is the guide's address."""
        url = urls.guide_url(self.site, view.guide.slug)
        return markdown.markdown(view.guide.title, self._planned("public/plan_text.html", view), url=url)

    def plan_calendar(self, view: PlanView) -> str:
        """The steps that are left, from the reader's own first day on."""
        return calendar.calendar_text(view.guide, self.site, view.begins_on, view.spans)

    def not_found(self) -> str:
        return self._site_page("public/not_found.html")

    @cached_property
    def fingerprint(self) -> str:
        """Moves when the same guide would be rendered to other bytes: templates, words, styles, our code, the site."""
        code = [Path(__file__).parent, Path(content.__file__).parent]
        files = [*(self._folder / "public").rglob("*.html"), *CATALOGUES.rglob("*.po")]
        files += [urls.STYLE_SHEET, urls.LISTS_SHEET]
        files += [path for folder in code for path in folder.rglob("*.py")]
        said = sha256(f"{self.site!r}{version('babel')}{version('nh3')}".encode())
        for digest in sorted(sha256(path.read_bytes()).digest() for path in files):
            said.update(digest)
        return said.hexdigest()

    def _of(self, guide: PublishedGuide) -> Renditions:
        """The forms of one guide are asked for one after the other: what they share is kept for the last one."""
        made = self._last
        if made is None or made.guide is not guide:
            made = self._last = Renditions(guide, self.site, self.content_html)
        return made

    def _page(self, guide: PublishedGuide, *, preview: str = "", notice: str = "") -> str:
        """The page in its three standings: live, or with the banner of a preview or of a withdrawn guide."""
        article, live = self._article(guide), not (preview or notice)
        return self._rendered(
            "public/guide.html", guide, article, preview=preview, notice=notice, live=live,
            chart=roadmap_chart(guide.document, article.phrases, right_to_left=article.formats.right_to_left),
            plan=urls.plan_path(guide.slug) if live else "",
            structured_data=script_text(graph(guide, self.site, article)) if live else "",
        )  # fmt: skip

    def _article(self, guide: PublishedGuide) -> Article:
        return Article(guide.document, Words(guide.language), self._templates)

    def _rendered(self, template: str, guide: PublishedGuide, article: Article, **more: Any) -> str:
        page = {"guide": guide, "language": guide.language, "direction": guide.direction, **more}
        return self._templates.get_template(template).render(article.names, **page)

    def _planned(self, template: str, view: PlanView) -> str:
        article = self._article(view.guide)
        planned = PlanPage(view, article.words, article.formats)
        return self._rendered(template, view.guide, article, view=view, planned=planned, live=True)

    def _site_page(self, template: str, language: str = "", **more: Any) -> str:
        language = language or self.site.default_language
        words = Words(language)
        formats = Formats(language, words)
        return self._templates.get_template(template).render(
            language=language, direction=codes.direction(language), fmt=formats, index=IndexPage(words, formats),
            graph=RolePage(words, formats), word=words.word, plain=words.plain, plural=words.plural, **more,
        )  # fmt: skip
