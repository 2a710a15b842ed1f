"""What the calls answer with, as plain JSON values. The names are the contract's and never change within v1."""

from collections.abc import Sequence
from typing import Any

from cms.content import Document, Finding, spots
from cms.content.compare import SectionChange
from cms.services.drafting import Kept
from cms.services.editorial import Standing
from cms.store import schedules
from cms.store.comments import Comment, Thread
from cms.store.events import Event
from cms.store.guides import Guide, Revision
from cms.workflow import State


def summary(guide: Guide) -> dict[str, Any]:
    """A guide in a list."""
    return {
        "id": str(guide.id),
        "slug": guide.slug,
        "title": guide.title,
        "language": guide.language,
        "state": guide.state,
        "public_status": guide.public_status,
        "revision": guide.newest,
        "updated_at": guide.updated_at.isoformat(),
    }


def whole(guide: Guide, newest: Revision, standing: Standing) -> dict[str, Any]:
    """A guide with its newest text, what keeps it from going live, and what the caller may do."""
    return {
        "id": str(guide.id),
        "slug": guide.slug,
        "state": guide.state,
        "public_status": guide.public_status,
        "revision": newest.number,
        "schedule": schedule(guide),
        "owner": guide.owner_id,
        "review_by": guide.review_by.isoformat() if guide.review_by else None,
        "claimed_by": standing.facts.assignee_id,
        "document": newest.document,
        "gates": [{"code": one.code, "why": one.why, "who_can_clear": one.who_can_clear} for one in standing.gates],
        "actions": [{"action": one.action, "allowed": one.allowed, "why": one.why} for one in standing.offers],
    }


def outcome(guide: Guide) -> dict[str, Any]:
    """Where a guide stands after an act."""
    return {
        "id": str(guide.id),
        "state": guide.state,
        "public_status": guide.public_status,
        "revision": guide.newest,
        "schedule": schedule(guide),
    }


def schedule(guide: Guide) -> dict[str, Any] | None:
    """When the guide goes live by itself, or why it did not; None where neither is so."""
    made = schedules.newest(guide.id) if guide.state in (State.SCHEDULED, State.PUBLISH_FAILED) else None
    if made is None:
        return None
    return {
        "due": made.due_at.isoformat(),
        "zone": made.zone,
        "can_be_undone": made.by_hand and made.outcome is None,
        "revision": made.revision_number,
        "digest": made.digest,
        "attempts": made.attempts,
        "error": made.error,
    }


def saved(kept: Kept) -> dict[str, Any]:
    """What came of a save. merged: paths where a change that was saved meanwhile was kept beside the caller's."""
    return {
        "id": str(kept.guide.id),
        "state": kept.guide.state,
        "revision": kept.revision.number,
        "merged": [one.path for one in kept.merged],
    }


def finding(one: Finding) -> dict[str, Any]:
    return {"rule": one.rule, "severity": one.severity.value, "path": one.path, "message": one.message}


def thread(one: Thread, document: Document) -> dict[str, Any]:
    """A comment with its answers. document: the newest text, which says whether what it is about is still there."""
    first = one.first
    return {
        **_said(first),
        "about": first.anchor,
        "label": first.about,
        "present": not first.anchor or spots.find(document, first.anchor) is not None,
        "blocking": first.blocking,
        "resolved_by": first.resolved_by,
        "resolved_at": first.resolved_at.isoformat() if first.resolved_at else None,
        "answers": [_said(answer) for answer in one.answers],
    }


def _said(one: Comment) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "text": one.text,
        "author": one.author_id,
        "revision": one.revision_number,
        "at": one.at.isoformat(),
    }


def entry(row: Any) -> dict[str, Any]:
    """A revision in the history, from a row of guides.history()."""
    return {
        "number": row.number,
        "digest": row.digest,
        "author": row.author_id,
        "cause": row.cause,
        "base": row.base_number,
        "at": row.at.isoformat(),
    }


def revision(one: Revision) -> dict[str, Any]:
    return {**entry(one), "document": one.document}


def comparison(before: int, after: int, changes: Sequence[SectionChange]) -> dict[str, Any]:
    sections = [
        {
            "name": section.name,
            "label": section.label,
            "differences": [
                {"label": one.label, "change": one.change, "words": [list(run) for run in one.words]}
                for one in section.differences
            ],
        }
        for section in changes
    ]
    return {"from": before, "to": after, "sections": sections}


def event(one: Event) -> dict[str, Any]:
    """A line of the log, with what was said."""
    return {
        **one.said,
        "number": one.number, "action": one.action, "actor": one.actor_id, "from_state": one.from_state,
        "to_state": one.to_state, "from_public_status": one.from_public, "public_status": one.to_public,
        "revision": one.revision_number, "publication": one.publication_number, "seq": one.seq,
        "at": one.at.isoformat(), "hash": one.hash,
    }  # fmt: skip
