"""Work on many guides, quickly: each with many revisions by several people, in every state, with reviews and debts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from bench.filling import PRESS
from cms import content
from cms.store.db import session, transaction
from cms.store.debts import Debt
from cms.store.guides import Guide, Revision
from cms.store.reviews import Review

REVISIONS = 20
_PER_STATEMENT = 250
_STATES = ("published", "published", "published", "draft", "draft", "in_review", "changes_requested", "approved")


def grow(people: Sequence[UUID]) -> None:
    """Brings every guide that `filling.fill` made to its twentieth revision. people: who wrote them."""
    ids = session().scalars(select(Guide.id).where(Guide.newest == 1).order_by(Guide.id)).all()
    authors = [str(one) for one in people]
    first = session().scalars(select(Revision).where(Revision.guide_id == ids[0])).one()
    texts = [{**first.document, "summary": f"A short guide, draft {number}."} for number in range(REVISIONS + 1)]
    digests = [content.digests(text) for text in texts]
    for start in range(0, len(ids), _PER_STATEMENT):
        with transaction() as act:
            part = list(enumerate(ids[start : start + _PER_STATEMENT], start))
            rows = [row for place, one in part for row in _later(one, place, digests, texts, authors, first)]
            act.execute(insert(Revision), rows)
            for place, one in part:
                _stand(act, one, place, authors, first)


def _later(
    guide_id: UUID, place: int, digests: Sequence[Any], texts: Sequence[Any], authors: Sequence[str], first: Revision
) -> list[dict[str, Any]]:
    rows = []
    for number in range(2, REVISIONS + 1):
        digest, sections = digests[number]
        rows.append(
            {
                "guide_id": guide_id, "number": number, "document": texts[number], "digest": digest,
                "section_digests": sections, "author_id": authors[(place + number // 8) % len(authors)],
                "base_number": number - 1, "base_digest": digests[number - 1][0], "cause": "edit",
                "at": first.at + timedelta(minutes=place + number),
            }
        )  # fmt: skip
    return rows


def _stand(act: Any, guide_id: UUID, place: int, authors: Sequence[str], first: Revision) -> None:
    state, owner = _STATES[place % len(_STATES)], authors[place % len(authors)]
    public = "live_unreviewed" if place % 100 == 0 else "live"
    at = first.at + timedelta(minutes=place + REVISIONS)
    values = {"newest": REVISIONS, "state": state, "public_status": public, "owner_id": owner, "updated_at": at}
    act.execute(update(Guide).where(Guide.id == guide_id).values(values))
    if state in ("in_review", "approved"):
        review = Review(
            guide_id=guide_id, number=2, revision_number=REVISIONS, digest="0" * 64, stages=[], change_note="More.",
            major=True, submitter_id=owner, opened_at=at, closed_at=None, outcome=None,
            open_to=["reviewer"] if state == "in_review" else [], closed_to=[owner],
        )  # fmt: skip
        act.add(review)
    if public == "live_unreviewed":
        debt = Debt(
            guide_id=guide_id, kind="publication", publication_number=1, forced_by=PRESS.id, contributors=[owner],
            opened_at=at, due_on=at.date() + timedelta(days=7), closed_at=None, closed_by=None,
        )  # fmt: skip
        act.add(debt)
