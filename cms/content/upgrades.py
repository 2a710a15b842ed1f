"""Reading a document that was written under an older GuideContent.

A section renamed or removed adds a step here, so that old revisions and files stay readable for ever.
"""

import re
from collections.abc import Callable
from typing import Any

from cms.errors import InvalidContent

SCHEMA_VERSION = "1.0"

# From a version to (the next version, what to change). Minor additions need no step: absent means absent.
STEPS: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {}


def upgrade(raw: dict[str, Any]) -> dict[str, Any]:
    """`raw` in today's shape, with today's schema_version. Raises InvalidContent when the version is not 1.x."""
    given = raw.get("schema_version")
    version = SCHEMA_VERSION if given is None or given == "" else given
    if not isinstance(version, str) or not re.fullmatch(r"1\.\d{1,3}", version):
        raise InvalidContent(
            {"schema_version": [f"This format is not one we read; we read 1.x, such as {SCHEMA_VERSION}."]}
        )
    while version in STEPS:
        version, step = STEPS[version]
        raw = step(raw)
    return {**raw, "schema_version": SCHEMA_VERSION}
