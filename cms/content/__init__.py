"""What a guide says: its sections, their limits, what is wrong with them, what changed, what follows from them.

Imports marshmallow, Babel's tables of codes and RFC 8785. Called by rendering, services and web, with plain values.
"""

from cms.content.compare import compare
from cms.content.document import Document, content_hash, digest, digests, draft, unfinished
from cms.content.guide import GuideContent
from cms.content.json_text import parse
from cms.content.preflight import Finding, LinkCheck, Outside, Severity, findings

__all__ = [
    "Document",
    "Finding",
    "GuideContent",
    "LinkCheck",
    "Outside",
    "Severity",
    "compare",
    "content_hash",
    "digest",
    "digests",
    "draft",
    "findings",
    "parse",
    "unfinished",
]
