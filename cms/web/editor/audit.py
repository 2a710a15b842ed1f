"""The logs for those who look back: of all guides for editors, of the site for admins."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from flask import Response, abort, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from cms.content.text import UNSAFE
from cms.services import audit_words, auditing
from cms.services.auditing import Asked, Entry
from cms.store import accounts, events, guides
from cms.web import http
from cms.web.access import current_actor, requires
from cms.workflow import EDITORIAL_ROLES, Role

_PAGE = 50
_MOST_DIGITS = 18
_NO_GUIDE = "There is no guide at this address."
_ABOUT: dict[str, tuple[str, Callable[..., list[Entry]]]] = {
    "guides": ("Guides", auditing.of_guides),
    "site": ("People, tokens and webhooks", auditing.of_site),
}
_FORMS: dict[str, tuple[str, Callable[[Iterator[Entry]], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", auditing.as_csv),
    "jsonl": ("application/jsonl; charset=utf-8", auditing.as_json_lines),
}
_anyone = requires(*Role)


@_anyone
def audit() -> ResponseReturnValue:
    """404 where the guide that was asked for is not there; whatever else was asked for still stands in the form."""
    about, asked, unknown = _about(), _asked(), _unknown()
    found = [] if unknown else _ABOUT[about][1](asked, limit=_PAGE + 1)
    query = {name: request.args[name] for name in ("person", "action", "day", "guide") if request.args.get(name)}
    page = render_template(
        "editor/audit.html",
        unknown=_NO_GUIDE if unknown else "",
        about=about,
        tabs={key: _ABOUT[key][0] for key in _open()},
        asked=asked,
        entries=found[:_PAGE],
        older=found[_PAGE - 1].place if len(found) > _PAGE else None,
        query={"about": about, **query},
        guide=request.args.get("guide", ""),
        people=[(str(one.id), one.name) for one in accounts.everyone()],
        actions=[(key, words) for key, words in audit_words.DONE.items() if _fits(key, about)],
    )
    return page, 404 if unknown else 200


@_anyone
def export(form: str) -> ResponseReturnValue:
    """All that the filters leave, streamed."""
    if form not in _FORMS:
        abort(404)
    about = _about()
    if _unknown():
        abort(404, _NO_GUIDE)
    kind, write = _FORMS[form]
    body = stream_with_context(write(auditing.all_of(_ABOUT[about][1], _asked())))
    headers = {"Content-Disposition": f'attachment; filename="audit-{about}.{form}"'}
    return Response(body, content_type=kind, headers=headers)


def _open() -> list[str]:
    """What this person may look at: admin alone reads no drafts, and editors alone no matters of the site."""
    roles = current_actor().roles
    return ["guides"] * bool(roles & EDITORIAL_ROLES) + ["site"] * (Role.ADMIN in roles)


def _about() -> str:
    asked = request.args.get("about", "")
    if asked in _ABOUT and asked not in _open():
        abort(403, "Your account does not have the role this page needs. An admin can give it to you.")
    return asked if asked in _ABOUT else _open()[0]


def _asked() -> Asked:
    """What cannot be read asks for nothing."""
    return Asked(_given("person"), _given("action"), _guide(), _day(_given("day")), _place(_given("before")))


def _given(name: str) -> str:
    return UNSAFE.sub("", request.args.get(name, ""))[:120].strip()


def _guide() -> UUID | None:
    """Whose address was given, be it whole or the end of it."""
    named = _given("guide").rstrip("/").rpartition("/")[2]
    return (guides.holder(named) or _known(named)) if named else None


def _unknown() -> bool:
    """Whether an address was given that is no guide's."""
    return bool(_given("guide")) and _guide() is None


def _known(named: str) -> UUID | None:
    """The id of a guide that there is a log of, be the guide deleted or not."""
    guide_id = http.id_or_nothing(named)
    return UUID(guide_id) if guide_id and events.newest(UUID(guide_id)) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(text: str) -> str:
    """A number or an id, as `auditing` gave it."""
    return text if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else http.id_or_nothing(text)


def _fits(action: str, about: str) -> bool:
    return action.startswith(audit_words.SITE) == (about == "site")
