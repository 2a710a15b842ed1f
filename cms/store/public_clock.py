"""The public clock: it moves with every change of public bytes, and readers and caches go by it.

One row, locked by whoever changes what is public, so that such acts come one after the other.
"""

from datetime import datetime
from itertools import count

from sqlalchemy import BigInteger, String, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from cms.clock import now
from cms.store.column_types import UtcTime
from cms.store.db import Model, session

_TURN, _TICKED = "turn", "ticked"  # of the session: the clock that it has locked, and whether it moved it
_BEFORE = "before"  # both, as they were at each savepoint


class PublicClock(Model):
    """One row. seq: the last number of a public change; generation moves with every rendering, epoch with a restore."""

    __tablename__ = "public_clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    generation: Mapped[int] = mapped_column(BigInteger)
    epoch: Mapped[str] = mapped_column(String(36))
    moved_at: Mapped[datetime] = mapped_column(UtcTime)


# Made once: every public act asks these.
_CLOCK = select(PublicClock)
_LOCKED_CLOCK = _CLOCK.with_for_update().execution_options(populate_existing=True)


def wait_for_turn() -> PublicClock:
    """Locks the clock until the transaction ends: public changes happen one after the other.

    So numbers are given in the order of commits. Taken from a sequence, a slower transaction could be passed by a
    reader for ever.
    """
    held: PublicClock | None = session().info.get(_TURN)
    if held is None:
        held = session().info[_TURN] = session().scalars(_LOCKED_CLOCK).one()
    return held


def tick(*, public_change: bool) -> PublicClock:
    """Moves the clock and returns it: its generation, and for a public change the next number."""
    row = wait_for_turn()
    row.generation += 1
    row.moved_at = now()
    if public_change:
        row.seq += 1
    session().info[_TICKED] = True
    return row


def generation() -> int:
    """The generation in which this act changes public bytes: one for all that it changes."""
    return (session().info[_TURN] if session().info.get(_TICKED) else tick(public_change=False)).generation


def read() -> PublicClock:
    return session().scalars(_CLOCK).one()


class Moves:
    """How often a commit of this process moved the clock: whoever keeps public bytes looks here before each answer."""

    seen = 0
    _counted = count(1)

    @classmethod
    def note(cls) -> None:
        cls.seen = next(cls._counted)


@event.listens_for(Session, "after_commit")
def _note_move(done: Session) -> None:
    if not done.in_nested_transaction() and done.info.pop(_TICKED, False):  # a savepoint has committed nothing
        Moves.note()


@event.listens_for(Session, "after_transaction_create")
def _savepoint(begun: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        begun.info.setdefault(_BEFORE, {})[transaction] = {name: begun.info.get(name) for name in (_TURN, _TICKED)}


@event.listens_for(Session, "after_soft_rollback")
def _back_to_savepoint(session: Session, ended: SessionTransaction) -> None:
    """What was locked or moved since the savepoint is so no longer; what was before it still is."""
    if ended.nested:
        session.info.update(session.info[_BEFORE].pop(ended))


@event.listens_for(Session, "after_transaction_end")
def _turn_is_over(ended: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # a savepoint keeps the lock
        for name in (_TURN, _TICKED, _BEFORE):
            ended.info.pop(name, None)
