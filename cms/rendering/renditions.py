"""One guide in every form besides its page. What several forms are made from is made once, and only when asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from cms.content import Document, json_text
from cms.rendering import atom, calendar, documents, markdown, urls
from cms.rendering.plain_text import plain_text
from cms.rendering.published import PublishedGuide, Site


class Renditions:
    """article: makes `content_html`, the article that text, Markdown and Atom are made from."""

    def __init__(self, guide: PublishedGuide, site: Site, article: Callable[[PublishedGuide], str]) -> None:
        self.guide, self._site, self._article = guide, site, article
        self._url = urls.guide_url(site, guide.slug)

    @cached_property
    def html(self) -> str:
        return self._article(self.guide)

    @cached_property
    def text(self) -> str:
        return f"{self.guide.title}\n\n{plain_text(self.html, own_url=self._url)}"

    @cached_property
    def markdown(self) -> str:
        return markdown.markdown(self.guide.title, self.html, url=self._url)

    @cached_property
    def calendar(self) -> str:
        return calendar.calendar_text(self.guide, self._site, calendar.first_monday(self.guide.modified_at))

    @cached_property
    def resource(self) -> dict[str, Any]:
        return {**self._served, "_guide": self._member}

    @cached_property
    def resource_bytes(self) -> bytes:
        return json_text.plain(self.resource).encode()

    def feed_item(self) -> dict[str, Any]:
        return self._feed_item(self.member(full=True), content_html=self.html, content_text=self.text)

    def feed_summary(self) -> dict[str, Any]:
        return self._feed_item(self._member, content_text=self.guide.summary or self.guide.title)

    def list_item(self) -> dict[str, Any]:
        return _present({**self._head, **self._moments, "_guide": self._member})

    def atom_entry(self) -> str:
        return atom.entry(self.guide, self._site, self.html)

    def member(self, *, full: bool) -> dict[str, Any]:
        """`_guide`. full: with the whole document, which is as long as all the rest."""
        return {**self._member, "document": self._served} if full else self._member

    @cached_property
    def _member(self) -> dict[str, Any]:
        return documents.guide_member(self.guide, self._site, self._served)

    @cached_property
    def _served(self) -> Document:
        return documents.served(self.guide.document)

    def _feed_item(self, member: dict[str, Any], **content: str) -> dict[str, Any]:
        return _present(
            {
                **self._head,
                "image": urls.guide_card_url(self._site, self.guide.slug, self.guide.content_hash),
                **content,
                **self._moments,
                "language": self.guide.language,
                "authors": documents.authors(self.guide),
                "tags": documents.tags(self.guide.document),
                "attachments": self._attachments,
                "_guide": member,
            }
        )

    @property
    def _head(self) -> dict[str, str]:
        guide = self.guide
        return {"id": f"urn:uuid:{guide.guide_id}", "url": self._url, "title": guide.title, "summary": guide.summary}

    @property
    def _moments(self) -> dict[str, str]:
        first, last = self.guide.first_published_at, self.guide.modified_at
        return {"date_published": documents.moment(first), "date_modified": documents.moment(last)}

    @cached_property
    def _attachments(self) -> list[dict[str, Any]]:
        """The other forms, each with the size of the bytes that are sent, before compression."""
        site, slug = self._site, self.guide.slug
        forms = (
            (urls.guide_json_url(site, slug), "application/json", self.resource_bytes),
            (urls.guide_calendar_url(site, slug), calendar.MEDIA_TYPE, self.calendar.encode()),
            (urls.guide_markdown_url(site, slug), markdown.MEDIA_TYPE, self.markdown.encode()),
        )
        return [
            {"url": url, "mime_type": media_type, "title": self.guide.title, "size_in_bytes": len(sent)}
            for url, media_type, sent in forms
        ]


def _present(item: dict[str, Any]) -> dict[str, Any]:
    """`item` without what has no value; tags are a list even when there are none."""
    return {name: value for name, value in item.items() if value or name == "tags"}
