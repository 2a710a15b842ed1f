"""Facets: what live guides can be chosen by, and how many have each value.

Counted as guides come and go, under the lock of the public clock, so that the index costs the same however many there
are.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import CursorResult, Index, String, Text, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cms.store.db import Model, session

KINDS = frozenset({"from_role", "to_role", "language", "difficulty"})
Key = tuple[str, str]  # kind and value


class Facet(Model):
    """label: as the last guide that came to have the value, or to word it otherwise, says it."""

    __tablename__ = "facet"
    __table_args__ = (Index("ix_facet_most_used", "kind", "guides", "value"),)

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(400), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    guides: Mapped[int]


def move(has: Mapping[Key, str], had: Mapping[Key, str], others: Mapping[Key, str]) -> None:
    """A live guide has these values now, and had those; each with its label.

    others: those it has no longer, in the words of another guide; "" where no other guide has one.
    """
    for (kind, value), label in sorted(others.items()):
        _change(kind, value, -1, label)
        if not label:
            session().execute(delete(Facet).where(Facet.kind == kind, Facet.value == value, Facet.guides <= 0))
    for (kind, value), label in sorted(has.items() - had.items()):
        if not _change(kind, value, 0 if (kind, value) in had else 1, label):
            session().execute(insert(Facet).values(kind=kind, value=value, label=label, guides=1))


def most_used(kind: str, limit: int) -> Sequence[tuple[str, str, int]]:
    """The values that most live guides have, each with its label and how many do."""
    query = select(Facet.value, Facet.label, Facet.guides).where(Facet.kind == kind)
    found = session().execute(query.order_by(Facet.guides.desc(), Facet.value).limit(limit))
    return [(value, label, guides) for value, label, guides in found]


def _change(kind: str, value: str, more: int, label: str) -> bool:
    """False when nobody has had it."""
    values = {"guides": Facet.guides + more, **({"label": label} if label else {})}
    wanted = update(Facet).where(Facet.kind == kind, Facet.value == value).values(values)
    done = session().execute(wanted.execution_options(synchronize_session=False))
    return isinstance(done, CursorResult) and done.rowcount > 0
