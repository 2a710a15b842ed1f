"""People: inviting somebody, their roles, signing them out, keeping them out and letting them in again."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cms.errors import CrosswayError, InvalidContent, NotFound
from cms.services import accounts as acts
from cms.services import bulk, handing_over, keeping_house, password_links, second_factors, signing_in
from cms.services.password_links import WELCOME
from cms.store import accounts, api_tokens, user_sessions
from cms.store.accounts import User
from cms.web import sessions
from cms.web.access import current_actor, requires
from cms.web.accounts import checked_email, signing_keys
from cms.web.parts import parts, renderer, rules
from cms.workflow import EDITORIAL_ROLES, Role

_SECONDS = 8.0  # that somebody waits for guides to be handed over; what is left is the worker’s


@requires(Role.ADMIN)
def overview() -> ResponseReturnValue:
    return render_template("admin/people.html", people=accounts.everyone(), last_seen=user_sessions.last_seen())


@requires(Role.ADMIN)
def new() -> ResponseReturnValue:
    return _form({"email": "", "name": "", "roles": [str(Role.AUTHOR)]})


@requires(Role.ADMIN)
def invite() -> ResponseReturnValue:
    """Where no mail leaves, answers with the page itself: the link is shown once and kept nowhere."""
    email, name, roles = request.form.get("email", ""), request.form.get("name", ""), _roles()
    said = {"email": email, "name": name, "roles": roles}
    try:
        person = password_links.add(
            email=checked_email(email), name=name, roles=map(Role, roles), keys=signing_keys(current_app),
            mailed_by=parts().letters.site if parts().settings.smtp_url else None,
        )  # fmt: skip
    except InvalidContent as error:
        return _form(said, error.errors), 422
    except CrosswayError as error:  # the address is taken
        return _form(said, {"email": [str(error)]}), 422
    return _told(person)


@requires(Role.ADMIN)
def show(user_id: UUID) -> ResponseReturnValue:
    return _page(user_id)


@requires(Role.ADMIN)
def set_roles(user_id: UUID) -> ResponseReturnValue:
    try:
        acts.set_roles(user_id, map(Role, _roles()), session_id=sessions.current().id if _own(user_id) else None)
    except InvalidContent as error:
        return _page(user_id, errors=error.errors), 422
    flash("Saved. The new roles hold from the next sign-in." if not _own(user_id) else "Saved.")
    return _back(user_id)


@requires(Role.ADMIN)
def send_link(user_id: UUID) -> ResponseReturnValue:
    person = _find(user_id)
    if not person.active:
        raise CrosswayError("This person is disabled. Let them in again first.")
    if parts().settings.smtp_url:
        password_links.mail_welcome(person, signing_keys(current_app), parts().letters.site)
    return _told(person)


@requires(Role.ADMIN)
def end_sessions(user_id: UUID) -> ResponseReturnValue:
    signing_in.end_others(_find(user_id).id, but=sessions.current().id if _own(user_id) else None)
    flash("They are signed out everywhere." if not _own(user_id) else "You are signed out everywhere else.")
    return _back(user_id)


@requires(Role.ADMIN)
def reset_second_factor(user_id: UUID) -> ResponseReturnValue:
    """Not one's own: that is changed on the account's page, with the password."""
    if _own(user_id):
        raise CrosswayError("Change your own second step on your account’s page.")
    second_factors.reset(user_id, parts().letters.site)
    flash("Their second step is removed, and they are signed out everywhere. They sign in with the password alone.")
    return _back(user_id)


@requires(Role.ADMIN)
def ask_disabling(user_id: UUID) -> ResponseReturnValue:
    return _disable_page(user_id)


@requires(Role.ADMIN)
def disable(user_id: UUID) -> ResponseReturnValue:
    """Leads to what came of handing over each guide, where somebody was named who gets them."""
    if _own(user_id):
        return _disable_page(user_id, "Ask another admin to do this: you would not get in again."), 422
    to = request.form.get("to", "") if _may_assign() else ""
    if to and to not in {one for _, one in _others(user_id)}:
        return _disable_page(user_id, "Choose somebody from the list who looks after the guides."), 422
    try:
        handing_over.disable(user_id, actor=current_actor())
    except InvalidContent as error:
        return _disable_page(user_id, str(error)), 422
    flash("They are signed out, and neither they nor their programs get in any more.")
    run = handing_over.hand_over(user_id, to, actor=current_actor()) if to else None
    if run is None:
        return _back(user_id)
    bulk.work(run.id, renderer=renderer(), rules=rules(), seconds=_SECONDS)
    return redirect(url_for("editor.bulk_run", run_id=run.id), 303)


@requires(Role.ADMIN)
def enable(user_id: UUID) -> ResponseReturnValue:
    acts.enable(user_id)
    flash("They can sign in again.")
    return _back(user_id)


def _page(user_id: UUID, errors: Any = None) -> str:
    person = _find(user_id)
    return render_template(
        "admin/person.html",
        person=person,
        own=_own(user_id),
        roles=list(Role),
        held=_roles() if errors else [str(role) for role in person.actor().roles],
        sessions=signing_in.held_by(person.id),
        tokens=len(api_tokens.tokens_of(person.id)),
        errors=errors or {},
    )


def _form(said: dict[str, Any], errors: Any = None) -> str:
    return render_template("admin/invite.html", said=said, errors=errors or {}, roles=list(Role))


def _told(person: User) -> ResponseReturnValue:
    """Where mail leaves, that the link is on its way; elsewhere the link itself."""
    if parts().settings.smtp_url:
        flash(f"A link to choose a password is on its way to {person.email}: once, within {WELCOME.hours} hours.")
        return _back(person.id)
    link = password_links.link_for(person, WELCOME, signing_keys(current_app), parts().settings.base_url)
    return render_template("admin/person_link.html", person=person, link=link, hours=WELCOME.hours), 201


def _disable_page(user_id: UUID, refusal: str = "") -> str:
    """An admin without an editorial role may know how many guides there are, and no more of them."""
    return render_template(
        "admin/disable_person.html", person=_find(user_id), work=handing_over.open_work(str(user_id)), refusal=refusal,
        titles=bool(current_actor().roles & EDITORIAL_ROLES), may_assign=_may_assign(), others=_others(user_id),
        to=request.form.get("to", ""),
    )  # fmt: skip


def _may_assign() -> bool:
    """As the table of the workflow says; an admin alone has no editorial right."""
    return bool(current_actor().roles & keeping_house.OWNERS)


def _others(user_id: UUID) -> list[tuple[str, str]]:
    return [(name, one) for name, one in keeping_house.owners() if one != str(user_id)]


def _find(user_id: UUID) -> User:
    person = accounts.find(str(user_id))
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _own(user_id: UUID) -> bool:
    return bool(current_user.id == user_id)


def _roles() -> list[str]:
    """Those that were ticked, as far as there are such."""
    return [word for word in request.form.getlist("role") if word in list(Role)]


def _back(user_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".person", user_id=user_id), 303)
