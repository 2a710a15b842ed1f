"""Documents and guides for tests: valid unless a test says otherwise, and brought about by the real services.

A document is a plain value; a guide is written, reviewed and published by the people of `tests.support.people`.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from cms import clock, content
from cms.content import Document, Severity
from cms.services import drafting, editorial, situation
from cms.store import guides
from cms.store.db import session
from cms.store.guides import Guide
from cms.workflow import Inputs
from tests.support import documents, longest, people, snapshots

ROOT = Path(__file__).resolve().parent.parent
DEMONSTRATION = ROOT / "cms" / "demonstration"
SAMPLE = ROOT.parent / "shared" / "examples" / "sample-guide.json"

_SMALL = json.dumps(documents.SMALL)  # read again it is a copy, in a quarter of the time that copying takes

State = Literal["draft", "in_review", "approved", "published"]


def a_document(**changes: Any) -> Document:
    """A small, complete document in normal form that uses every section. changes: sections, None to leave one out."""
    document: Document = {**json.loads(_SMALL), **changes}
    return {name: value for name, value in document.items() if value is not None}


def a_short_document(**changes: Any) -> Document:
    """No more than review needs without a question being asked: every section that may go without a word is absent."""
    needed = (
        "schema_version", "slug", "language", "title", "from_role", "to_role", "difficulty", "timeline", "overview",
        "weekly_hours", "transferable_skills", "reality_check", "action_plan",
    )  # fmt: skip
    whole = a_document()
    document = {name: whole[name] for name in needed}
    for role in ("from_role", "to_role"):
        document[role].pop("codes")
    document["salary_change"] = {"note": "Nobody has counted it yet."}
    document["demand"] = {"level": "moderate", "text": "Steady."}
    document["skills_to_learn"] = [
        {name: row[name] for name in ("skill", "priority", "duration", "how_to_learn")}
        for row in whole["skills_to_learn"]
    ]
    learnt = [row["skill"]["slug"] for row in {**document, **changes}["skills_to_learn"]]
    document["roadmap"] = [
        {**{name: row[name] for name in ("id", "title", "duration", "tasks")}, "skill_slugs": learnt[place::3]}
        for place, row in enumerate(whole["roadmap"])
    ]
    return content.draft({**document, **changes})


def a_full_document(**changes: Any) -> Document:
    """A valid document at every hard limit: the most rows, and each text as long as it may be."""
    document: Document = json.loads(_full())
    return content.draft({**document, **changes}) if changes else document


@cache
def _full() -> str:
    """As text, which is read again in a hundredth of the time that the judging takes."""
    return json.dumps(content.draft({**a_document(), **longest.filled()}))


@cache
def _read(path: Path) -> str:
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is not there; these tests need the real guide that lies beside the repository."
        )
    return path.read_text("utf-8")


def examples() -> dict[str, Document]:
    """The documents that ship as demonstration content, by file name."""
    return {path.stem: json.loads(_read(path)) for path in sorted(DEMONSTRATION.glob("*.json"))}


def sample_guide() -> Document:
    """A real guide as its publisher wrote it, not ours to ship. Its one flaw: an answer without a question."""
    document: Document = json.loads(_read(SAMPLE))
    return document


def mended_sample() -> Document:
    """The sample with a question before its one answer, so that it can be reviewed and published."""
    document = sample_guide()
    [row] = document["faq"]
    row["question"] = "What will I earn?"
    return document


def a_guide(
    state: State = "draft", document: Document | None = None, *, author: str = "author", reviewer: str = "reviewer",
    publisher: str = "publisher", change_note: str = "First edition.",
) -> Guide:  # fmt: skip
    """A guide brought to `state` by the people named, each act by its real service. Needs an application context.

    document: its text; without one, a complete text about a route that no other guide of this database has.
    """
    people.ensure()
    call = ("a_guide", state, json.dumps(document), author, reviewer, publisher, change_note)

    def written() -> UUID:
        text = _of_its_own() if document is None else document
        guide_id = drafting.create_guide(text, actor=people.actor(author)).guide.id
        if state != "draft":
            submit(guide_id, author, change_note=change_note)
        if state in ("approved", "published"):
            act(guide_id, "approve", reviewer)
        if state == "published":
            act(guide_id, "publish", publisher)
        return guide_id

    guide = guides.find(snapshots.once(call, written))
    session().commit()  # of what was read: it stays as it is until somebody asks again
    return guide


def revise(guide_id: UUID, role: str = "author", **changes: Any) -> Guide:
    """Saves the newest text with other sections as the next revision."""
    guide = guides.find(guide_id)
    document = {**guides.revision(guide_id, guide.newest).document, **changes}
    return drafting.save_draft(guide_id, document, base=guide.newest, actor=people.actor(role)).guide


def submit(guide_id: UUID, role: str = "author", *, change_note: str = "What is new.", major: bool = True) -> Guide:
    """Sends the newest revision for review, with a reason for each warning."""
    guide = guides.find(guide_id)
    found = situation.judge(guide, guides.revision(guide_id, guide.newest).document)
    warnings = [one for one in found if one.severity is Severity.WARNING]
    reasons = [{"rule": one.rule, "path": one.path, "reason": "It is meant so."} for one in warnings]
    return act(guide_id, "submit", role, acknowledge=reasons, change_note=change_note, major=major)


def act(guide_id: UUID, action: str, role: str, *, acknowledge: Sequence[Mapping[str, str]] = (), **said: Any) -> Guide:
    """Performs a row of the workflow table as the person with that role. said: what Inputs take."""
    own = current_app.extensions["crossway"]
    return editorial.perform(
        guide_id, action, base=guides.find(guide_id).newest, actor=people.actor(role), renderer=own.renderer,
        rules=own.rules, inputs=Inputs(**{"now": clock.now(), **said}), acknowledge=acknowledge,
    )  # fmt: skip


def published_again(guide_id: UUID, *, major: bool = False, change_note: str = "Corrected.", **changes: Any) -> Guide:
    """The next text of a live guide, through review to its readers."""
    revise(guide_id, **changes)
    submit(guide_id, change_note=change_note, major=major)
    act(guide_id, "approve", "reviewer")
    return act(guide_id, "publish", "publisher")


def _of_its_own() -> Document:
    number = (session().scalar(select(func.count()).select_from(Guide)) or 0) + 1
    return a_document(
        slug=f"bus-driver-to-planner-{number}",
        translation_key=None,
        title=f"From Bus Driver to Planner {number}: A 6–9-Month Plan",
        to_role={"slug": f"planner-{number}", "label": f"Planner {number}"},
    )
