"""What a good editor would have caught: rules in families, one file each (S: structure).

A finding blocks submit (error), wants a reason (warning), or is only shown (hint).
"""

from datetime import date

from cms.content.document import Document
from cms.content.preflight import structure
from cms.content.preflight.finding import Finding, Outside, Severity

__all__ = ["Finding", "Outside", "Severity", "findings"]


def findings(document: Document, today: date, outside: Outside | None = None) -> list[Finding]:
    """All findings of `document`. today: for rules about age. outside: None leaves out the rules that need it."""
    return list(structure.findings(document, outside))
