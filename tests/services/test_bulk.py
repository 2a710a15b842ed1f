"""One act on many guides: each has its outcome, by the same rules as alone, whoever does the work."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from cms.errors import InvalidContent, NotFound
from cms.services import bulk
from cms.store import accounts, guides, outbox, retention
from cms.store import bulk as runs
from cms.store.bulk import BulkRow, BulkRun
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.web.parts import Parts
from cms.worker import Bulk
from cms.workflow import Actor
from tests.factories import a_guide, act, revise
from tests.services.together import somebody_waits
from tests.support.library import public
from tests.support.threads import wait_until


@pytest.fixture
def author(actors: Mapping[str, Actor]) -> Actor:
    return actors["author"]


def start(action: str, said: dict[str, str], picked: list[Guide], actor: Actor) -> BulkRun:
    return bulk.start(action, said, [(one.id, one.newest) for one in picked], back="", actor=actor)


def worked(run: BulkRun, parts: Parts, seconds: float = 60) -> list[tuple[str, str]]:
    bulk.work(run.id, renderer=parts.renderer, rules=parts.rules, seconds=seconds)
    return [(row.outcome, row.sentence) for row in runs.rows(run.id)]


def tags(guide_id: UUID) -> list[str]:
    found: list[str] = guides.revision(guide_id, guides.find(guide_id).newest).document.get("tags", [])
    return found


def test_adds_a_tag_to_each_or_says_why_not(app: Flask, parts: Parts, author: Actor) -> None:
    draft, tagged, frozen = a_guide("draft"), a_guide("draft"), a_guide("in_review")
    revise(tagged.id, tags=["night work"])
    moved = a_guide("draft")
    old = moved.newest
    revise(moved.id, "second_author", summary="Saved meanwhile.")
    picked = [(one.id, one.newest) for one in (draft, tagged, frozen)] + [(moved.id, old), (uuid4(), 1)]
    run = bulk.start(bulk.ADD_TAG, {"tag": " night work "}, picked, back="", actor=author)
    outcomes = worked(run, parts)
    assert [outcome for outcome, _ in outcomes] == ["done", "unchanged", "refused", "done", "refused"]
    assert "review" in outcomes[2][1]
    assert "no revision" in outcomes[4][1]
    assert tags(draft.id)[-1] == "night work"
    newest = guides.revision(moved.id, guides.find(moved.id).newest)
    assert (newest.document["summary"], tags(moved.id)[-1]) == ("Saved meanwhile.", "night work")
    assert worked(run, parts) == outcomes, "what is done is not done again"
    taken = start(bulk.REMOVE_TAG, {"tag": "night work"}, [guides.find(draft.id), frozen], author)
    assert [outcome for outcome, _ in worked(taken, parts)] == ["done", "unchanged"]
    assert "night work" not in tags(draft.id)


def test_asks_for_the_removal_of_each(app: Flask, parts: Parts, author: Actor) -> None:
    live, draft = public(1), a_guide("draft")
    said = {"removal": "gone", "reason": "Out of date."}
    outcomes = worked(start("request_removal", said, [live, draft], author), parts)
    assert [outcome for outcome, _ in outcomes] == ["done", "refused"]
    act(live.id, "confirm_removal", "publisher")
    assert guides.find(live.id).public_status == "gone"


def test_hands_over_and_sets_the_day_of_each_that_was_not_saved_since(
    app: Flask, parts: Parts, author: Actor, actors: Mapping[str, Actor]
) -> None:
    draft, live, moved = a_guide("draft"), a_guide("published"), a_guide("draft")
    picked = [(one.id, one.newest) for one in (draft, live, moved)] + [(uuid4(), 1)]
    revise(moved.id, summary="Saved meanwhile.")
    to = actors["second_author"].id
    for action, said in (("assign", {"target": to}), ("set_review_by", {"due": "2999-05-04T00:00:00Z"})):
        run = bulk.start(action, said, picked, back="", actor=author)
        outcomes = worked(run, parts)
        assert [outcome for outcome, _ in outcomes] == ["done", "done", "refused", "refused"], action
        assert all(sentence for outcome, sentence in outcomes if outcome == "refused")
    assert [guides.find(one.id).owner_id for one in (draft, live, moved)] == [to, to, author.id]
    assert [guides.find(one.id).review_by for one in (draft, live, moved)] == [date(2999, 5, 4)] * 2 + [None]
    nobody = start("assign", {"target": actors["reviewer"].id}, [guides.find(draft.id)], author)
    assert worked(nobody, parts) == [("refused", "Ruth Lindqvist is neither an author nor a managing editor.")]


def test_meets_a_guide_that_is_being_deleted_for_good(postgresql_app: Flask, parts: Parts, author: Actor) -> None:
    """Neither waits for what the other holds."""
    guide = a_guide("draft")
    run = start(bulk.ADD_TAG, {"tag": "x"}, [guide], author)

    def work() -> None:
        with postgresql_app.app_context():
            bulk.work(run.id, renderer=parts.renderer, rules=parts.rules, seconds=60)

    with ThreadPoolExecutor(1) as thread:
        with transaction() as deleting:
            guides.lock(guide.id)
            working = thread.submit(work)
            wait_until(lambda: somebody_waits(postgresql_app))
            deleting.execute(delete(BulkRow).where(BulkRow.guide_id == guide.id))
        working.result()
    assert "x" not in tags(guide.id)


def test_is_forgotten_after_a_month(app: Flask, author: Actor) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(days=31), tick=False):
        old = start(bulk.ADD_TAG, {"tag": "x"}, [a_guide("draft")], author).id
    young = start(bulk.ADD_TAG, {"tag": "x"}, [a_guide("draft")], author).id
    retention.forget()
    assert (runs.find(old), runs.rows(old)) == (None, [])
    assert len(runs.rows(young)) == 1


@pytest.mark.parametrize(
    ("action", "said", "words"),
    [
        ("publish", {}, "Choose what to do"),
        ("edit", {}, "Choose what to do"),
        (bulk.ADD_TAG, {"tag": " "}, "Say which tag"),
        ("request_removal", {"reason": "x" * 5000}, "the limit is 2000"),
    ],
)
def test_begins_nothing_that_no_guide_could_take(
    app: Flask, author: Actor, action: str, said: dict[str, str], words: str
) -> None:
    with pytest.raises(InvalidContent) as refused:
        start(action, said, [a_guide("draft")], author)
    assert words in str(refused.value.errors)


def test_takes_some_and_not_too_many(app: Flask, author: Actor) -> None:
    for number, words in ((0, "at least one"), (bulk.MOST + 1, "At most")):
        with pytest.raises(InvalidContent) as refused:
            bulk.start(bulk.ADD_TAG, {"tag": "x"}, [(uuid4(), 1)] * number, back="", actor=author)
        assert words in str(refused.value.errors)


def test_belongs_to_whoever_began_it(app: Flask, author: Actor, actors: Mapping[str, Actor]) -> None:
    run = start(bulk.ADD_TAG, {"tag": "x"}, [a_guide("draft")], author)
    assert bulk.find(run.id, actor=author).id == run.id
    with pytest.raises(NotFound):
        bulk.find(run.id, actor=actors["managing_editor"])


def test_goes_on_in_turns_as_whoever_began_it_may_now(app: Flask, parts: Parts, author: Actor) -> None:
    picked = [a_guide("draft") for _ in range(3)]
    run = start(bulk.ADD_TAG, {"tag": "late"}, picked, author)
    with transaction():
        job = outbox.claim("here", lease=bulk._TO_BE_SURE)
    assert job is None, "a few are done by whoever asked; the worker only makes sure, later"
    assert bulk.work(run.id, renderer=parts.renderer, rules=parts.rules, seconds=-1)
    assert [row.outcome for row in runs.rows(run.id)] == ["done", "waiting", "waiting"]
    with transaction():
        person = accounts.find(author.id)
        assert person
        person.active = False
    assert [outcome for outcome, _ in worked(run, parts)] == ["done", "refused", "refused"]


def test_many_are_a_job_that_adds_the_next_turn(
    app: Flask, parts: Parts, author: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = a_guide("draft")
    picked = [(guide.id, guide.newest)] * (bulk.AT_ONCE + 1)
    run = bulk.start(bulk.ADD_TAG, {"tag": "late"}, picked, back="", actor=author)
    monkeypatch.setattr("cms.worker.bulk._SECONDS", -1)
    handler = Bulk(parts.renderer, parts.rules)
    turns = 0
    while True:
        with transaction():
            job = outbox.claim("here", lease=bulk._TO_BE_SURE)
        if job is None:
            break
        handler(job, "here")
        turns += 1
    assert turns == len(picked) + 1
    assert runs.counts(run.id) == {"done": 1, "unchanged": len(picked) - 1}
