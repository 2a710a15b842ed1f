"""Rows without an id, empty rows, and texts of one line: what the next save must not make of them."""

from typing import Any

from cms import content
from cms.clock import today
from cms.content import derived
from tests.factories import a_document


def resources(*rows: dict[str, Any], base: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content.draft({"resources": list(rows)}, base=base)["resources"]
    return found


def test_gives_no_row_the_id_of_another_that_stood_there() -> None:
    base = content.draft({"resources": [{"id": "drawing", "title": "Drawing course", "kind": "course"}]})
    assert resources({"title": "Knitting course", "kind": "course"}, base=base)[0]["id"] == "resource-1"
    assert resources({"title": "Drawing course", "kind": "book"}, base=base)[0]["id"] == "drawing"


def test_finds_a_question_that_was_emptied() -> None:
    document = content.draft(a_document(faq=[{"id": "faq-7", "question": "", "answer": ""}]))
    found = [one for one in content.findings(document, today()) if one.path.startswith("faq[")]
    assert [(one.rule, one.path) for one in found] == [("S01", "faq[0]")]


def test_keeps_the_words_of_a_broken_line_apart() -> None:
    kept = content.draft({"title": "One\nTwo", "tags": ["three\r\n  four"], "overview": "Five\nsix"})
    assert (kept["title"], kept["tags"], kept["overview"]) == ("One Two", ["three four"], "Five\nsix")


def test_cuts_a_summary_without_its_marks() -> None:
    overview = "You are *always* in [time](https://a.example.org/x), for 2 * 3 **good** reasons."
    assert derived.summary({"overview": overview}) == "You are always in time, for 2 * 3 good reasons."


def test_compares_a_text_of_one_word_as_a_whole() -> None:
    changes = content.compare(a_document(overview="a " * 2900), a_document(overview="a b " * 1450))
    assert [part.value for part, _ in changes[0].differences[0].words] == ["deleted", "inserted"]
