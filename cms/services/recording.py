"""Writing down what people do: where it moves the guide, and the event to append to its log."""

from datetime import UTC, datetime
from typing import Any

from cms import clock
from cms.store.events import Event
from cms.store.guides import Guide
from cms.workflow import Actor, Inputs, PublicStatus, State, Transition


def record(
    guide: Guide, transition: Transition, actor: Actor, *, said: dict[str, Any] | None = None, created: bool = False,
    at: datetime | None = None,
) -> Event:  # fmt: skip
    """Moves the guide along `transition` and returns the event to append once its effects are known.

    at: None for now.
    """
    state, public = (None, None) if created else (guide.state, guide.public_status)
    after = transition.state_after(State(state) if state else None)
    guide.state = str(after or guide.state)
    guide.public_status = str(transition.public_after(PublicStatus(guide.public_status)))
    guide.updated_at = at or clock.now()
    return Event(
        guide_id=guide.id,
        action=transition.action,
        actor_id=actor.id,
        from_state=state,
        to_state=str(after) if after else None,
        from_public=public,
        to_public=guide.public_status,
        revision_number=guide.newest,
        publication_number=None,
        said=said or {},
        seq=None,
        at=guide.updated_at,
    )


def noted(guide: Guide, action: str, actor: Actor, said: dict[str, Any], *, revision_number: int) -> Event:
    """The event to append of what people do about a guide without moving it; no row of the table."""
    return Event(
        guide_id=guide.id, action=action, actor_id=actor.id, from_state=guide.state, to_state=guide.state,
        from_public=guide.public_status, to_public=guide.public_status, revision_number=revision_number,
        publication_number=None, said=said, seq=None, at=clock.now(),
    )  # fmt: skip


def in_words(inputs: Inputs) -> dict[str, Any]:
    """What was said, as the log keeps it: plain JSON, without what was left out."""
    names = ("comment", "reason", "change_note", "major", "evidence", "removal", "target", "public_text", "zone")
    plain = {name: getattr(inputs, name) for name in names}
    plain["checklist"] = list(inputs.checklist) or None
    if inputs.due:
        plain["due"] = inputs.due.astimezone(UTC).isoformat()
    if inputs.by_hand:
        plain["by_hand"] = True
    return {name: value for name, value in plain.items() if value not in (None, "")}
