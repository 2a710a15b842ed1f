"""The sentences of a refusal that the table itself gives: by role, state, public status or base revision."""

from collections.abc import Iterable, Sequence, Set

from cms.errors import Kind, Refusal
from cms.workflow.actors import either
from cms.workflow.facts import Facts, Inputs
from cms.workflow.states import PublicStatus, State
from cms.workflow.transitions import Target, Transition

NOBODY = "Nobody, as things stand"


def not_yours(rows: Sequence[Transition], facts: Facts) -> Refusal:
    row = next((row for row in rows if row.fits(facts)), rows[0])
    who = row.who(facts)
    return Refusal("role", f"“{row.label}” is done by {who}.", _capital(who), Kind.FORBIDDEN)


def not_now(rows: Sequence[Transition], facts: Facts, table: Sequence[Transition]) -> Refusal:
    label = rows[0].label
    here = [row for row in rows if facts.state in row.sources]
    if here:
        wanted = frozenset(status for row in here for status in row.public_from or PublicStatus)
        status = facts.public_status.label
        why = f"“{label}” needs a guide whose public status is {_named(wanted)}; this one's is “{status}”."
        return Refusal("public_status", why, _who_changes_public(facts, wanted, table))
    sources = _sources(rows)
    if facts.state is None:
        return Refusal("state", f"“{label}” needs a guide, and there is none yet.", first_step(facts, sources, table))
    if sources == {None}:
        return Refusal("state", "This guide exists already.", NOBODY)
    why = f"“{label}” needs a guide that is {_named(sources)}; this one is “{facts.state.label}”."
    return Refusal("state", why, first_step(facts, sources, table))


def not_publishable(publish: Sequence[Transition], facts: Facts, table: Sequence[Transition]) -> Refusal:
    """The first gate of a guide whose state is not one to publish from."""
    who = first_step(facts, _sources(publish), table)
    if facts.state in [row.target for row in publish]:
        return Refusal("nothing_new", "Nothing new to publish: the newest revision was published.", who)
    state = facts.state.label if facts.state is not None else "Not created"
    return Refusal("not_approved", f"Not approved yet: this guide is “{state}”.", who)


def stale(facts: Facts, inputs: Inputs) -> list[Refusal]:
    if inputs.base is None or inputs.base == facts.newest:
        return []
    why = f"You were looking at revision {inputs.base}, but revision {facts.newest} is the newest."
    return [Refusal("stale", why, "You, by looking at the newest revision first")]


def first_step(facts: Facts, goals: Set[State | None], table: Sequence[Transition]) -> str:
    """Who takes the first step of a shortest way to one of `goals`, and with what: read backwards from the goals.

    Only people's acts that leave the public side alone: what is live does not change for the sake of an edit.
    """
    moves = [row for row in table if not row.by_system and row.public_to is None and row.target is not Target.UNCHANGED]
    # As decide() does, the first row of an action that fits speaks for it.
    here: dict[str, Transition] = {}
    for row in moves:
        if row.fits(facts):
            here.setdefault(row.action, row)
    reached: frozenset[State | Target | None] = frozenset(goals)
    while True:
        leading = [row for row in moves if row.target in reached]
        steps = dict.fromkeys(row.action for row in leading if facts.state in row.sources and row.action in here)
        if steps:
            return _listed(facts, (here[action] for action in steps))
        if _sources(leading) <= reached:
            return NOBODY
        reached |= _sources(leading)


def _who_changes_public(facts: Facts, wanted: Set[PublicStatus], table: Sequence[Transition]) -> str:
    from_here = [row for row in table if not row.by_system and facts.public_status in (row.public_from or PublicStatus)]
    return _listed(facts, (row for row in from_here if row.public_to in wanted))


def _listed(facts: Facts, rows: Iterable[Transition]) -> str:
    labels: dict[str, dict[str, None]] = {}
    for row in rows:
        labels.setdefault(row.who(facts), {})[f"“{row.label}”"] = None
    return _capital("; ".join(f"{who}, with {either(acts)}" for who, acts in labels.items())) if labels else NOBODY


def _sources(rows: Iterable[Transition]) -> frozenset[State | None]:
    return frozenset(state for row in rows for state in row.sources)


def _named(words: Set[State | None] | Set[PublicStatus]) -> str:
    in_order = [word.label for word in (*State, *PublicStatus) if word in words]
    return either(f"“{label}”" for label in in_order)


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
