"""Webhooks: announcing public changes, and the addresses that asked to be told."""

import base64
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from cms import clock, logs
from cms.content import json_text
from cms.content.text import tidy, unsafe_character
from cms.errors import InvalidContent
from cms.rendering import Site, urls
from cms.services import notifying, sealing
from cms.services.notices import ENDPOINT_DISABLED
from cms.services.outgoing import Check
from cms.store import outbox, webhook_deliveries, webhooks
from cms.store.db import session, transaction
from cms.store.publications import Publication
from cms.store.webhooks import WebhookEndpoint, WebhookEvent
from cms.workflow import SYSTEM, Actor, Role

DELIVER = "webhook"  # kind of job: payload {event_id}, subject the endpoint's id
TEST = "endpoint.test"
# What an endpoint may ask for, in words that follow “When a guide”.
TYPES = {
    "guide.published": "is published for the first time, or again after it was gone",
    "guide.updated": "that is public gets a new edition",
    "guide.withdrawn": "is withdrawn",
    "guide.gone": "is removed for good",
    "guide.redirected": "is replaced by another",
    "guide.reinstated": "that was withdrawn is back",
}
_URGENT = {"guide.withdrawn", "guide.gone"}  # a reader must not keep what was taken back, so these go first
_BOTH_SIGN = timedelta(hours=24)
_LONGEST_NOTE = 200
_audit = logs.logger("cms.audit")


def announce(event_type: str, publication: Publication, *, seq: int, site: Site) -> None:
    """Writes the event and a delivery for each endpoint that wants it, in the transaction of the change.

    The event is written when nobody listens too: who joins later, or was switched off, may ask for what they missed.
    """
    data = {
        "guide_id": str(publication.guide_id),
        "slug": publication.slug,
        "version": publication.number,
        "content_hash": publication.content_hash,
        "seq": seq,
        "url": urls.guide_url(site, publication.slug),
        "cache_tags": [f"guide:{publication.guide_id}", "guides"],
    }
    listening = webhooks.listening(event_type)
    event = write_event(event_type, data, guide_id=publication.guide_id, seq=seq)
    for endpoint in listening:
        deliver(event, endpoint)


def write_event(event_type: str, data: dict[str, object], *, guide_id: UUID | None, seq: int | None) -> WebhookEvent:
    """guide_id, seq: none when it is about no guide."""
    at = clock.now()
    body = json_text.plain({"type": event_type, "timestamp": at.isoformat(), "data": data})
    event = WebhookEvent(id=uuid7(), type=event_type, guide_id=guide_id, seq=seq, at=at, body=body)
    session().add(event)
    return event


def lane(endpoint: WebhookEndpoint, guide_id: UUID) -> str:
    """In which deliveries about this guide wait for one another."""
    return f"{endpoint.id}:{guide_id}"


def deliver(event: WebhookEvent, endpoint: WebhookEndpoint) -> outbox.Job:
    """Puts the event in the endpoint's queue, behind what waits there about the same guide."""
    return outbox.add(
        DELIVER, {"event_id": str(event.id)}, lane=lane(endpoint, event.guide_id) if event.guide_id else "",
        subject=str(endpoint.id), urgent=event.type in _URGENT or event.type == TEST,
    )  # fmt: skip


