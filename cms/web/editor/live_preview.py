"""What is typed at this moment, as readers would see it. Nothing is saved, and nothing half-typed stands in the way."""

from uuid import UUID

from flask import Response, request
from markupsafe import Markup
from wtforms import Form

from cms.content import json_text
from cms.content.kinds import says_something
from cms.content.valid_part import ValidPart, valid_part
from cms.rendering.anchors import anchors
from cms.services import publishing
from cms.store import guides
from cms.store.guides import Revision
from cms.web import headers
from cms.web.access import requires
from cms.web.editor import forms
from cms.web.editor.widgets import RowsField
from cms.web.parts import renderer
from cms.workflow import Role

_NOTICE = "What is typed now, as readers would see it. It is not saved by looking."
_MOST_NAMED = 5


@requires(Role.AUTHOR)
def typed(guide_id: UUID) -> Response:
    """The whole page. Its meta element `field-anchors` says where each field of the form is shown, as JSON."""
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    form = forms.from_post(request.form)
    part = valid_part(forms.raw(form), base=newest.document, used=guide.given_ids)
    seen = Revision(document=part.document)  # of no session, so that nobody can keep it
    page = publishing.preview(guide, seen, renderer(), _notice(form, part))
    places = json_text.plain(anchors(part.document, _rows(form, part)))
    meta = Markup('<meta name="field-anchors" content="{}">\n').format(places)
    response = Response(page.replace("</head>", f"{meta}</head>", 1), mimetype="text/html")
    headers.for_our_own_frames(response)
    return response


def _rows(form: Form, part: ValidPart) -> dict[str, list[str]]:
    """By section, the names of its rows on the page that posted them; blank ones are not in the document."""
    found = {}
    for field in form:
        if isinstance(field, RowsField):
            rows = zip(field.numbers(request.form), part.kept.get(field.name) or (), strict=False)
            found[field.name] = [f"{field.name}-{number}" for number, row in rows if says_something(row)]
    return found


def _notice(form: Form, part: ValidPart) -> str:
    labels = dict.fromkeys(one.label for errors in part.errors for one in forms.show_errors(form, errors))
    if not labels:
        return _NOTICE
    named, others = list(labels)[:_MOST_NAMED], len(labels) - _MOST_NAMED
    more = f" and {others} more" if others > 0 else ""
    return f"{_NOTICE} Left out until it is mended: {', '.join(named)}{more}."
