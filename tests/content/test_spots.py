"""Places of a document: found by the names of rows, wherever these have moved."""

from hypothesis import given
from hypothesis import strategies as st

from cms.content import draft, spots
from tests.factories import a_document, a_full_document


def test_names_each_place_once() -> None:
    for document in (a_document(), a_full_document()):
        anchors = [one.anchor for one in spots.spots(document)]
        assert len(anchors) == len(set(anchors))
        assert {"title", "roadmap", "roadmap.step-1", "roadmap.step-1.tasks", "demand.text"} <= set(anchors)


def test_says_what_a_place_is_called_and_what_stands_there() -> None:
    document = a_document()
    spot = spots.find(document, "roadmap.step-1.duration")
    assert spot is not None
    assert spot.label.startswith("Roadmap › Step 2 “")
    assert spot.is_field, "half of a duration would be none"
    assert str(document["roadmap"][1]["duration"]["value"]) in spot.text
    assert spots.find(document, "roadmap.step-1.duration.value") is None
    assert spots.nearest(document, "roadmap.step-1.duration.value") == spot
    whole = spots.find(document, "roadmap")
    assert whole is not None
    assert not whole.is_field


def test_says_what_a_place_refers_to_by_its_title() -> None:
    sources = [{"id": "s1", "title": "Wages, by trade"}, {"id": "s2", "title": "Hiring rules"}]
    document = draft({"sources": sources, "demand": {"source_ids": ["s2", "s1"]}})
    for spot in (spots.find(document, "demand.source_ids"), *spots.spots(document)):
        assert spot is not None
        if spot.anchor == "demand.source_ids":
            assert spot.text == "Hiring rules\nWages, by trade"


@given(order=st.permutations(range(3)))
def test_finds_a_row_again_wherever_it_has_moved(order: list[int]) -> None:
    rows = [{"id": f"faq-{n}", "question": f"Question {n}?", "answer": f"Answer {n}."} for n in (1, 2, 3)]
    moved = draft({**a_document(), "faq": [rows[at] for at in order]})
    for row in rows:
        spot = spots.find(moved, f"faq.{row['id']}.answer")
        assert spot is not None
        assert spot.value == row["answer"]
        assert spot.where == ("faq", order.index(rows.index(row)), "answer")


def test_does_not_find_what_is_gone_or_never_was() -> None:
    document = a_document(faq=None)
    for anchor in ("", "faq.faq-1", "nothing", "roadmap.step-99.title", "title.more", "."):
        assert spots.find(document, anchor) is None
    section = spots.nearest(document, "faq.faq-1.answer")
    assert section is not None
    assert section.anchor == "faq"


def test_tells_two_rows_of_one_skill_apart() -> None:
    row = a_document()["skills_to_learn"][0]
    name = row["skill"]["slug"]
    document = a_document(skills_to_learn=[row, {**row, "how_to_learn": "By the second row."}])
    second = spots.find(document, f"skills_to_learn.{name}#2.how_to_learn")
    assert second is not None
    assert second.value == "By the second row."


def test_writes_another_value_and_leaves_the_first_document_alone() -> None:
    document = a_document()
    spot = spots.find(document, "roadmap.step-1.title")
    assert spot is not None
    changed = spots.with_value(document, spot.where, "Another title")
    assert changed["roadmap"][1]["title"] == "Another title"
    assert document == a_document()
    assert "summary" not in spots.with_value(document, ("summary",), None)
    assert len(spots.with_value(document, ("roadmap", 0), None)["roadmap"]) == len(document["roadmap"]) - 1


def test_brings_back_one_place_and_leaves_the_others_as_they_are() -> None:
    old = a_document()
    first, second, *others = old["roadmap"]
    new = a_document(summary="New.", roadmap=[{**second, "title": "Another"}, *others])
    field = spots.restored(new, old, f"roadmap.{second['id']}.title")
    assert field == {**new, "roadmap": [second, *others]}
    assert spots.restored(new, old, f"roadmap.{first['id']}") == {**new, "roadmap": [first, *new["roadmap"]]}
    assert spots.restored(new, old, "roadmap") == {**new, "roadmap": old["roadmap"]}
    assert spots.restored(old, new, f"roadmap.{first['id']}") == {**old, "roadmap": [second, *others]}
    assert spots.restored(new, old, f"roadmap.{first['id']}.title") is None
    assert spots.restored(new, old, "roadmap.step-99") is None
