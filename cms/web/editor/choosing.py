"""What the list of guides is asked for, read from a query or from a form of the list. With patience: whoever follows an
old link finds the list.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from flask import request
from werkzeug.datastructures import MultiDict

from cms.content.slugs import SLUG, slugify
from cms.content.text import UNSAFE
from cms.store.choices import Choice, Sort, Wants
from cms.web.access import current_actor
from cms.workflow import PublicStatus, State


def chosen(given: MultiDict[str, str]) -> Choice:
    """Read with patience: whoever follows an old link finds the list."""
    sort = given.get("sort", "")
    return Choice(
        q=UNSAFE.sub(" ", given.get("q", ""))[:200].strip(),
        state=_known(given, "state", State),
        public=_known(given, "public", PublicStatus),
        owner=id_of(given.get("owner", "")),
        author=id_of(given.get("author", "")),
        role=_slug(given.get("role", "")),
        language=_plain(given.get("language", "")),
        wants=_known(given, "wants", Wants),
        sort=Sort(sort) if sort in list(Sort) else Sort.BEST,
        me=current_actor().id,
    )


def moment_of(form: Mapping[str, str]) -> datetime | None:
    """When the list was made on which a form stood; None when it does not say."""
    try:
        seen = datetime.fromisoformat(form.get("seen", ""))
    except ValueError:
        return None
    usable = seen.tzinfo and 1 < seen.year < 9999  # at both ends of the calendar UTC may have no such year
    return seen if usable else None


def _known(given: MultiDict[str, str], name: str, words: Any) -> tuple[str, ...]:
    asked_for = set(given.getlist(name))
    return tuple(str(one) for one in words if one in asked_for)


def id_of(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _slug(text: str) -> str:
    """A role as somebody types it: its slug, or its name."""
    return text if SLUG.fullmatch(text) else slugify(UNSAFE.sub(" ", text)[:120])


def _plain(text: str) -> str:
    return text if text.isascii() and text.replace("-", "").isalnum() and len(text) <= 35 else ""


def chosen_before() -> Choice:
    """What the list showed on which this form stood."""
    query = request.form.get("query", "")[:4000]
    return chosen(MultiDict(parse_qsl(query, errors="replace", max_num_fields=200)))
