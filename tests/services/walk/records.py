"""Always true of what is kept: 2, 9, 11, 15, the chain of hashes, and that the records agree with the model."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from cms.workflow import TRANSITIONS, Actor, PublicStatus, State
from tests.services.walk.model import LEFT, PUBLISHING, Written
from tests.services.walk.moment import Moment, Row

SETTING = "CMS_REVIEWERS_REQUIRED=0"


@dataclass(frozen=True)
class Step:
    """What was before, what is now, and who did it. silent: a guide whose newest revision goes on with a sitting."""

    before: Moment
    now: Moment
    guides: Collection[Written]
    actor: Actor
    silent: UUID | None = None


def nothing_is_rewritten(step: Step) -> None:
    """2. Revisions, decisions and events are never updated or deleted, but for autosaves that were let go; nor is any
    other record, until it ends. Of a guide that was deleted for good the events stay, and nothing else.
    """
    let_go = {(guide.id, number) for guide in step.guides for number in guide.let_go}
    purged = {one.guide_id for one in step.now.new("event", step.before) if one.action == "purge"}
    for table in (name for name in step.now.tables if name not in ("event", "public_clock")):
        held = {key: row.id if table == "guide" else row.guide_id for key, row in step.before.tables[table].items()}
        gone = {key for key, guide_id in held.items() if guide_id in purged}
        assert not gone & step.now.tables[table].keys(), f"{table}: a row of a guide that is no more"
        let_go |= gone
    for table in ("revision", "decision", "event", "acknowledgement"):
        now, kept = step.now.tables[table], step.before.tables[table].items()
        assert all(now.get(key) == row for key, row in kept if key not in let_go), f"2: {table}"
    for table in ("guide", "review", "debt", "publication", "removal", "rendition", "change", "schedule"):
        assert step.before.tables[table].keys() <= step.now.tables[table].keys() | let_go, f"2: {table}"
    was, is_now = (
        {slug: row.guide_id for slug, row in moment.tables["slug_claim"].items() if row.public}
        for moment in (step.before, step.now)
    )
    assert was.items() <= is_now.items(), "an address changed hands"


def every_move_is_in_the_log(step: Step) -> None:
    """9, 11, 15 and the chain of hashes."""
    added = step.now.new("event", step.before)
    moved = {key for key, row in step.now.tables["guide"].items() if _moved(step.before.tables["guide"].get(key), row)}
    assert moved <= {one.guide_id for one in added} | {step.silent}, "11: a guide moved without an event"
    if step.silent:
        assert added == [], "a sitting has one line"
        was, row = (moment.row("guide", step.silent) for moment in (step.before, step.now))
        assert (row.state, row.public_status) == (was.state, was.public_status), "11: it moved in silence"
    assert len(added) <= 1
    for one in added:
        _is_well_kept(step, one)
    numbers = sorted(one.seq for one in step.now.tables["event"].values() if one.seq is not None)
    assert numbers == list(range(1, step.now.clock.seq + 1)), "9: gaps or repetitions"
    assert all(one.seq == step.before.clock.seq + 1 for one in added if one.seq is not None), "9"


def _moved(was: Row | None, row: Row) -> bool:
    return was is None or (row.state, row.public_status, row.newest) != (was.state, was.public_status, was.newest)


def _is_well_kept(step: Step, one: Row) -> None:
    chain = step.now.of("event", one.guide_id)
    last = chain[-2] if len(chain) > 1 else None
    assert (one.number, one.previous_hash) == (len(chain), last.hash if last else "0" * 64)
    assert one.hash == _hash_of(one)
    assert (one.from_state, one.from_public) == ((last.to_state, last.to_public) if last else (None, None))
    assert any(_is_of(row, one) for row in TRANSITIONS), f"11: no row leads there: {one}"
    assert one.actor_id == step.actor.id
    assert one.at.utcoffset() == UTC.utcoffset(None), "15"
    assert abs((datetime.now(UTC) - one.at).total_seconds()) < 3600, "15: kept in another zone"
    guide = (step.before if one.action == "purge" else step.now).row("guide", one.guide_id)
    assert one.action == "purge" or (guide.state, guide.public_status) == (one.to_state, one.to_public)
    assert one.revision_number == guide.newest


def the_log_tells_what_is_public(step: Step) -> None:
    """9. The numbered events, read from the first, are enough to know what is public."""
    now = step.now
    public = {}
    for one in sorted((one for one in now.tables["event"].values() if one.seq), key=lambda one: one.seq):
        public[one.guide_id] = (one.publication_number, one.to_public)
    ever = {row.guide_id for row in now.tables["publication"].values()}
    last = {guide_id: now.of("publication", guide_id)[-1] for guide_id in ever}
    assert public == {one: (row.number, now.row("guide", one).public_status) for one, row in last.items()}
    told = {row.guide_id: row for row in now.tables["change"].values()}
    known = {guide.id: (guide.left or "upsert", guide.target) for guide in step.guides}
    assert {one for one, row in told.items() if row.type == "upsert"} == {row.guide_id for row in now.live}
    assert all((row.type, row.target_id) == known[one] for one, row in told.items()), "9: wrongly told"
    assert {(one, row.version, row.slug) for one, row in told.items()} == {
        (one, row.number, row.slug) for one, row in last.items()
    }
    assert {row.guide_id for row in now.tables["term"].values()} == {row.guide_id for row in now.live}


def the_records_agree(step: Step) -> None:
    """1, 3, 5, and each guide with the model."""
    for guide in step.guides:
        _agrees(step.now, guide)


def _agrees(now: Moment, guide: Written) -> None:
    row = now.row("guide", guide.id)
    live = [one for one in now.live if one.guide_id == guide.id]
    assert (row.public_status != "never_published") == bool(guide.live)
    assert bool(live) == (bool(guide.live) and not guide.left)
    assert not guide.left or row.public_status == guide.left
    assert row.newest == guide.newest
    assert {one.number: one.digest for one in now.of("revision", guide.id)} == guide.kept
    owed = {one.kind: one.forced_by for one in now.of("debt", guide.id) if one.closed_at is None}
    assert (owed.get("publication", ""), owed.get("takedown", "")) == (guide.forced_by, guide.taken_down_by), "5"
    assert (row.public_status == "live_unreviewed") == bool(guide.forced_by and not guide.left), "5"
    removals = [one for one in now.tables["removal"].values() if one.guide_id == guide.id]
    asked = [(one.kind, one.asked_by, one.target_id) for one in removals if not (one.confirmed_at or one.ended_at)]
    assert asked == [guide.asked] * bool(guide.asked)
    holds = [(LEFT[one.kind], one.target_id) for one in removals if one.confirmed_at and not one.ended_at]
    assert holds == [(guide.left, guide.target)] * bool(guide.left)
    plans = [one for one in now.tables["schedule"].values() if one.guide_id == guide.id and one.outcome is None]
    assert [(one.due_at, one.digest) for one in plans] == [(guide.due, guide.digest(guide.pinned))] * bool(guide.due), (
        "10"
    )
    assert (row.state == "scheduled") == bool(guide.due), "10"
    waiting = [one for one in now.of("review", guide.id) if one.closed_at is None]
    assert [one.revision_number for one in waiting] == [guide.pinned] * bool(guide.pinned)
    for one in live:
        assert (one.digest, one.revision_number) == (guide.digest(guide.live), guide.live), "3"
        assert one.counted == (guide.seen == guide.live)
        event = next(
            event
            for event in now.of("event", guide.id)
            if event.action in PUBLISHING and event.publication_number == one.number
        )
        assert event.action == "force_publish" or one.counted or event.said.get("setting") == SETTING, "3"


def _hash_of(event: Row) -> str:
    """SHA-256 over the event in canonical JSON (RFC 8785), worked out without the product's help."""
    said = {name: value for name, value in event._asdict().items() if name not in ("id", "hash")}
    plain = {**said, "guide_id": str(event.guide_id), "at": event.at.isoformat()}
    return sha256(json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _is_of(row: Any, event: Row) -> bool:
    """Whether the event is a step along this row of the table."""
    state = State(event.from_state) if event.from_state else None
    status = PublicStatus(event.from_public or "never_published")
    return bool(
        row.action == event.action
        and state in row.sources
        and (row.public_from is None or status in row.public_from)
        and event.to_state == row.state_after(state)
        and event.to_public == row.public_after(status)
    )
