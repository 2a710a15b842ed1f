"""The workflow table, as the description of the call that performs its rows."""

from cms.workflow import TRANSITIONS, State, Transition


def actions() -> dict[str, list[Transition]]:
    """The rows of the workflow table that are reached as an action, by action."""
    rows: dict[str, list[Transition]] = {}
    for row in TRANSITIONS:
        if row.action not in ("create", "edit"):
            rows.setdefault(row.action, []).append(row)
    return rows


def table() -> str:
    """Each act with who performs it, from where, and what must be said."""
    lines = ["| action | what | by | from | needs |", "| --- | --- | --- | --- | --- |"]
    for action, rows in actions().items():
        roles = sorted({str(role) for row in rows for role in row.roles})
        who = ", ".join(roles) or "the system"
        states = [str(state) for state in State if any(state in row.sources for row in rows)]
        needs = dict.fromkeys(name for row in rows for name in row.needs)
        start = "any" if len(states) == len(State) else ", ".join(states)
        lines.append(f"| `{action}` | {rows[0].label} | {who} | {start} | {', '.join(needs)} |")
    return "\n".join(lines)
