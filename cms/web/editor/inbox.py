"""What somebody was told: the list, and marking it as read. For admins too, who are told about webhooks."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cms.errors import NotFound
from cms.services import notifying, telling
from cms.store import notifications
from cms.web.access import current_actor, requires
from cms.web.parts import parts
from cms.workflow import Role

_PAGE = 30
_anyone = requires(*Role)


@_anyone
def inbox() -> ResponseReturnValue:
    before = _id("before")
    found = notifications.page(current_user.id, of_guides=_reads_guides(), before=before, limit=_PAGE + 1)
    shown = telling.lines(found[:_PAGE])
    return render_template(
        "editor/inbox.html",
        lines=shown,
        older=shown[-1].id if len(found) > _PAGE else None,
        newest=before is None,
        how=notifications.choice(current_user.id),
        no_mail=not parts().settings.smtp_url and Role.ADMIN in current_actor().roles,
    )


@_anyone
def lead(notification_id: UUID) -> ResponseReturnValue:
    """Marks it as read, and leads to what it is about."""
    found = notifications.find(current_user.id, notification_id, of_guides=_reads_guides())
    if found is None:
        raise NotFound("This is not in your inbox, or no longer: it is kept for 180 days.")
    notifying.read(current_user.id, [notification_id])
    [line] = telling.lines([found])
    return redirect(line.path or url_for(".inbox"), 303)


@_anyone
def read() -> ResponseReturnValue:
    """One line, or with none named all of them."""
    one = _id("id")
    notifying.read(current_user.id, None if one is None else [one])
    flash("Everything is marked as read." if one is None else "Marked as read.")
    return redirect(url_for(".inbox", before=_id("before"), _anchor=None if one is None else f"told-{one}"), 303)


def register(blueprint: Blueprint) -> None:
    """Every page counts what is unread, and only pages that show the count ask for it."""
    blueprint.app_context_processor(lambda: {"unread": _unread, "most_counted": notifications.MOST_COUNTED})


def _unread() -> int:
    return notifications.unread(current_user.id, of_guides=_reads_guides())


def _reads_guides() -> bool:
    return telling.reads_guides(current_actor().roles)


def _id(name: str) -> UUID | None:
    try:
        return UUID(request.values.get(name, ""))
    except ValueError:
        return None
