"""One act on many guides: each is asked of the workflow and kept by itself, and each has an outcome of its own.

A few are done at once. More become a job of the worker, that does as many as fit into a turn and then lets others
have theirs; whoever began may leave and come back.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from cms import clock
from cms.content import Document
from cms.errors import CrosswayError, InvalidContent, NotFound, TransitionRefused, flat
from cms.rendering import Renderer
from cms.services import drafting, editorial
from cms.services.editorial import Rules
from cms.services.saying import spoken
from cms.store import accounts, bulk, guides, outbox
from cms.store.bulk import BulkRow, BulkRun
from cms.store.db import session, transaction
from cms.workflow import TRANSITIONS, Actor

BULK = "bulk"  # kind of job: payload {run_id}
ADD_TAG, REMOVE_TAG = "add_tag", "remove_tag"
AT_ONCE = 20
MOST = 500
_TO_BE_SURE = timedelta(minutes=1)
_ACTIONS = frozenset({"request_removal", "assign", "set_review_by"}) & editorial.PERFORMED
ACTIONS = (ADD_TAG, REMOVE_TAG, *sorted(_ACTIONS))


def start(
    action: str,
    said: Mapping[str, Any],
    picked: Sequence[tuple[UUID, int]],
    *,
    back: str,
    actor: Actor,
    most: int | None = None,
    left: Mapping[UUID, str] | None = None,
) -> BulkRun:
    """A run over these guides, each with the revision that was looked at; a job for the worker, if they are many.

    said: {tag}, or the inputs of the act. back: the query of the list that they were picked from. most: how many they
    may be, MOST where that is not said. left: guides that nothing is done to, each with a sentence that says why.
    Raises InvalidContent for what no guide could take.
    """
    if action not in ACTIONS:
        raise InvalidContent({"action": ["Choose what to do with the guides."]})
    if not picked:
        raise InvalidContent({"pick": ["Pick at least one guide."]})
    if len(picked) > (most := most or MOST):
        raise InvalidContent({"pick": [f"At most {most} guides can be changed at once. Narrow the list first."]})
    if action in _ACTIONS:
        spoken(dict(said))
    elif not str(said.get("tag", "")).strip():
        raise InvalidContent({"tag": ["Say which tag."]})
    left = left or {}
    pieces = (picked[start : start + MOST] for start in range(0, len(picked), MOST))
    titles = {one: title for piece in pieces for one, title in guides.titles([key for key, _ in piece]).items()}
    with transaction() as act:
        run = BulkRun(actor_id=actor.id, action=action, said=dict(said), back=back, made_at=clock.now())
        act.add(run)
        act.flush()
        for place, (guide_id, base) in enumerate(picked):
            act.add(
                BulkRow(
                    run_id=run.id, place=place, guide_id=guide_id, base=base, title=titles.get(guide_id, ""),
                    outcome=bulk.REFUSED if guide_id in left else bulk.WAITING, sentence=left.get(guide_id, ""),
                )
            )  # fmt: skip
        # Of a few, the worker finds nothing left to do, unless the process that did them ended before they were done.
        due_at = clock.now() + _TO_BE_SURE if len(picked) <= AT_ONCE else None
        outbox.add(BULK, {"run_id": str(run.id)}, lane=f"{BULK}:{run.id}", due_at=due_at)
    return run


def is_open_to(action: str, actor: Actor) -> bool:
    """Whether there is a guide, in whatever state, for which the workflow lets somebody with these roles do this."""
    row = action if action in _ACTIONS else "edit"
    return any(actor.roles & one.roles for one in TRANSITIONS if one.action == row)


def find(run_id: UUID, *, actor: Actor) -> BulkRun:
    """Raises NotFound, also for a run of somebody else."""
    run = bulk.find(run_id)
    if run is None or run.actor_id != actor.id:
        raise NotFound("You have begun nothing like that.")
    return run


def work(run_id: UUID, *, renderer: Renderer, rules: Rules, seconds: float) -> bool:
    """Does what waits, for about so long; True when there is more.

    As whoever began it, with the roles that they have now.
    """
    ends_at = time.monotonic() + seconds
    run = bulk.find(run_id)
    if run is None:
        return False
    person = accounts.find(run.actor_id)
    actor = person.actor() if person and person.active else None
    while _one(run, actor, renderer, rules):
        if time.monotonic() > ends_at:
            return True
    return False


def _one(run: BulkRun, actor: Actor | None, renderer: Renderer, rules: Rules) -> bool:
    """The next row, with its outcome in the same transaction as its act. False when none waits."""
    waiting = bulk.next_waiting(run.id)
    if waiting is None:
        return False
    place, guide_id = waiting
    try:
        with transaction():
            if row := bulk.take(run.id, place, guide_id):
                row.outcome = _act(run, row, actor, renderer, rules)
    except InvalidContent as error:
        _refuse(run, place, " ".join(message for _, message in flat(error.errors)))
    except TransitionRefused as error:
        _refuse(run, place, " ".join(one.why for one in error.refusals))
    except CrosswayError as error:
        _refuse(run, place, str(error))
    return True


def _act(run: BulkRun, row: BulkRow, actor: Actor | None, renderer: Renderer, rules: Rules) -> str:
    if actor is None:
        raise NotFound("The account of whoever began this is closed.")
    if run.action not in _ACTIONS:
        return _tag(run, row, actor)
    inputs, _ = spoken(run.said)
    if inputs.no_day and guides.find(row.guide_id).review_by is None:
        return bulk.UNCHANGED
    editorial.perform(
        row.guide_id, run.action, base=row.base, actor=actor, renderer=renderer, rules=rules, inputs=inputs
    )
    return bulk.DONE


def _tag(run: BulkRun, row: BulkRow, actor: Actor) -> str:
    document = guides.revision(row.guide_id, row.base).document
    tagged = _tagged(document, run.said["tag"].strip(), wanted=run.action == ADD_TAG)
    if tagged == document:
        return bulk.UNCHANGED
    kept = drafting.save_draft(row.guide_id, tagged, base=row.base, actor=actor)
    return bulk.DONE if kept.changed else bulk.UNCHANGED


def _tagged(document: Document, tag: str, *, wanted: bool) -> Document:
    tags = [one for one in document.get("tags", []) if one != tag]
    if wanted:
        tags = [*document.get("tags", []), *([tag] if len(tags) == len(document.get("tags", [])) else [])]
    return {**document, "tags": tags} if tags or "tags" in document else document


def _refuse(run: BulkRun, place: int, sentence: str) -> None:
    with transaction():
        row = session().get(BulkRow, (run.id, place))
        if row and row.outcome == bulk.WAITING:
            row.outcome, row.sentence = bulk.REFUSED, sentence
