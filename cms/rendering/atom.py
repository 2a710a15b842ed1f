"""Atom (RFC 4287): an entry for each guide, made once and kept, and the feed that joins kept entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from cms.content.text import UNSAFE
from cms.rendering import documents, urls
from cms.rendering.published import PublishedGuide, Site

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True)
class FeedHead:
    """One page of a feed. identity: the address of the first page, which is the feed's own. updated: aware.

    page_url: of this page. next_url: of the one with older entries; "" on the last. title: "" for the site's name.
    """

    identity: str
    page_url: str
    updated: datetime
    next_url: str = ""
    title: str = ""


def entry(guide: PublishedGuide, site: Site, html: str) -> str:
    """An <entry> that stands for itself, with its namespace and language. html: the guide's `content_html`."""
    root = ElementTree.Element("entry", {"xmlns": _NAMESPACE, "xml:lang": guide.language})
    _add(root, "id", f"urn:uuid:{guide.guide_id}")
    _add(root, "title", guide.title)
    _add(root, "link", rel="alternate", type="text/html", href=urls.guide_url(site, guide.slug))
    _add(root, "published", documents.moment(guide.first_published_at))
    _add(root, "updated", documents.moment(guide.modified_at))
    for one in documents.authors(guide):
        author = _add(root, "author")
        _add(author, "name", one["name"])
        if "url" in one:
            _add(author, "uri", one["url"])
    for tag in documents.tags(guide.document):
        _add(root, "category", term=tag)
    if guide.summary:
        _add(root, "summary", guide.summary)
    _add(root, "content", html, type="html")
    return ElementTree.tostring(root, encoding="unicode")


def without_content(entry: str) -> str:
    """The entry with its summary alone. The content stands last, and nothing before it holds a bare “<content”."""
    return f"{entry.partition('<content ')[0]}</entry>"


def feed(head: FeedHead, site: Site, entries: Sequence[str]) -> str:
    """The feed around `entries`, each as made by `entry`, in their order."""
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": site.default_language})
    _add(root, "id", head.identity)
    _add(root, "title", head.title or site.name)
    _add(root, "subtitle", f"Career transition guides from {site.name}")
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=head.page_url)
    _add(root, "link", rel="alternate", type="text/html", href=urls.absolute(site, urls.INDEX))
    if head.next_url:
        _add(root, "link", rel="next", type=MEDIA_TYPE, href=head.next_url)
    _add(root, "updated", documents.moment(head.updated))
    author = _add(root, "author")
    _add(author, "name", site.name)
    _add(author, "uri", urls.absolute(site, urls.INDEX))
    _add(root, "icon", urls.absolute(site, urls.FEED_FAVICON))
    begun = ElementTree.tostring(root, encoding="unicode").removesuffix("</feed>")
    return "".join([_DECLARATION, begun, *entries, "</feed>\n"])


def _add(parent: ElementTree.Element, tag: str, text: str = "", /, **attributes: str) -> ElementTree.Element:
    """A child of `parent`. Characters that XML 1.0 forbids, in whatever escaping, are left out."""
    child = ElementTree.SubElement(parent, tag, {name: _legal(value) for name, value in attributes.items()})
    child.text = _legal(text) or None
    return child


def _legal(text: str) -> str:
    return UNSAFE.sub("", text)
