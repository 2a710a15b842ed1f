"""Every rule of the table at its edge, and the table itself."""

import re
from datetime import date

import pytest

from cms.content import Outside, Severity
from cms.content.preflight import FIXES, RULES
from tests.content.preflight.edges import EDGES, UP_TO_TEN, WORD, checked, dated, line, pay, skills, titled
from tests.content.preflight.looking import SHARED, Document, and_row, changed, found, skill, steps_of, whole, with_row


@pytest.mark.parametrize("rule", EDGES)
def test_fires_where_it_should(rule: str) -> None:
    edge = EDGES[rule]
    made = found(edge.fires, rule, edge.outside)
    assert [one.path for one in made] == edge.paths
    assert {one.severity for one in made} == {RULES[rule].severity}


@pytest.mark.parametrize("rule", EDGES)
def test_is_quiet_where_it_just_should_not(rule: str) -> None:
    edge = EDGES[rule]
    assert found(edge.quiet, rule, edge.outside_when_quiet) == []


@pytest.mark.parametrize("rule", EDGES)
def test_speaks_to_an_author(rule: str) -> None:
    edge = EDGES[rule]
    for one in found(edge.fires, rule, edge.outside):
        assert one.message[0].isupper() or one.message[0] == "“"
        assert one.message[-1] in ".?”"
        assert "_" not in one.message
        assert 20 < len(one.message) < 300


# The other end of rules that have two


@pytest.mark.parametrize(
    ("rule", "fires", "quiet"),
    [
        ("T01", titled("In 13.3 weeks", 10, 12, "week"), titled("In 13.2 weeks", 10, 12, "week")),
        ("T01", titled("In 8.9 weeks", 10, 12, "week"), titled("In 9 weeks", 10, 12, "week")),
        ("T03", steps_of(30, 27.3, timeline=line(40, 52, "week")), steps_of(30, 27.2, timeline=line(40, 52, "week"))),
        ("P04", whole(overview=WORD * 251), whole(overview=WORD * 250)),
        ("P04", whole(language="ja", overview="漢" * 149), whole(language="ja", overview="漢" * 150)),
        ("P04", whole(language="zh", overview="漢" * 801), whole(language="zh", overview="漢 " * 800)),
        ("K09", skills(skill("a"), skill("b")), skills(skill("a", "critical"), skill("b", "critical"))),
        (
            "C04",
            whole(salary_to=pay("salary_to", min=33000, max=36001), salary_change=UP_TO_TEN),
            whole(salary_to=pay("salary_to", min=33000, max=36000), salary_change=UP_TO_TEN),
        ),
        ("C02", changed("salary_to", as_of="2025-05-21"), changed("salary_to", as_of="2025-05-22")),
        ("C02", dated(None, "2024-11-21"), dated(None, "2024-11-22")),
    ],
)  # fmt: skip
def test_has_another_end(rule: str, fires: Document, quiet: Document) -> None:
    assert len(found(fires, rule)) == 1
    assert found(quiet, rule) == []


def test_c02_knows_the_ends_of_months() -> None:
    document = dated("2024-02-29")
    assert found(document, "C02", today=date(2026, 3, 1)) != []
    assert found(document, "C02", today=date(2026, 2, 28)) == []


def test_r06_says_a_link_is_broken_when_it_failed_twice() -> None:
    assert found(whole(), "R06", checked(1, failures=1)) == []
    [one] = found(whole(), "R06", checked(1, failures=2))
    assert one.path == "resources[open-timetables]"
    assert "failed 2 times" in one.message


def test_what_needs_facts_from_outside_does_not_run_without() -> None:
    assert found(whole(), "S11") == []
    assert found(whole(), "R06") == []
    assert found(whole(), "R06", Outside()) == []


# The table itself


def test_has_an_edge_for_every_rule() -> None:
    assert list(EDGES) == list(RULES)


def test_knows_the_rules_of_the_specification_and_no_others() -> None:
    table = (SHARED / "CONTENT.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]\d\d) ([a-z-]+) \| ([EWH]) \|", table, re.MULTILINE)
    assert len(rows) == 52
    letters = {"E": Severity.ERROR, "W": Severity.WARNING, "H": Severity.HINT}
    assert {rule.id: (rule.name, rule.severity) for rule in RULES.values()} == {
        number: (name, letters[letter]) for number, name, letter in rows
    }


def test_fixes_only_rules_that_exist() -> None:
    assert FIXES.keys() <= RULES.keys()
    assert all(one.label for one in FIXES.values())


def test_says_what_brackets_in_the_name_of_a_skill_mean() -> None:
    document = skills(skill("sql", label="SQL (basic)"), skill("sql-2", label="SQL (advanced)"))
    [twice] = found(document, "K01")
    assert "“SQL (advanced)” is the same skill as “SQL (basic)”" in twice.message
    assert "What stands in brackets makes no difference" in twice.message
    [plain] = found(skills(skill("sql", label="SQL"), skill("sql-2", label="“sql”")), "K01")
    assert plain.message.endswith("Merge them into one.")
    for one, tool in zip(found(document, "K08"), ("basic", "advanced"), strict=True):
        assert one.message.startswith(f"“{tool}” stands in brackets, where tools are named")
    [listed] = found(with_row("skills_to_learn", 1, tools=["Pen"]), "K08")
    assert listed.message.startswith("“Pen” is listed as a tool")


@pytest.mark.parametrize(
    ("title", "task", "named"),
    [
        ("City walks by Ann Lee", "Read City walks.", True),
        ("City walks [Open School]", "Take city walks.", True),
        ("City walks: a primer", "Read “City walks”.", True),
        ("Sketching by Drawing", "Keep sketching.", False),
        ("Go (Open School)", "Go outside.", False),
    ],
)
def test_finds_a_resource_by_what_a_task_calls_it(title: str, task: str, named: bool) -> None:
    document = and_row(with_row("resources", 1, title=title), "roadmap", 1, tasks=[task])
    assert (found(document, "R04") == []) is named
