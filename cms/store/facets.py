"""Facets: what live guides can be chosen by, and how many have each value.

Counted as guides come and go, under the lock of the public clock, so that the index costs the same however many there
are.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Index, String, Text, delete, select, text, update
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


_LESS = update(Facet).values(guides=Facet.guides - 1).execution_options(synchronize_session=False)
# Both databases read this; an update that finds no row, and an insert after it, would be two round trips for each.
_MORE = text(
    "INSERT INTO facet (kind, value, label, guides) VALUES (:kind, :value, :label, 1) "
    "ON CONFLICT (kind, value) DO UPDATE SET guides = facet.guides + :more, "
    "label = CASE WHEN excluded.label = '' THEN facet.label ELSE excluded.label END"
)


def move(has: Mapping[Key, str], had: Mapping[Key, str], others: Mapping[Key, str]) -> None:
    """A live guide has these values now, and had those; each with its label.

    others: those it has no longer, in the words of another guide; "" where no other guide has one.
    """
    for (kind, value), label in sorted(others.items()):
        own = (Facet.kind == kind, Facet.value == value)
        session().execute((_LESS.values(label=label) if label else _LESS).where(*own))
        if not label:
            session().execute(delete(Facet).where(*own, Facet.guides <= 0))
    new = [
        {"kind": kind, "value": value, "label": label, "more": 0 if (kind, value) in had else 1}
        for (kind, value), label in sorted(has.items() - had.items())
    ]
    if new:
        session().execute(_MORE, new)


def most_used(kind: str, limit: int) -> Sequence[tuple[str, str, int]]:
    """The values that most live guides have, each with its label and how many do."""
    query = select(Facet.value, Facet.label, Facet.guides).where(Facet.kind == kind)
    found = session().execute(query.order_by(Facet.guides.desc(), Facet.value).limit(limit))
    return [(value, label, guides) for value, label, guides in found]
