"""The endpoints: which there are, adding and changing one, its secret, switching it off and on, removing it."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cms.errors import InvalidContent
from cms.rendering import urls
from cms.services import outgoing
from cms.services import webhooks as acts
from cms.store import webhook_deliveries, webhooks
from cms.store.outbox import DONE
from cms.web.access import current_actor, requires
from cms.web.accounts import signing_keys
from cms.web.admin.pages import endpoint_page
from cms.web.parts import parts
from cms.workflow import Role

_BY_HAND = "It was switched off by hand."


@requires(Role.ADMIN)
def overview() -> ResponseReturnValue:
    endpoints = webhooks.endpoints()
    newest = {one.id: webhook_deliveries.page(one.id, state=DONE, limit=1) for one in endpoints}
    return render_template("admin/webhooks.html", endpoints=endpoints, newest=newest)


@requires(Role.ADMIN)
def new() -> ResponseReturnValue:
    return _form({"url": "", "note": "", "types": []})


@requires(Role.ADMIN)
def add() -> ResponseReturnValue:
    """Answers with the page itself, because the secret is shown once and kept nowhere, a session cookie included."""
    said = _said()
    try:
        endpoint, secret = acts.register_endpoint(
            **said, actor=current_actor(), keys=signing_keys(current_app), check=refusal
        )
    except InvalidContent as error:
        return _form(said, error.errors), 422
    return _secret_page("The webhook is added", endpoint, secret), 201


@requires(Role.ADMIN)
def show(endpoint_id: UUID) -> ResponseReturnValue:
    return endpoint_page(webhooks.endpoint(endpoint_id))


@requires(Role.ADMIN)
def edit(endpoint_id: UUID) -> ResponseReturnValue:
    endpoint = webhooks.endpoint(endpoint_id)
    return _form({"url": endpoint.url, "note": endpoint.note, "types": endpoint.types}, endpoint=endpoint)


@requires(Role.ADMIN)
def change(endpoint_id: UUID) -> ResponseReturnValue:
    endpoint, said = webhooks.endpoint(endpoint_id), _said()
    try:
        acts.change_endpoint(endpoint_id, **said, actor=current_actor(), check=refusal)
    except InvalidContent as error:
        return _form(said, error.errors, endpoint), 422
    flash("Saved.")
    return _back(endpoint_id)


@requires(Role.ADMIN)
def rotate(endpoint_id: UUID) -> ResponseReturnValue:
    secret = acts.rotate_secret(endpoint_id, actor=current_actor(), keys=signing_keys(current_app))
    return _secret_page("The new secret", webhooks.endpoint(endpoint_id), secret), 201


@requires(Role.ADMIN)
def disable(endpoint_id: UUID) -> ResponseReturnValue:
    acts.disable(endpoint_id, actor=current_actor(), why=_BY_HAND)
    flash("The webhook is switched off: nothing is sent there until you switch it on again.")
    return _back(endpoint_id)


@requires(Role.ADMIN)
def enable(endpoint_id: UUID) -> ResponseReturnValue:
    acts.enable(endpoint_id, actor=current_actor())
    flash("The webhook is switched on. What it missed is not sent by itself: use “Send again” below.")
    return _back(endpoint_id)


@requires(Role.ADMIN)
def ask_removal(endpoint_id: UUID) -> ResponseReturnValue:
    return render_template("admin/remove.html", endpoint=webhooks.endpoint(endpoint_id))


@requires(Role.ADMIN)
def remove(endpoint_id: UUID) -> ResponseReturnValue:
    acts.remove_endpoint(endpoint_id, actor=current_actor())
    flash("The webhook is removed.")
    return redirect(url_for(".webhooks"), 303)


def refusal(url: str) -> str | None:
    """Why events are not sent to this address, by the settings of the current application; None when they are."""
    settings = parts().settings
    return outgoing.why_refused(url, allow_private=settings.allow_private_addresses, production=settings.production)


def _said() -> dict[str, Any]:
    typed = request.form
    return {"url": typed.get("url", ""), "note": typed.get("note", ""), "types": typed.getlist("type")}


def _form(said: dict[str, Any], errors: Any = None, endpoint: webhooks.WebhookEndpoint | None = None) -> str:
    """endpoint: the one to be changed, None for a new one."""
    return render_template(
        "admin/webhook_form.html", said=said, errors=errors or {}, endpoint=endpoint, types=acts.TYPES
    )


def _secret_page(heading: str, endpoint: webhooks.WebhookEndpoint, secret: str) -> str:
    return render_template(
        "admin/secret.html", heading=heading, endpoint=endpoint, secret=secret, docs=f"{urls.DOCS}#webhooks"
    )


def _back(endpoint_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".webhook", endpoint_id=endpoint_id), 303)
