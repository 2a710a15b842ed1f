"""Where the first text of a guide came from: the guide it was copied from, or is a translation of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cms.store.column_types import JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide

COPY, TRANSLATION = "copy", "translation"


class Origin(Model):
    """kind: COPY or TRANSLATION. source_id: None when that guide was deleted for good. contributors: who had a hand in
    what was copied and nobody had approved yet, as ids.

    compared: of a translation, what is known of each text in it, by its path:
    {"own": digest of the translation's text, "of": digest of the original's text it was last compared with,
    "done": whether somebody has translated it or said that it is right as it is}.
    """

    __tablename__ = "origin"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("guide.id"), index=True)
    source_revision: Mapped[int]
    contributors: Mapped[list[str]] = mapped_column(JsonText)
    compared: Mapped[dict[str, dict[str, Any]]] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcTime)


def find(guide_id: UUID) -> Origin | None:
    return session().get(Origin, guide_id)


def translations(source_id: UUID) -> Sequence[tuple[Origin, Guide]]:
    """The guides that were begun as translations of this one, oldest first."""
    query = select(Origin, Guide).join(Guide, Guide.id == Origin.guide_id)
    query = query.where(Origin.source_id == source_id, Origin.kind == TRANSLATION).order_by(Origin.guide_id)
    return [(origin, guide) for origin, guide in session().execute(query)]