def register_endpoint(
    url: str, types: Collection[str], note: str, *, actor: Actor, keys: Sequence[str], check: Check
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is told here and never again.

    types: none for all. keys: the signing keys, oldest first. Raises InvalidContent.
    """
    kept = _checked(url, types, note, check)
    secret = _new_secret()
    with transaction():
        endpoint = WebhookEndpoint(
            **kept, secret=sealing.seal(secret, keys), previous_secret=None, previous_until=None, owner_id=actor.id,
            created_at=clock.now(), failing_since=None, disabled_at=None, disabled_why=None,
        )  # fmt: skip
        session().add(endpoint)
        session().flush()
    record("added", endpoint, actor)
    return endpoint, secret


def change_endpoint(
    endpoint_id: UUID, url: str, types: Collection[str], note: str, *, actor: Actor, check: Check
) -> None:
    """Raises InvalidContent, NotFound. What waits already goes to the new address."""
    known = webhooks.endpoint(endpoint_id).url
    kept = _checked(url, types, note, lambda new: None if new == known else check(new))
    with transaction():
        endpoint = webhooks.lock(endpoint_id)
        for name, value in kept.items():
            setattr(endpoint, name, value)
    record("changed", endpoint, actor)


def rotate_secret(endpoint_id: UUID, *, actor: Actor, keys: Sequence[str]) -> str:
    """A new secret, told here and never again. The one until now signs too for 24 hours. Raises NotFound."""
    secret = _new_secret()
    with transaction():
        endpoint = webhooks.lock(endpoint_id)
        try:
            sealing.unseal(endpoint.secret, keys)
            endpoint.previous_secret, endpoint.previous_until = endpoint.secret, clock.now() + _BOTH_SIGN
        except sealing.Unsealable:  # nobody can sign with it any more: this very act is the cure
            endpoint.previous_secret = endpoint.previous_until = None
        endpoint.secret = sealing.seal(secret, keys)
    record("secret replaced", endpoint, actor)
    return secret


def disable(endpoint_id: UUID, *, actor: Actor, why: str) -> None:
    """Sends nothing there any more, nor what waits. why: a sentence for the endpoint's page. Raises NotFound.

    A delivery that a worker is busy with ends as it ends. Disabling again changes nothing.
    """
    with transaction():
        endpoint = webhooks.lock(endpoint_id)
        if endpoint.disabled_at is not None:
            return
        endpoint.disabled_at, endpoint.disabled_why = clock.now(), why
        webhook_deliveries.give_up(webhook_deliveries.not_begun(endpoint_id), "The webhook was switched off.")
        notifying.tell(
            ENDPOINT_DISABLED, actor=actor, people=[endpoint.owner_id],
            roles=[Role.ADMIN] if actor == SYSTEM else [], reason=why, endpoint=str(endpoint.id),
        )  # fmt: skip
    record("disabled", endpoint, actor)


def enable(endpoint_id: UUID, *, actor: Actor) -> None:
    """Sends what happens from now on; `resend_since` brings what was missed. Raises NotFound."""
    with transaction():
        endpoint = webhooks.lock(endpoint_id)
        endpoint.disabled_at = endpoint.disabled_why = endpoint.failing_since = None
    record("enabled", endpoint, actor)


def remove_endpoint(endpoint_id: UUID, *, actor: Actor) -> None:
    """The endpoint, its secrets and the log of its deliveries are deleted: what nobody needs cannot leak.

    Whoever wants to keep the log disables the endpoint instead. Raises NotFound.
    """
    with transaction():
        endpoint = webhooks.lock(endpoint_id)
        webhook_deliveries.forget(endpoint_id)
        session().delete(endpoint)
    record("removed", endpoint, actor)


def _new_secret() -> str:
    """32 random bytes as Standard Webhooks writes them."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _checked(url: str, types: Collection[str], note: str, check: Check) -> dict[str, object]:
    """The members of an endpoint that people choose. Raises InvalidContent."""
    url, note, complaints = tidy(url), " ".join(tidy(note).split()), {}
    if why := check(url) if url else "Give the address that events are sent to.":
        complaints["url"] = [why]
    if len(note) > _LONGEST_NOTE:
        complaints["note"] = [f"This is {len(note)} characters long; the limit is {_LONGEST_NOTE}."]
    if found := unsafe_character(note):
        complaints["note"] = [f"This contains the character {found}, which cannot be kept. Remove it."]
    if unknown := [one for one in types if one not in TYPES]:
        complaints["types"] = [f"“{unknown[0]}” is no type of event. Choose from: {', '.join(TYPES)}."]
    if complaints:
        raise InvalidContent(complaints, "The webhook is not kept like this.")
    return {"url": url, "note": note, "types": [one for one in TYPES if one in types]}


def record(what: str, endpoint: WebhookEndpoint, actor: Actor) -> None:
    """One line in the log of what admins do. Without the address: many carry a secret of their own."""
    _audit.info(f"webhook {what}", endpoint=str(endpoint.id), actor=actor.id)
