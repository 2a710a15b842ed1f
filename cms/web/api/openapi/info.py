"""What stands above the calls: what this is, how versions and caches work, and the groups of calls."""

from typing import Any

from cms.rendering.published import Site

VERSION = "1.0.0"  # of the contract; a minor one adds optional members and calls

_ABOUT = """\
Career transition guides, published: as a JSON Feed, as structured lists, one by one, and as a feed of changes; and
the calls by which programs write them. Public calls need no key and answer any origin.

**Caching.** Every public representation has a strong `ETag` and `Last-Modified`; send `If-None-Match` or
`If-Modified-Since` and get 304 when nothing changed. HEAD works wherever GET does. No answer sets a cookie.

**Identity.** `guide_id` never changes and is never given again. `content_hash` changes when the approved text does, and
only then: compare it, not the ETag. `version` counts publications of a guide.

**Unknown is absent.** Public JSON has no null, except `next_cursor` and `redirect_to`. Lists of a document are always
there. Ignore members you do not know: a minor version may add some, and publishes a schema of its own.

**Errors** are problem documents (RFC 9457). A wrong query parameter is a 400 that names it; under `/api` an unknown one
is wrong too. A body that is malformed is a 422 with paths.
"""

TAGS = [
    {"name": "Feed", "description": "Guides in the order of their first publication, for readers and aggregators."},
    {"name": "Guides", "description": "Lists of guides, and one guide in each of its formats."},
    {"name": "Changes", "description": "What happened since you last looked: the way to keep a copy."},
    {"name": "Vocabulary", "description": "Roles, skills and resources of live guides, and how roles are joined."},
    {"name": "Reference", "description": "This description, the schema of a guide and its types."},
    {"name": "Service", "description": "Whether the service is well."},
    {"name": "Editorial", "description": "Writing, reviewing and publishing, with a token."},
]


def about(site: Site) -> dict[str, Any]:
    return {
        "title": f"{site.name} API",
        "version": VERSION,
        "summary": "Career transition guides for people's pages and programs.",
        "description": _ABOUT,
    }
