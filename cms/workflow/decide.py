"""Asking the table: may this be done, what can be done, and what keeps a guide from going live."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cms.errors import NotFound, Refusal, TransitionRefused
from cms.workflow import guards, refusing, review_guards, transitions
from cms.workflow.actors import SYSTEM, Actor
from cms.workflow.facts import NOTHING_SAID, Facts, Inputs
from cms.workflow.guards import Guard
from cms.workflow.needs import missing
from cms.workflow.states import Removal
from cms.workflow.transitions import Transition

Table = Sequence[Transition]

# Asked of a text that no review has pinned yet: what stands between it and its reviewers, and then its readers.
BEFORE_REVIEW = (guards.is_complete, guards.warnings_acknowledged, review_guards.someone_eligible, guards.slug_is_free)


@dataclass(frozen=True)
class Offer:
    """An act that exists for a guide as it stands. why, who_can_clear: blank when it is allowed.

    needs: names of the Inputs that come with it; whether they are filled plays no part in `allowed`.
    """

    action: str
    label: str
    allowed: bool
    why: str
    who_can_clear: str
    needs: tuple[str, ...]


def decide(
    action: str, facts: Facts, actor: Actor, inputs: Inputs = NOTHING_SAID, *, table: Table | None = None
) -> Transition:
    """The row that `actor` performs by this act.

    Raises NotFound for an unknown action, and TransitionRefused: for the role alone, else for the state alone, else
    with everything that stands in the way.
    """
    rows = _table(table)
    found = _find(action, facts, actor, inputs.removal, rows)
    if isinstance(found, Refusal):
        refusals = [found]
    else:
        refusals = [*refusing.stale(facts, inputs), *_refusals(found.guards, facts, actor), *missing(found, inputs)]
        if not refusals:
            return found
    raise TransitionRefused(action, facts.state or "", refusals)


def available(facts: Facts, actor: Actor, *, table: Table | None = None) -> list[Offer]:
    """Every act that exists at this state and public status, in the order of the table, also where it is refused."""
    rows = _table(table)
    offers = []
    for action in dict.fromkeys(row.action for row in rows):
        here = [row for row in _of(action, rows, actor) if row.fits(facts)]
        if not here:
            continue
        found = _find(action, facts, actor, None, rows)
        shown = here[0] if isinstance(found, Refusal) else found
        refusals = [found] if isinstance(found, Refusal) else _refusals(found.guards, facts, actor)
        why = " ".join(refusal.why for refusal in refusals)
        who = "; ".join(dict.fromkeys(refusal.who_can_clear for refusal in refusals))
        offers.append(Offer(action, shown.label, not refusals, why, who, shown.needs))
    return offers


def gates(facts: Facts, *, table: Table | None = None) -> list[Refusal]:
    """What keeps this from going live, and who can clear it: empty exactly when `publish` would succeed."""
    rows = _table(table)
    publish = [row for row in rows if row.action == "publish" and not row.by_system]
    here = next((row for row in publish if row.fits(facts)), None)
    # Nobody in particular asks; no guard of publishing is about the person.
    if here is not None:
        return _refusals(here.guards, facts, SYSTEM)
    questions = publish[0].guards if facts.pinned_digest is not None else BEFORE_REVIEW
    return [refusing.not_publishable(publish, facts, rows), *_refusals(questions, facts, SYSTEM)]


def _table(table: Table | None) -> Table:
    # Looked up at the call, never bound at import: whoever exchanges the table exchanges it for everyone.
    return transitions.TRANSITIONS if table is None else table


def _of(action: str, table: Table, actor: Actor) -> list[Transition]:
    """The rows of an action that are of the actor's kind: people's or the worker's."""
    return [row for row in table if row.action == action and row.by_system == (actor.id == SYSTEM.id)]


def _find(action: str, facts: Facts, actor: Actor, removal: Removal | None, table: Table) -> Transition | Refusal:
    rows = [row for row in table if row.action == action]
    if not rows:
        raise NotFound(f"There is no act called “{action}”.")
    mine = [row for row in rows if row.is_open_to(actor, facts)]
    if not mine:
        return refusing.not_yours(_of(action, table, actor) or rows, facts)
    fitting = [row for row in mine if row.fits(facts)]
    if not fitting:
        return refusing.not_now(mine, facts, table)
    # When it was not said which removal, the first row stands for all of them, and its needs ask.
    return next((row for row in fitting if removal in row.removals), fitting[0])


def _refusals(questions: Iterable[Guard], facts: Facts, actor: Actor) -> list[Refusal]:
    return [refusal for question in questions if (refusal := question(facts, actor)) is not None]
