"""What the calls answer with, as plain JSON values. The names are the contract's and never change within v1."""

from collections.abc import Sequence
from typing import Any

from cms.content import Document, Finding, spots
from cms.content.compare import Difference, SectionChange
from cms.services.editorial import Standing
from cms.services.revising import Kept
from cms.store import history, schedules
from cms.store.comments import Comment, Thread
from cms.store.events import Event
from cms.store.guides import Guide, Revision
from cms.store.history import Entry
from cms.store.suggested_edits import SuggestedEdit
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


def suggestion(one: SuggestedEdit) -> dict[str, Any]:
    """before, after: as the document has them, null for nothing; of a new row before, of one to go after is null."""
    return {
        "id": str(one.id),
        "about": one.anchor,
        "label": one.about,
        "before": one.before,
        "after": one.after,
        "author": one.author_id,
        "revision": one.base_number,
        "at": one.at.isoformat(),
    }


def _said(one: Comment) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "text": one.text,
        "author": one.author_id,
        "revision": one.revision_number,
        "at": one.at.isoformat(),
    }


def entry(one: Entry) -> dict[str, Any]:
    """A revision in the history."""
    return {
        "number": one.number,
        "name": one.marks.name or None,
        "milestones": list(one.marks.milestones),
        "publication": one.marks.publication,
        "digest": one.digest,
        "author": one.author_id,
        "cause": one.cause,
        "base": one.base_number,
        "at": one.at.isoformat(),
    }


def revision(one: Revision) -> dict[str, Any]:
    return {**entry(history.entry(one)), "document": one.document}


def comparison(before: int, after: int, changes: Sequence[SectionChange]) -> dict[str, Any]:
    sections = [
        {
            "name": section.name,
            "label": section.label,
            "differences": [difference(one) for one in section.differences],
        }
        for section in changes
    ]
    return {"from": before, "to": after, "sections": sections}


def difference(one: Difference) -> dict[str, Any]:
    """row, field: the place in two parts; null where there is none, so no field is a whole row or section."""
    return {
        "anchor": one.anchor,
        "row": one.row or None,
        "field": one.member or None,
        "label": one.label,
        "change": one.change,
        "words": [list(run) for run in one.words],
        "places": {"from": one.places[0], "to": one.places[1]} if one.places else None,
    }


def event(one: Event) -> dict[str, Any]:
    """A line of the log, with what was said."""
    return {
        **one.said,
        "number": one.number, "action": one.action, "actor": one.actor_id, "from_state": one.from_state,
        "to_state": one.to_state, "from_public_status": one.from_public, "public_status": one.to_public,
        "revision": one.revision_number, "publication": one.publication_number, "seq": one.seq,
        "at": one.at.isoformat(), "hash": one.hash,
    }  # fmt: skip
