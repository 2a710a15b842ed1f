"""Answers kept for a day, so that a program may repeat a request without repeating its effect."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, delete, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session

_AT_ONCE = 500


class KeptAnswer(Model):
    """One key of one caller with the request it stood on and the answer it got."""

    __tablename__ = "kept_answer"

    owner_id: Mapped[str] = mapped_column(ACTOR_ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    body: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


def kept(owner_id: str, key: str) -> KeptAnswer | None:
    return session().get(KeptAnswer, (owner_id, key), populate_existing=True)


def forget(before: datetime, owner_id: str, key: str) -> None:
    """Deletes what is older than `before`: this key for certain, of the others those that nobody else is deleting.

    Waiting for one another over rows that neither needs could end in a deadlock.
    """
    mine = (KeptAnswer.owner_id == owner_id, KeptAnswer.key == key)
    session().execute(delete(KeptAnswer).where(*mine, KeptAnswer.at < before))
    old = select(KeptAnswer.owner_id, KeptAnswer.key).where(KeptAnswer.at < before).limit(_AT_ONCE)
    named = tuple_(KeptAnswer.owner_id, KeptAnswer.key).in_(old.with_for_update(skip_locked=True))
    session().execute(delete(KeptAnswer).where(named).execution_options(synchronize_session=False))
