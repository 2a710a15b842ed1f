"""The table as a picture: a Mermaid state diagram."""

from collections.abc import Sequence

from cms.workflow.states import State
from cms.workflow.transitions import TRANSITIONS, Target, Transition

NOT_THERE = "[*]"


def mermaid(table: Sequence[Transition] = TRANSITIONS) -> str:
    """A stateDiagram-v2, without a closing newline. Acts that leave the state as it is are named in a comment."""
    arrows: dict[tuple[str, str], list[str]] = {}
    staying: dict[str, None] = {}
    for row in table:
        if row.target is Target.UNCHANGED:
            staying[row.action] = None
            continue
        for source in (None, *State):
            if source in row.sources:
                actions = arrows.setdefault((_node(source), _node(row.state_after(source))), [])
                if row.action not in actions:
                    actions.append(row.action)
    nodes = {node for arrow in arrows for node in arrow}
    return "\n".join(
        [
            "stateDiagram-v2",
            f"    %% the state stays: {' '.join(staying)}",
            *(f'    state "{state.label}" as {state}' for state in State if state in nodes),
            *(f"    {source} --> {target} : {', '.join(actions)}" for (source, target), actions in arrows.items()),
        ]
    )


def _node(state: State | None) -> str:
    return NOT_THERE if state is None else state.value
