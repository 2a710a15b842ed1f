"""What readers have, and what rendering it again must never move."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from cms.content import json_text
from cms.store import public_clock, publications, renditions
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.renditions import Form

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def live(guide_id: UUID) -> Publication:
    session().rollback()
    return publications.live(guide_id) or pytest.fail("nothing is live")


def body(guide_id: UUID, form: Form = Form.PAGE) -> str:
    return renditions.body(guide_id, live(guide_id).number, form)


@dataclass(frozen=True)
class Clock:
    seq: int
    generation: int
    epoch: str


def clock() -> Clock:
    session().rollback()
    now = public_clock.read()
    return Clock(now.seq, now.generation, now.epoch)


@dataclass(frozen=True)
class Told:
    """What rendering again must never move."""

    number: int
    digest: str
    content_hash: str
    published_at: datetime
    modified_at: datetime
    item_id: str
    version: int

    @classmethod
    def of(cls, guide_id: UUID) -> "Told":
        one = live(guide_id)
        item = json_text.parse(body(guide_id, Form.FEED_ITEM))
        told = (one.number, one.digest, one.content_hash, one.published_at, one.modified_at)
        return cls(*told, item_id=item["id"], version=item["_guide"]["version"])


def resource(guide_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = json_text.parse(body(guide_id, Form.RESOURCE))
    return found
