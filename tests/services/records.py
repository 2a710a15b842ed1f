"""What an act left in the database, and that its refusal left nothing."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from cms.errors import TransitionRefused
from cms.store import events
from cms.store.db import session
from cms.store.events import Event
from cms.store.reviews import Decision, Review
from tests import factories
from tests.services.together import everything


def review_of(guide_id: UUID) -> Review:
    """The newest review of the guide."""
    query = select(Review).where(Review.guide_id == guide_id).order_by(Review.number.desc())
    return session().scalars(query).first() or pytest.fail("there is no review")


def decisions_of(guide_id: UUID) -> list[Decision]:
    return list(session().scalars(select(Decision).where(Decision.guide_id == guide_id).order_by(Decision.at)))


def last_event(guide_id: UUID) -> Event:
    return events.of_guide(guide_id)[-1]


def refused(guide_id: UUID, action: str, role: str, **said: Any) -> TransitionRefused:
    """The refusal of the act, which has left every row of the database as it was."""
    before = everything()
    with pytest.raises(TransitionRefused) as refusal:
        factories.act(guide_id, action, role, **said)
    assert everything() == before
    return refusal.value


def codes(refusal: TransitionRefused) -> list[str]:
    return [one.code for one in refusal.refusals]
