"""The page of one endpoint, which several views answer with, and how its deliveries are put into words."""

from typing import Any

from flask import render_template, request

from cms import clock
from cms.content import json_text
from cms.content.text import UNSAFE
from cms.store import accounts, webhook_deliveries
from cms.store.outbox import DEAD, DONE, WAITING
from cms.store.webhooks import WebhookEndpoint, WebhookEvent
from cms.web import http

OUTCOMES = {DONE: "Delivered", WAITING: "Waiting", DEAD: "Given up"}
_PAGE = 25
_HIGHEST = 10**9 - 1


def endpoint_page(endpoint: WebhookEndpoint, *, errors: Any = None, refusal: str = "", since: str = "") -> str:
    """errors: sentences by field name. refusal: why what was asked for was not done. since: what was typed."""
    state = request.args.get("state", "")
    state = state if state in OUTCOMES else ""
    found = webhook_deliveries.page(
        endpoint.id, state=state, before=http.whole_number("before", 0, _HIGHEST), limit=_PAGE + 1
    )
    jobs = found[:_PAGE]
    events = webhook_deliveries.events_of(jobs)
    return render_template(
        "admin/webhook.html",
        endpoint=endpoint,
        owner=accounts.names([endpoint.owner_id])[endpoint.owner_id],
        delivered=bool(webhook_deliveries.page(endpoint.id, state=DONE, limit=1)),
        both_sign=endpoint.previous_until is not None and endpoint.previous_until > clock.now(),
        jobs=jobs,
        events=events,
        slugs={job_id: _slug(event) for job_id, event in events.items()},
        attempts=webhook_deliveries.last_attempts(jobs),
        older=jobs[-1].id if len(found) > _PAGE else None,
        newest="before" not in request.args,
        state=state,
        outcomes=OUTCOMES,
        errors=errors or {},
        refusal=refusal,
        since=since,
    )


def printable(text: str | None) -> str:
    """What someone else sent us, without the characters that no page may hold."""
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text or "")


def _slug(event: WebhookEvent) -> str:
    return str(json_text.parse(event.body)["data"].get("slug", ""))
