"""Live guides for programs: the structured list, and one guide by its id or slug."""

import json
from collections.abc import Callable
from uuid import UUID

from flask import abort

from cms.content import json_text
from cms.rendering import urls
from cms.store.listings import FILTERS
from cms.store.renditions import Form
from cms.web import addresses, http
from cms.web.access import public
from cms.web.api import pages, parameters
from cms.web.asked import asked
from cms.web.delivery import kept
from cms.web.representation import Representation
from cms.web.windows import window

_LIMIT, _MOST = 20, 100
_MEMBERS = ("id", "url", "title", "summary", "date_published", "date_modified", "_guide")
_DOCUMENT = "document"


@public
@parameters.takes("cursor", "limit", "order", "updated_since", "fields", repeated=FILTERS)
@kept()
def index() -> Representation:
    """A page of the list, newest first. `fields` cuts its items to some members, or adds the document."""
    wanted, limit, names = asked(), http.whole_number("limit", _LIMIT, _MOST), _fields()
    form = Form.FEED_ITEM if _DOCUMENT in names else Form.LIST_ITEM
    page = window("guides", wanted, form, limit=limit, shaped=_cut_to(names) if names else None)
    return pages.page({"items": [one.decode() for one in page.bodies]}, page.cursor, page.changed_at, wanted.tags)


@public
@parameters.takes()
@kept()
def guide(id_or_slug: str) -> Representation:
    """The body of /guides/<slug>.json. An id leads to the guide whatever its slug is now."""
    guide_id = _id(id_or_slug)
    path = urls.api_guide_path
    found = addresses.by_id(guide_id, path) if guide_id else addresses.at(id_or_slug, path)
    return addresses.as_data(found, Form.RESOURCE, pages.JSON)


def _fields() -> tuple[str, ...]:
    """The members asked for, in the order of the list; none for the item as it is kept."""
    text = http.once("fields")
    if text is None:
        return ()
    names = {name.strip() for name in text.split(",")}
    if unknown := sorted(names - {*_MEMBERS, _DOCUMENT}):
        abort(400, f"fields does not know “{unknown[0][:40]}”; it knows {', '.join((*_MEMBERS, _DOCUMENT))}.")
    return tuple(name for name in (*_MEMBERS, _DOCUMENT) if name in names)


def _cut_to(names: tuple[str, ...]) -> Callable[[str], str]:
    def cut(body: str) -> str:
        item = json.loads(body)
        if _DOCUMENT in names:
            item[_DOCUMENT] = item["_guide"].pop(_DOCUMENT)
        return json_text.plain({name: item[name] for name in names if name in item})

    return cut


def _id(text: str) -> UUID | None:
    """An id in its one spelling; what reads otherwise is a slug."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None
