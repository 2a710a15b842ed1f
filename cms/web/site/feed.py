"""JSON Feed 1.1 and Atom of live guides, joined from items and entries that were rendered at publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from cms.content import json_text
from cms.rendering import Site, atom, urls
from cms.store.listings import FILTERS, Order
from cms.store.renditions import Form
from cms.web import http
from cms.web.access import public
from cms.web.asked import Asked, asked, word
from cms.web.delivery import kept
from cms.web.parts import parts, renderer
from cms.web.representation import Representation
from cms.web.windows import window

SIZES = {"full": (10, 20), "summary": (50, 100)}  # of a page: usual, most
_PARAMETERS = ("limit", "cursor", "view", "order", "updated_since", *FILTERS)
_IN_WORDS = {
    "from_role": "from", "to_role": "to", "role": "from or to", "skill": "with the skill", "tag": "tagged",
    "language": "in", "difficulty": "rated",
}  # fmt: skip


@dataclass(frozen=True)
class Feed:
    """A feed as it was asked for. path: of its address."""

    site: Site
    path: str
    view: str
    limit: int
    asked: Asked

    @property
    def kind(self) -> str:
        return f"{self.path}:{self.view}"

    @property
    def title(self) -> str:
        """Tells a feed from the other feeds of the site."""
        wanted = [(name, getattr(self.asked.filters, name)) for name in FILTERS]
        said = [f"{_IN_WORDS[name]} {' or '.join(values)}" for name, values in wanted if values]
        if self.asked.since:
            said.append(f"changed since {self.asked.since:%Y-%m-%d}")
        if self.asked.order is Order.UPDATED:
            said.append("last changed first")
        if self.view == "summary":
            said.append("summaries")
        return f"{self.site.name}: guides {', '.join(said)}" if said else self.site.name

    def url(self, cursor: str = "") -> str:
        """Its own address, or that of a later page."""
        return f"{self._url}{'&' if '?' in self._url else '?'}cursor={quote_plus(cursor)}" if cursor else self._url

    @cached_property
    def _url(self) -> str:
        pairs = [("limit", str(self.limit))] if self.limit != SIZES[self.view][0] else []
        pairs += [("view", self.view)] if self.view != "full" else []
        pairs += self.asked.pairs
        return urls.absolute(self.site, f"{self.path}?{urlencode(pairs)}" if pairs else self.path)

    def json(self, bodies: Sequence[bytes], changed_at: datetime, after: "End") -> Representation:
        """One page of it. after: what this feed's `end` gives of the address of the next one."""
        parts = [after.opening]
        for body in bodies:
            parts += (body, b",")
        parts[-1 if bodies else 1 :] = [b"]}"]
        body = b"".join(parts)  # each body is copied once
        return Representation(body, "application/feed+json", changed_at, tags=self._tags, more=after.links)

    def end(self, following: str) -> "End":
        """following: the address of the next page, "" on the last. For those who walk the same way again and again, it
        is worth keeping.
        """
        further = b',"next_url":' + json_text.plain(following).encode() if following else b""
        return End(self._head + further + b',"items":[', _links(following))

    @cached_property
    def _head(self) -> bytes:
        """The feed's own members, without the brace that ends them."""
        site = self.site
        head = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": urls.absolute(site, urls.INDEX),
            "feed_url": self._url,
            "description": f"Career transition guides from {site.name}",
            "language": site.default_language,
            "authors": [{"name": site.name, "url": urls.absolute(site, urls.INDEX)}],
            "icon": urls.absolute(site, urls.FEED_ICON),
            "favicon": urls.absolute(site, urls.FEED_FAVICON),
        }
        return json_text.plain(head)[:-1].encode()

    def atom(self, body: bytes, changed_at: datetime, following: str) -> Representation:
        return Representation(body, atom.MEDIA_TYPE, changed_at, tags=self._tags, more=_links(following))

    @cached_property
    def _tags(self) -> list[str]:
        return self.asked.tags


class End(NamedTuple):
    """What a page says of its end. opening: all that stands before its first item. links: header fields."""

    opening: bytes
    links: Sequence[tuple[str, str]]


def _links(following: str) -> list[tuple[str, str]]:
    return [("Link", f'<{following}>; rel="next"')] if following else []


@public
@kept(*_PARAMETERS)
def feed() -> Representation:
    """One page of the JSON Feed. `next_url` names a place in its order, so pages do not shift while one reads."""
    found = _asked_for(urls.FEED)
    form = Form.FEED_SUMMARY if found.view == "summary" else Form.FEED_ITEM
    page = window(found.kind, found.asked, form, limit=found.limit)
    return found.json(page.bodies, page.changed_at, found.end(found.url(page.cursor) if page.cursor else ""))


@public
@kept(*_PARAMETERS)
def atom_feed() -> Representation:
    """The same in Atom. Its summary view is the entries without their content."""
    found = _asked_for(urls.ATOM)
    shaped = atom.without_content if found.view == "summary" else None
    page = window(found.kind, found.asked, Form.ATOM_ENTRY, limit=found.limit, shaped=shaped)
    following = found.url(page.cursor) if page.cursor else ""
    head = atom.FeedHead(
        identity=found.url(), page_url=found.url(http.once("cursor") or ""), title=found.title,
        updated=page.modified_at or page.changed_at, next_url=following,
    )  # fmt: skip
    whole = renderer().atom_feed(head, [one.decode() for one in page.bodies])
    return found.atom(whole.encode(), page.changed_at, following)


def _asked_for(path: str) -> Feed:
    view = word("view", SIZES)
    return Feed(parts().renderer.site, path, view, http.whole_number("limit", *SIZES[view]), asked())
