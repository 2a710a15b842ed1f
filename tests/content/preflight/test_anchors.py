"""Anchors and fingerprints: what a reason for a warning is bound to."""

from cms.content import Finding
from tests import factories
from tests.content.preflight.looking import found, with_row


def key(one: Finding) -> tuple[str, str, str]:
    return one.rule, one.anchor, one.fingerprint


TWICE = {"title": "Draw", "tasks": ["Draw one map.", "draw one map."]}


def test_keeps_a_warning_the_same_when_rows_change_places() -> None:
    document = with_row("roadmap", 2, **TWICE)
    turned = {**document, "roadmap": list(reversed(document["roadmap"]))}
    [before], [after] = found(document, "S12"), found(turned, "S12")
    assert before.where != after.where
    assert key(before) == key(after)


def test_makes_another_warning_of_other_values() -> None:
    [before] = found(with_row("roadmap", 1, **TWICE), "S12")
    [after] = found(with_row("roadmap", 1, tasks=["Draw two maps.", "Draw two maps."]), "S12")
    assert before.path == after.path
    assert key(before) != key(after)


def test_anchors_a_row_by_its_id_also_where_people_read_its_place() -> None:
    [one] = found(factories.a_document(faq=[{"id": "pay", "question": "How much?"}]), "S02")
    assert (one.path, one.anchor, one.where) == ("faq[0]", "faq.pay", ("faq", 0))
    [one] = found(with_row("skills_to_learn", 1, priority="urgent"), "S07")
    assert one.anchor == "skills_to_learn.map-making.priority"


def test_points_into_the_form_with_indexes() -> None:
    [one] = found(with_row("roadmap", 1, title=None), "S01")
    assert one.where == ("roadmap", 1, "title")
