"""The web addresses that newest texts name, and what came of asking for each; one row for all guides that name it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, delete, exists, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cms.store.column_types import UtcTime
from cms.store.db import Model, session
from cms.store.dialects import inserting


class LinkCheck(Model):
    """key: SHA-256 of the address, in hexadecimal. failures: in a row, up to the last time it was asked for."""

    __tablename__ = "link_check"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    checked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    failures: Mapped[int]


class GuideLink(Model):
    """The newest text of a guide names this address."""

    __tablename__ = "guide_link"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("link_check.key"), primary_key=True, index=True)


_IS_NAMED = exists().where(GuideLink.key == LinkCheck.key)


def name(guide_id: UUID, urls: Collection[str], *, due_at: datetime) -> None:
    """These are now the addresses that the guide names. due_at: when one that nobody named before is asked for."""
    keys = {_key(url): url for url in urls}
    session().execute(delete(GuideLink).where(GuideLink.guide_id == guide_id))
    held = select(LinkCheck.key).where(LinkCheck.key.in_(keys)).with_for_update(read=True, key_share=True)
    known = set(session().scalars(held))  # nobody forgets these before we have named them
    new = [{"key": key, "url": keys[key], "due_at": due_at, "failures": 0} for key in sorted(keys.keys() - known)]
    if new:  # another guide may name the same for the first time at this moment: no reason to refuse either text
        session().execute(inserting(LinkCheck).on_conflict_do_nothing(), new)
    if keys:
        session().execute(insert(GuideLink), [{"guide_id": guide_id, "key": key} for key in sorted(keys)])


def results(urls: Collection[str]) -> Mapping[str, tuple[datetime, int]]:
    """When each of these was last asked for, and how often in a row it had failed by then; none that never was."""
    query = select(LinkCheck.url, LinkCheck.checked_at, LinkCheck.failures)
    query = query.where(LinkCheck.key.in_([_key(url) for url in urls]), LinkCheck.checked_at.is_not(None))
    return {url: (at, failures) for url, at, failures in session().execute(query) if at}


def take_due(at: datetime, *, until: datetime, limit: int) -> Sequence[str]:
    """Addresses that are to be asked for now, each handed out once until `until`, whoever else asks."""
    due = select(LinkCheck.key).where(LinkCheck.due_at <= at, _IS_NAMED).order_by(LinkCheck.due_at)
    mine = due.limit(limit).with_for_update(skip_locked=True).cte("due")
    taken = update(LinkCheck).where(LinkCheck.key.in_(select(mine.c.key))).values(due_at=until).returning(LinkCheck.url)
    return session().scalars(taken.execution_options(synchronize_session=False)).all()


def is_named(url: str) -> bool:
    return session().scalar(select(_IS_NAMED).where(LinkCheck.key == _key(url))) or False


def failures(url: str) -> int:
    """In a row, so far."""
    return session().scalar(select(LinkCheck.failures).where(LinkCheck.key == _key(url))) or 0


def asked(url: str, *, at: datetime, failures: int, due_at: datetime) -> None:
    row = update(LinkCheck).where(LinkCheck.key == _key(url))
    session().execute(
        row.values(checked_at=at, failures=failures, due_at=due_at).execution_options(synchronize_session=False)
    )


def unnamed(*, after: str, limit: int) -> Sequence[str]:
    """Keys of addresses that no text names any more, in their order, after that one."""
    query = select(LinkCheck.key).where(LinkCheck.key > after, ~_IS_NAMED).order_by(LinkCheck.key)
    return session().scalars(query.limit(limit)).all()


def forget(keys: Collection[str]) -> None:
    """Those of these that no text names, and that no save holds to name them. One that is named between our look and
    our deleting it raises IntegrityError.
    """
    free = select(LinkCheck.key).where(LinkCheck.key.in_(keys), ~_IS_NAMED).with_for_update(skip_locked=True)
    gone = delete(LinkCheck).where(LinkCheck.key.in_(session().scalars(free).all()))
    session().execute(gone.execution_options(synchronize_session=False))


def _key(url: str) -> str:
    return sha256(url.encode()).hexdigest()
