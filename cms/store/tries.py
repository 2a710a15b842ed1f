"""Failed tries, counted: for each account, address and known device, by the hash of its name."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from cms.clock import now
from cms.store.column_types import UtcTime
from cms.store.db import Model, session
from cms.store.dialects import inserting


class Tries(Model):
    """failures: in a row. until: before this the next is not looked at."""

    __tablename__ = "tries"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    until: Mapped[datetime] = mapped_column(UtcTime)


def locked(name: str) -> Tries:
    """The row of that name, made where there is none, locked until the transaction ends."""
    at, kept = now(), _hash(name)
    session().execute(inserting(Tries).values(hash=kept, failures=0, last_at=at, until=at).on_conflict_do_nothing())
    query = select(Tries).where(Tries.hash == kept).with_for_update().execution_options(populate_existing=True)
    return session().scalars(query).one()


def latest(names: Iterable[str]) -> datetime:
    """The last moment that any of them has to wait for; long ago where none does."""
    query = select(func.max(Tries.until)).where(Tries.hash.in_([_hash(name) for name in names]))
    return session().scalar(query) or datetime.min.replace(tzinfo=UTC)


def _hash(name: str) -> str:
    return sha256(name.encode(errors="surrogatepass")).hexdigest()


def forget_before(moment: datetime) -> None:
    session().execute(delete(Tries).where(Tries.last_at < moment, Tries.until < moment))
