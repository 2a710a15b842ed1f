"""PublishedGuide: the frozen value every public format of a guide is made from."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from cms.content import derived
from cms.content.document import Document


@dataclass(frozen=True)
class Site:
    """Whose pages these are. base_url: the origin of every absolute address, without a slash at its end."""

    name: str
    base_url: str
    default_language: str = "en"


@dataclass(frozen=True)
class ChangeNote:
    """One line of a guide's public history. number: of the publication, from 1. at: aware, UTC."""

    number: int
    at: datetime
    note: str
    major: bool = False


@dataclass(frozen=True)
class Neighbour:
    """Another live guide that a page points to."""

    slug: str
    title: str
    language: str
    summary: str = ""
    from_label: str = ""
    to_label: str = ""
    guide_id: str = ""


@dataclass(frozen=True)
class PublishedGuide:
    """A guide as readers get it.

    slug, number: of the publication, whatever the document wishes. All times are aware and UTC.
    status: "live", "live_unreviewed" … as the store knows it. default_authors: shown when the document names nobody.
    document: the normal form. Pages may also be made from an unfinished one, for a preview.
    """

    guide_id: str
    slug: str
    number: int
    document: Document
    content_hash: str
    status: str
    first_published_at: datetime
    modified_at: datetime
    published_at: datetime
    reviewed_on: date | None = None
    verified_on: date | None = None  # the newest day on which someone found that all of it still holds
    default_authors: tuple[dict[str, str], ...] = ()
    history: tuple[ChangeNote, ...] = field(default=())  # newest first
    translations: tuple[Neighbour, ...] = ()
    related: tuple[Neighbour, ...] = ()

    @property
    def language(self) -> str:
        return str(self.document.get("language", "en"))

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return derived.direction(self.document)

    @property
    def title(self) -> str:
        return str(self.document.get("title", ""))

    @cached_property
    def summary(self) -> str:
        """The summary, or the beginning of the overview."""
        return derived.summary(self.document)

    @cached_property
    def reading_minutes(self) -> int:
        return derived.reading_minutes(self.document)

    @property
    def authors(self) -> tuple[dict[str, str], ...]:
        return tuple(self.document.get("authors", ())) or self.default_authors
