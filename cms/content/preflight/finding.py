"""What a rule reports, and what rules may know from outside the document."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cms.content.document import Document, Where, path
from cms.content.json_text import sha256_of
from cms.content.rows import identity


class Severity(StrEnum):
    ERROR = "error"  # blocks submit
    WARNING = "warning"  # needs an acknowledgement with a reason
    HINT = "hint"  # is shown


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


@dataclass(frozen=True)
class Outside:
    """Facts a document cannot know. Rules that need them do not run without.

    same_route: slug of another live guide with the same roles, language and region, or "".
    slug_taken: whether the address the document wishes for belongs to another guide.
    """

    same_route: str = ""
    slug_taken: bool = False


def report(
    document: Document, rule: str, severity: Severity, where: Where, message: str, values: Any = None
) -> Finding:
    """A finding at `where`; values: what the rule looked at, when that is not simply the message."""
    return Finding(
        rule=rule,
        severity=severity,
        path=path(document, where),
        message=message,
        where=where,
        anchor=_anchor(document, where),
        fingerprint=sha256_of([rule, message if values is None else values])[:32],
    )


def _anchor(document: Document, where: Where) -> str:
    return ".".join(_steps(document, where))


def _steps(value: Any, where: Where) -> Iterator[str]:
    for part in where:
        if isinstance(part, str):
            value = value.get(part) if isinstance(value, dict) else None
            yield part
        else:
            value = value[part] if isinstance(value, list) and part < len(value) else None
            yield (identity(value) if isinstance(value, dict) else "") or str(part)
