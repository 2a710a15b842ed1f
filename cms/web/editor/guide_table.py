"""The list of guides as a table for spreadsheets."""

from collections.abc import Iterator

from flask import Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from cms.services import spreadsheets
from cms.store import accounts, guide_list
from cms.store.choices import Choice
from cms.store.guides import Guide
from cms.web.access import editorial
from cms.web.editor.choosing import chosen
from cms.workflow import PublicStatus, State

_MOST_ROWS = 50_000  # of a table for spreadsheets
_CSV = ("Title", "Address", "State", "Public", "Language", "Owner", "Changed (UTC)", "Revision", "Id")


@editorial
def table() -> ResponseReturnValue:
    """All that are chosen, as CSV (RFC 4180) in UTF-8; with the mark by which spreadsheets know that it is."""
    rows = stream_with_context(_lines(chosen(request.args)))
    answer = Response(rows, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="guides.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(choice: Choice) -> Iterator[str]:
    yield "\ufeff" + spreadsheets.line(_CSV)
    key, left = None, _MOST_ROWS
    while left > 0:
        window = guide_list.window(choice, limit=min(500, left), key=key)
        names = accounts.names({one.owner_id for one in window.guides})
        yield "".join(spreadsheets.line(_cells(one, names)) for one in window.guides)
        key, left = window.after, left - len(window.guides)
        if key is None:
            return


def _cells(guide: Guide, names: dict[str, str]) -> list[str]:
    return [
        guide.title, guide.slug, State(guide.state).label, PublicStatus(guide.public_status).label, guide.language,
        names[guide.owner_id], guide.updated_at.strftime("%Y-%m-%d %H:%M"), str(guide.newest), str(guide.id),
    ]  # fmt: skip
