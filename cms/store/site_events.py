"""The log of what concerns the site rather than a guide: people, roles, tokens, webhooks. Append-only, and a chain.

It is written by the session itself when rows change, whoever changes them: no act can forget it. Secrets and personal
data are not in it, for it is never deleted.
"""

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, event, func, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from uuid_utils.compat import uuid7

from cms.clock import now
from cms.store import chains
from cms.store.accounts import Passkey, User
from cms.store.api_tokens import ApiToken
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.webhooks import WebhookEndpoint
from cms.workflow import OPERATOR

VISITOR = "visitor"  # nobody is signed in, such as whoever follows a link that sets a password
_LOCK = 7_215_001  # of PostgreSQL's advisory locks: one writer of this chain at a time
_A_PIECE = 1000
_acting: ContextVar[str] = ContextVar("acting", default=OPERATOR.id)
_Happening = tuple[str, str, dict[str, Any]]  # action, subject, said


class SiteEvent(Model):
    """Something that happened to the site. subject: id of the person, token or webhook. Never changed: a trigger
    refuses.
    """

    __tablename__ = "site_event"
    __table_args__ = (
        Index("ix_site_event_at", "at", "number"),
        Index("ix_site_event_actor_id", "actor_id", "at"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(30))
    actor_id: Mapped[str] = mapped_column(ACTOR_ID)
    subject: Mapped[str] = mapped_column(String(36))
    said: Mapped[dict[str, Any]] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcTime)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def acting(actor_id: str) -> None:
    """Says who acts from now on, in this request or thread; until somebody says so, the operator does."""
    _acting.set(actor_id)


def append(action: str, subject: str, said: dict[str, Any], current: Session | None = None) -> None:
    """The next link, in the current transaction."""
    current = current or session()
    if current.connection().dialect.name == "postgresql":
        current.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    waiting = [one for one in current.new if isinstance(one, SiteEvent)]
    last = (
        max(waiting, key=lambda one: one.number, default=None)
        or current.scalars(select(SiteEvent).order_by(SiteEvent.number.desc()).limit(1)).one_or_none()
    )
    made = SiteEvent(
        number=last.number + 1 if last else 1, action=action, actor_id=_acting.get(), subject=subject, said=said,
        at=now(), previous_hash=last.hash if last else chains.FIRST, hash="",
    )  # fmt: skip
    made.hash = chains.fingerprint(made)
    current.add(made)


def whole_chain() -> Iterator[SiteEvent]:
    """Oldest first; read in pieces."""
    query = select(SiteEvent).order_by(SiteEvent.number).limit(_A_PIECE)
    found = session().scalars(query).all()
    while found:
        yield from found
        found = session().scalars(query.where(SiteEvent.number > found[-1].number)).all()


def number() -> int:
    """How many there are."""
    return session().scalar(select(func.count()).select_from(SiteEvent)) or 0


def page(
    *, actor_id: str = "", action: str = "", since: datetime | None = None, until: datetime | None = None,
    before: int | None = None, limit: int,
) -> Sequence[SiteEvent]:  # fmt: skip
    """Newest first. before: the number that the page before ended with."""
    query = select(SiteEvent)
    if actor_id:
        query = query.where(SiteEvent.actor_id == actor_id)
    if action:
        query = query.where(SiteEvent.action == action)
    if since and until:
        query = query.where(SiteEvent.at >= since, SiteEvent.at < until)
    if before:
        query = query.where(SiteEvent.number < before)
    return session().scalars(query.order_by(SiteEvent.number.desc()).limit(limit)).all()


# What rows that change have to say


@event.listens_for(Session, "before_flush")
def _note(current: Session, *_: object) -> None:
    with current.no_autoflush:
        for happening in [one for row in (*current.new, *current.dirty) for one in _of(row)]:
            append(*happening, current=current)
        for row in current.deleted:
            if isinstance(row, WebhookEndpoint):
                append("webhook_removed", str(row.id), {}, current=current)
            elif isinstance(row, Passkey):
                append("factor_removed", str(row.user_id), {"kind": "passkey"}, current=current)


def _of(row: object) -> Iterator[_Happening]:
    if isinstance(row, User):
        yield from _of_person(row)
    elif isinstance(row, ApiToken):
        yield from _of_token(row)
    elif isinstance(row, Passkey) and not inspect(row).persistent:
        yield "factor_added", str(row.user.id), {"kind": "passkey"}
    elif isinstance(row, WebhookEndpoint):
        yield from _of_webhook(row)


def _of_person(row: User) -> Iterator[_Happening]:
    if not inspect(row).persistent:
        row.id = row.id or uuid7()
        yield "person_added", str(row.id), {"roles": sorted(role.name for role in row.roles)}
        return
    roles = inspect(row).attrs.roles.history
    if roles.has_changes():
        kept = {role.name for role in roles.unchanged}
        before, after = ({*kept, *(role.name for role in side or ())} for side in (roles.deleted, roles.added))
        if before != after:
            yield "roles_changed", str(row.id), {"before": sorted(before), "after": sorted(after)}
    if _changed(row, "active"):
        yield ("person_enabled" if row.active else "person_disabled"), str(row.id), {}
    if _changed(row, "email"):
        yield "address_changed", str(row.id), {}
    if _changed(row, "password"):
        yield "password_changed", str(row.id), {}
    if _changed(row, "tf_totp_secret"):
        yield ("factor_added" if row.tf_totp_secret else "factor_removed"), str(row.id), {"kind": "codes"}
    if _changed(row, "mf_recovery_codes") and row.mf_recovery_codes is not None:
        were = next(iter(inspect(row).attrs["mf_recovery_codes"].history.deleted or ()), None) or []
        used = len(row.mf_recovery_codes) < len(were) and set(row.mf_recovery_codes) <= set(were)
        done = "factor_recovery_code_used" if used else "factor_recovery_codes_made"
        yield done, str(row.id), {"left": len(row.mf_recovery_codes)}


def _of_token(row: ApiToken) -> Iterator[_Happening]:
    if not inspect(row).persistent:
        row.id = row.id or uuid7()
        yield "token_issued", str(row.id), {"owner": _id_of(row), "name": row.name, "scopes": list(row.scopes)}
    elif _changed(row, "revoked_at"):
        yield "token_revoked", str(row.id), {"owner": _id_of(row), "name": row.name}


def _id_of(token: ApiToken) -> str:
    return str(token.user_id or token.user.id)


def _of_webhook(row: WebhookEndpoint) -> Iterator[_Happening]:
    if not inspect(row).persistent:
        row.id = row.id or uuid7()
        yield "webhook_added", str(row.id), {"types": list(row.types)}
        return
    if changed := [name for name in ("url", "types", "note") if _changed(row, name)]:
        yield "webhook_changed", str(row.id), {"changed": changed}
    if _changed(row, "secret"):
        yield "webhook_secret_replaced", str(row.id), {}
    if _changed(row, "disabled_at"):
        why = {"reason": row.disabled_why} if row.disabled_why else {}
        yield ("webhook_disabled" if row.disabled_at else "webhook_enabled"), str(row.id), why


def _changed(row: object, name: str) -> bool:
    """A value that was given again is no change."""
    history = inspect(row).attrs[name].history
    return bool(history.added) and list(history.added) != list(history.deleted or ())
