"""What a guide says: its sections, their limits, what is wrong, what changed, what follows, how two texts merge.

Imports marshmallow, Babel's tables of codes and RFC 8785. Called by rendering, services and web, with plain values.
"""

from cms.content.compare import compare
from cms.content.conflicts import Conflict, Merged, Place
from cms.content.digests import content_hash, digest, digests
from cms.content.document import Document, draft, unfinished
from cms.content.guide import GuideContent
from cms.content.json_text import parse
from cms.content.merge import merge
from cms.content.preflight import Finding, LinkCheck, Outside, Severity, findings

__all__ = [
    "Conflict",
    "Document",
    "Finding",
    "GuideContent",
    "LinkCheck",
    "Merged",
    "Outside",
    "Place",
    "Severity",
    "compare",
    "content_hash",
    "digest",
    "digests",
    "draft",
    "findings",
    "merge",
    "parse",
    "unfinished",
]
