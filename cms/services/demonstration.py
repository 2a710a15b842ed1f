"""Demonstration people and guides: what a new copy shows before anyone has written a word.

The guides travel the same road as any other: imported, sent for review, approved and published by different people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cms.content import Severity
from cms.errors import CrosswayError, TransitionRefused
from cms.rendering import Renderer
from cms.services import accounts as acts
from cms.services import drafting, editorial, guide_files, situation
from cms.services.editorial import Rules
from cms.store import accounts, guides
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.workflow import Actor, Inputs, Role, State

PASSWORD = "crossway-demonstration"  # noqa: S105  # known to everyone: production refuses these people
_FOLDER = Path(__file__).resolve().parent.parent / "demonstration"

# The guide that its author has begun to improve, and the question added to it.
_IN_REVIEW = "registered-nurse-to-health-informatics-specialist"
_NEW_QUESTION = {
    "question": "Do I have to give up bedside nursing at once?",
    "answer": "No. Many people keep one or two shifts a week during the first year: it pays for the courses, and "
    "current clinical experience is what hiring teams ask about first.",
}


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: Role


AUTHOR = Person("author@example.org", "Mira Lindqvist", Role.AUTHOR)
REVIEWERS = (
    Person("reviewer@example.org", "Tomás Rey", Role.REVIEWER),
    Person("second-reviewer@example.org", "Aiko Brandt", Role.REVIEWER),
)
PUBLISHER = Person("publisher@example.org", "Samuel Osei", Role.PUBLISHER)
MANAGING_EDITOR = Person("managing-editor@example.org", "Lena Haddad", Role.MANAGING_EDITOR)
ADMIN = Person("admin@example.org", "Jonas Petit", Role.ADMIN)
PEOPLE = (AUTHOR, *REVIEWERS, PUBLISHER, MANAGING_EDITOR, ADMIN)


def missing_people() -> list[Person]:
    """Those not added yet. Raises CrosswayError when one of the addresses belongs to somebody else."""
    missing = []
    for person in PEOPLE:
        known = accounts.by_email(person.email)
        if known and not known.demonstration:
            raise CrosswayError(f"{person.email} belongs to somebody, so no demonstration person can have it.")
        if known is None:
            missing.append(person)
    return missing


def add_people(missing: list[Person], password_hash: str) -> None:
    """All of them, or none."""
    with transaction():
        for one in missing:
            acts.add_person(
                email=one.email, name=one.name, roles=[one.role], password_hash=password_hash, demonstration=True
            )


def add_guides(renderer: Renderer, rules: Rules) -> Iterator[tuple[str, str]]:
    """Each guide that is not there yet, with all its reviewing, in one transaction; yields slug and what came of it."""
    rules = replace(rules, undo_seconds=0)
    for file in sorted(_FOLDER.glob("*.json")):
        if guides.by_slug(file.stem) is None:
            with transaction():
                guide = _Walk(renderer, rules).of(guide_files.read(file))
            yield guide.slug, State(guide.state).label


@dataclass(frozen=True)
class _Walk:
    renderer: Renderer
    rules: Rules

    def of(self, document: dict[str, Any]) -> Guide:
        guide = drafting.create_guide(document, actor=_actor(AUTHOR), cause="import").guide
        if (
            self._reviewed(guide, "First edition")
            and self._act(guide, "publish", PUBLISHER)
            and guide.slug == _IN_REVIEW
        ):
            improved = {**document, "faq": [*document.get("faq", []), _NEW_QUESTION]}
            drafting.save_draft(guide.id, improved, base=guide.newest, actor=_actor(AUTHOR))
            self._submitted(guide, "Answers whether bedside work has to end")
        return guide

    def _reviewed(self, guide: Guide, note: str) -> bool:
        """Sent for review and approved by as many reviewers as the site asks for; False where there are too few."""
        if not self._submitted(guide, note):
            return False
        for reviewer in REVIEWERS:
            if guide.state == State.IN_REVIEW:
                self._act(guide, "approve", reviewer)
        return guide.state == State.APPROVED

    def _submitted(self, guide: Guide, note: str) -> bool:
        document = guides.revision(guide.id, guide.newest).document
        found = situation.judge(guide, document)
        said = Inputs(change_note=note, major=True)
        answers = [
            {"rule": one.rule, "path": one.path, "reason": "Meant so: this guide shows what Crossway does."}
            for one in found
            if one.severity is Severity.WARNING
        ]
        return self._act(guide, "submit", AUTHOR, said, answers)

    def _act(self, guide: Guide, action: str, person: Person, said: Inputs | None = None, answers: Any = ()) -> bool:
        """Whether the act was allowed; a site may ask for more approvals than there are demonstration reviewers."""
        try:
            editorial.perform(
                guide.id, action, base=guide.newest, actor=_actor(person), renderer=self.renderer, rules=self.rules,
                inputs=said or Inputs(), acknowledge=answers,
            )  # fmt: skip
        except TransitionRefused:
            return False
        return True


def _actor(person: Person) -> Actor:
    return acts.find(person.email).actor()
