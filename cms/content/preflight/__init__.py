"""What a good editor would have caught: rules in families, one file each.

S structure · T timing · K skills · R resources · C claims · P phrasing; `rules.py` is the table of all. A finding
blocks submit (error), wants a reason (warning), or is only shown (hint). Some can be mended by `fix`.
"""

from datetime import date

from cms.content.document import Document
from cms.content.preflight import claims, phrasing, resources, skills, structure, timing
from cms.content.preflight.finding import Finding, LinkCheck, Outside, Severity
from cms.content.preflight.fixes import FIXES, fix
from cms.content.preflight.reading import Reading
from cms.content.preflight.rules import RULES

__all__ = ["FIXES", "RULES", "Finding", "LinkCheck", "Outside", "Severity", "findings", "fix"]

_FAMILIES = (structure, timing, skills, resources, claims, phrasing)


def findings(document: Document, today: date, outside: Outside | None = None) -> list[Finding]:
    """All findings of `document`. today: for rules about age. outside: None leaves out the rules that need it."""
    reading = Reading(document, today, outside)
    return [one for family in _FAMILIES for one in family.findings(reading)]
