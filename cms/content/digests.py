"""Digests of documents: by them revisions, sections and texts are told apart, here and by importers."""

from hashlib import sha256

from cms.content import json_text
from cms.content.document import Document


def digest(document: Document) -> str:
    """The revision digest: SHA-256 over RFC 8785 of the normal form, in hexadecimal."""
    return digests(document)[0]


def digests(document: Document) -> tuple[str, dict[str, str]]:
    """The revision digest, and one of each section that is present; each section is written out only once."""
    written = {name: json_text.canonical_again(document[name]) for name in sorted(document)}
    whole = b"{%s}" % b",".join(b'"%s":%s' % (name.encode(), text) for name, text in written.items())
    return sha256(whole).hexdigest(), {name: sha256(written[name]).hexdigest() for name in document}


def content_hash(document: Document) -> str:
    """What importers compare: as `digest`, but without slug and schema_version; with the algorithm's name before it."""
    told = {name: value for name, value in document.items() if name not in ("slug", "schema_version")}
    return f"sha256:{json_text.sha256_of(told)}"
