"""The stages that reviews go through from now on. Open reviews keep a copy of those that they started with."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cms.store import site_events
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session
from cms.workflow import Stage


class ReviewStage(Model):
    """One of them. place: from 0, in their order. definition: as Stage.to_dict() writes it."""

    __tablename__ = "review_stage"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    definition: Mapped[dict[str, Any]] = mapped_column(JsonText)
    set_by: Mapped[str] = mapped_column(ACTOR_ID)
    set_at: Mapped[datetime] = mapped_column(UtcTime)


def configured() -> tuple[Stage, ...]:
    """In their order; empty while nobody has configured any."""
    found = session().scalars(select(ReviewStage.definition).order_by(ReviewStage.place))
    return tuple(map(Stage.from_dict, found))


def last_set() -> ReviewStage | None:
    """A row that says who configured the stages, and when."""
    return session().scalars(select(ReviewStage).limit(1)).one_or_none()


def replace(stages: tuple[Stage, ...], *, by: str, at: datetime) -> None:
    """These instead of those that are there; none for the default."""
    # The log first: whoever writes there at the same moment is waited for, and the next statement sees their rows.
    site_events.append("stages_set", "stages", {"stages": [stage.name for stage in stages]})
    session().execute(delete(ReviewStage))
    session().add_all(
        ReviewStage(place=place, definition=stage.to_dict(), set_by=by, set_at=at) for place, stage in enumerate(stages)
    )
