"""Who has a guide open right now, and where in it. Advice that expires by itself: nothing is locked by it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cms import clock
from cms.store.column_types import ACTOR_ID, UtcTime
from cms.store.db import Model, session

HERE = timedelta(seconds=45)  # after the last word from a page


class Presence(Model):
    """One open page. tab: tells the pages of one person apart. section: where they write, "" for nowhere."""

    __tablename__ = "presence"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ACTOR_ID, primary_key=True)
    tab: Mapped[str] = mapped_column(String(40), primary_key=True)
    section: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


def of_page(guide_id: UUID, person_id: str, tab: str) -> Presence | None:
    return session().get(Presence, (guide_id, person_id, tab), populate_existing=True)


def here(guide_id: UUID) -> Sequence[Presence]:
    """The pages that said a word of late; who came first stands first."""
    query = select(Presence).where(Presence.guide_id == guide_id, Presence.seen_at > clock.now() - HERE)
    return session().scalars(query.order_by(Presence.since, Presence.person_id, Presence.tab)).all()


def forget(guide_id: UUID | None = None) -> None:
    """Removes the pages that have said nothing for long: of one guide, or of all."""
    old = delete(Presence).where(Presence.seen_at <= clock.now() - HERE)
    session().execute(old if guide_id is None else old.where(Presence.guide_id == guide_id))
