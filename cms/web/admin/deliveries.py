"""What was sent to an endpoint and what it answered; sending by hand."""

import re
from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cms.errors import InvalidContent
from cms.services import resending
from cms.services.resending import NotSent
from cms.store import webhook_deliveries, webhooks
from cms.web.access import current_actor, requires
from cms.web.admin.pages import OUTCOMES, endpoint_page, printable
from cms.workflow import Role

_AS_TYPED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?", re.ASCII)  # what datetime-local posts


@requires(Role.ADMIN)
def show(endpoint_id: UUID, job_id: int) -> ResponseReturnValue:
    return _delivery_page(endpoint_id, job_id)


@requires(Role.ADMIN)
def resend(endpoint_id: UUID, job_id: int) -> ResponseReturnValue:
    try:
        job = resending.resend(endpoint_id, job_id, actor=current_actor())
    except NotSent as error:
        return _delivery_page(endpoint_id, job_id, refusal=str(error)), 409
    flash("It is on its way. Load this page again to see what comes of it.")
    return redirect(url_for(".delivery", endpoint_id=endpoint_id, job_id=job.id), 303)


@requires(Role.ADMIN)
def send_test(endpoint_id: UUID) -> ResponseReturnValue:
    try:
        job = resending.send_test(endpoint_id, actor=current_actor())
    except NotSent as error:
        return endpoint_page(webhooks.endpoint(endpoint_id), refusal=str(error)), 409
    flash("A test event is on its way. Load this page again to see what comes of it.")
    return redirect(url_for(".delivery", endpoint_id=endpoint_id, job_id=job.id), 303)


@requires(Role.ADMIN)
def resend_since(endpoint_id: UUID) -> ResponseReturnValue:
    typed = request.form.get("since", "")
    try:
        sent = resending.resend_since(endpoint_id, _moment(typed), actor=current_actor())
    except InvalidContent as error:
        return endpoint_page(webhooks.endpoint(endpoint_id), errors=error.errors, since=typed), 422
    except NotSent as error:
        return endpoint_page(webhooks.endpoint(endpoint_id), refusal=str(error), since=typed), 409
    if sent.later:
        flash(f"{sent.number} events will be sent again, each guide’s in order. The queue fills bit by bit.")
    elif sent.number:
        flash(f"{sent.number} event{'' if sent.number == 1 else 's'} will be sent again, in order.")
    else:
        flash("Nothing that this webhook wants has happened since then.")
    return redirect(url_for(".webhook", endpoint_id=endpoint_id), 303)


def _delivery_page(endpoint_id: UUID, job_id: int, refusal: str = "") -> str:
    endpoint, job = webhooks.endpoint(endpoint_id), webhook_deliveries.find(endpoint_id, job_id)
    return render_template(
        "admin/delivery.html",
        endpoint=endpoint,
        job=job,
        event=webhook_deliveries.events_of([job]).get(job.id),
        attempts=webhook_deliveries.attempts(job.id),
        outcomes=OUTCOMES,
        printable=printable,
        refusal=refusal,
    )


def _moment(text: str) -> datetime:
    """Raises InvalidContent."""
    try:
        if _AS_TYPED.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise InvalidContent({"since": ["Give a day and a time, such as 2026-11-22T09:00."]}, "Nothing is sent again.")
