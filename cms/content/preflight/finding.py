"""What a rule reports, and what rules may know from outside the document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cms.content.document import Document, Where, path
from cms.content.json_text import sha256_of
from cms.content.preflight.rules import RULES, Severity
from cms.content.rows import identity
from cms.content.spoken import place_unless_said

__all__ = ["Finding", "LinkCheck", "Outside", "Severity", "anchor_of", "report"]


@dataclass(frozen=True)
class Finding:
    """One thing a good editor would have caught.

    path: for people and the API, as `roadmap[step-1]`. where: for the form, with indexes.
    anchor: like path, but every row by its id, so that reordering does not lose an acknowledgement.
    fingerprint: of the values the rule looked at; another fingerprint is another finding.
    """

    rule: str
    severity: Severity
    path: str
    message: str
    where: Where = field(compare=False, default=())
    anchor: str = field(compare=False, default="")
    fingerprint: str = field(compare=False, default="")

    @property
    def in_full(self) -> str:
        """The sentence for where it stands alone: behind its place, unless it says that itself."""
        place = place_unless_said(self.where, self.message)
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True)
class LinkCheck:
    """When a web address was last asked for, and how often in a row it failed."""

    checked_on: date
    failures: int = 0


@dataclass(frozen=True)
class Outside:
    """Facts a document cannot know. Rules that need them do not run without.

    same_route: slug of another live guide with the same roles, language and region, or "".
    slug_taken: whether the address the document wishes for belongs to another guide.
    links: the last check of web addresses, by address; None while nobody checks. One that is not in it has no result.
    """

    same_route: str = ""
    slug_taken: bool = False
    links: Mapping[str, LinkCheck] | None = None


def report(
    document: Document, rule: str, where: Where, message: str, values: Any = None, anchor: str | None = None
) -> Finding:
    """A finding at `where`.

    values: what the rule looked at, as plain JSON that does not depend on the order of rows; the message by default.
    anchor: when the finding is about several rows of which the order alone decides where it is shown.
    """
    return Finding(
        rule=rule,
        severity=RULES[rule].severity,
        path=path(document, where),
        message=message,
        where=where,
        anchor=anchor_of(document, where) if anchor is None else anchor,
        fingerprint=sha256_of([rule, message if values is None else values])[:32],
    )


def anchor_of(document: Document, where: Where) -> str:
    """`where` with each row by its id. A line has none and is known by its text, so its place is left out."""
    return ".".join(_steps(document, where))


def _steps(value: Any, where: Where) -> Iterator[str]:
    for part in where:
        if isinstance(part, str):
            value = value.get(part) if isinstance(value, dict) else None
            yield part
        else:
            value = value[part] if isinstance(value, list) and part < len(value) else None
            if isinstance(value, dict):
                yield identity(value) or str(part)
