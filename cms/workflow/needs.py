"""What the actor must say with an act: one question per name in a row's `needs`."""

from datetime import datetime

from cms.errors import Kind, Refusal
from cms.workflow.facts import Inputs
from cms.workflow.transitions import Transition

# A key "action.name" goes before the plain name.
SENTENCES = {
    "comment": "Say what should change.",
    "reason": "Give a reason: it is kept in the log.",
    "change_note": "Say in a sentence what changed, for readers.",
    "major": "Say whether this is a major or a minor change.",
    "due": "Give a time in the future, with its time zone.",
    "set_review_by.due": "Give a day in the future, with its time zone, or say that there is none.",
    "removal": "Say what stays at the address: withdrawn, redirect or gone.",
    "takedown.removal": "Say whether the guide is withdrawn or gone; a takedown does not redirect.",
    "target": "Name the guide that readers are sent to.",
    "assign.target": "Name the new owner.",
    "evidence": "Say what you checked, and where.",
    "revision": "Say which revision.",
}


def missing(row: Transition, inputs: Inputs) -> list[Refusal]:
    return [_ask(row.action, name) for name in row.needs if not _is_said(row, inputs, name)]


def _ask(action: str, name: str) -> Refusal:
    sentence = SENTENCES.get(f"{action}.{name}") or SENTENCES[name]
    return Refusal(f"{name}_missing", sentence, "You, by filling it in", Kind.MISSING)


def _is_said(row: Transition, inputs: Inputs, name: str) -> bool:
    if name == "removal":
        return inputs.removal in row.removals
    if name == "due" and row.action == "set_review_by" and inputs.no_day:
        return inputs.due is None
    if name == "due":
        return _is_future(inputs.due, inputs.now)
    said = getattr(inputs, name)
    return bool(said.strip()) if isinstance(said, str) else said is not None


def _is_future(due: datetime | None, now: datetime | None) -> bool:
    # A time without a zone could be any of two dozen moments; without a clock nothing is known to be in the future.
    return due is not None and due.tzinfo is not None and now is not None and due > now
