"""A guide at its address, in every form."""

from cms.rendering import urls
from cms.services import rendering
from cms.store.renditions import Form
from cms.web.access import public
from cms.web.addresses import as_data, at, departed, sent
from cms.web.delivery import kept
from cms.web.parts import renderer
from cms.web.representation import Representation
from cms.workflow import PublicStatus


@public
@kept()
def guide(slug: str) -> Representation:
    found = at(slug, urls.guide_path)
    if isinstance(found, Representation):
        return found
    status = 410 if found.status is PublicStatus.GONE else 200
    return sent(found, Form.PAGE, "text/html", status)


@public
@kept()
def guide_json(slug: str) -> Representation:
    return as_data(at(slug, urls.guide_json_path), Form.RESOURCE, "application/json")


@public
@kept()
def guide_markdown(slug: str) -> Representation:
    return as_data(at(slug, urls.guide_markdown_path), Form.MARKDOWN, "text/markdown")


@public
@kept()
def guide_calendar(slug: str) -> Representation:
    return as_data(at(slug, urls.guide_calendar_path), Form.CALENDAR, "text/calendar")


@public
@kept()
def guide_card(slug: str) -> Representation:
    """The picture for links. Drawn when somebody first asks: it takes longer than all other forms together."""
    found = at(slug, urls.guide_card_path)
    if isinstance(found, Representation):
        return found
    if not found.status.is_live:
        return departed(found)
    picture = rendering.card(found.publication, renderer())
    return Representation(picture, "image/png", found.publication.modified_at, tags=found.tags)
