from dataclasses import replace

from cms.workflow import TRANSITIONS, State, mermaid


def test_draws_every_state_and_every_arrow_once() -> None:
    lines = mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    for state in State:
        assert f'    state "{state.label}" as {state.value}' in lines
    arrows = [line.split(" : ")[0] for line in lines if "-->" in line]
    assert len(arrows) == len(set(arrows))


def test_draws_acts_that_share_an_arrow_on_it() -> None:
    assert "    draft --> draft : edit, restore" in mermaid().splitlines()
    assert "    [*] --> draft : create" in mermaid().splitlines()
    assert "    discarded --> [*] : purge" in mermaid().splitlines()


def test_names_every_act_of_the_table() -> None:
    words = mermaid().replace(",", " ").split()
    assert {row.action for row in TRANSITIONS} <= set(words)


def test_follows_the_table() -> None:
    reopen = next(row for row in TRANSITIONS if row.action == "reopen")
    drawn = mermaid([*TRANSITIONS, replace(reopen, action="rethink", target=State.CHANGES_REQUESTED)])
    assert "    approved --> changes_requested : request_changes, rethink" in drawn.splitlines()
