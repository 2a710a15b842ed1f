"""What changed between two documents, as an editor is told."""

import json
from typing import Any

from hypothesis import given, reject
from hypothesis import strategies as st

from cms import content
from cms.content.compare import Change, Difference, Part, compare, words
from cms.errors import InvalidContent
from tests import factories
from tests.content.documents import raw_documents


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Of the one section that changed."""
    [section] = compare(content.draft(before), content.draft(after))
    return list(section.differences)


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.label, str(one.change)) for one in differences(before, after)]


def steps(*titles: str, **more: Any) -> dict[str, Any]:
    """A roadmap whose steps are matched by an id of their title."""
    return {"roadmap": [{"id": title.split()[0].lower(), "title": title, **more} for title in titles]}


# The same


def test_finds_nothing_in_the_same_document() -> None:
    assert compare(factories.a_full_document(), factories.a_full_document()) == []
    assert compare({}, {}) == []


@given(raw_documents(), raw_documents(), st.booleans())
def test_finds_nothing_exactly_when_the_normal_forms_are_equal(
    one: dict[str, Any], other: dict[str, Any], wholly: bool
) -> None:
    # Two wholly different documents prove little: mostly, one section alone is another.
    section = next(iter(other), "title")
    rest = {name: one[name] for name in one if name != section}
    before = content.draft(one)
    after = _accepted(other) if wholly else _accepted({**rest, section: other.get(section)})
    assert (compare(before, after) == []) == (json.dumps(before) == json.dumps(after))


def _accepted(raw: dict[str, Any]) -> content.Document:
    """Its normal form; a mixture in which two rows have one id is no document."""
    try:
        return content.draft(raw)
    except InvalidContent:
        reject()


@given(raw_documents())
def test_finds_nothing_when_a_document_is_read_again(raw: dict[str, Any]) -> None:
    before = content.draft(raw)
    assert compare(before, content.draft(before, base=before)) == []


# Sections


def test_names_the_sections_that_differ_in_reading_order() -> None:
    changed = factories.a_document(tags=["x"], title="Another title", faq=None)
    found = compare(factories.a_document(), changed)
    assert [(section.name, section.label) for section in found] == [
        ("title", "Title"),
        ("faq", "Questions"),
        ("tags", "Tags"),
    ]


def test_tells_a_value_added_removed_and_edited_apart() -> None:
    assert told({}, {"title": "a"}) == [("", "added")]
    assert told({"title": "a"}, {}) == [("", "removed")]
    assert told({"title": "a"}, {"title": "b"}) == [("", "edited")]


def test_names_the_member_of_a_group_that_changed() -> None:
    before = {"timeline": {"min": 6, "max": 9, "unit": "month"}}
    after = {"timeline": {"min": 6, "max": 12, "unit": "week"}}
    assert told(before, after) == [("To", "edited"), ("Unit", "edited")]


def test_speaks_of_values_as_an_editor_reads_them() -> None:
    before = {"difficulty": "very_challenging"}
    [found] = differences(before, {"difficulty": "easy"})
    assert found.words == ((Part.DELETED, "Very challenging"), (Part.INSERTED, "Easy"))
    [found] = differences({"timeline": {"min": 2.5}}, {"timeline": {"min": 3}})
    assert found.words == ((Part.DELETED, "2.5"), (Part.INSERTED, "3"))
    row = {"id": "a", "text": "A check"}
    [found] = differences({"entry_requirements": [row]}, {"entry_requirements": [{**row, "mandatory": True}]})
    assert (found.change, found.words) == (Change.ADDED, ((Part.INSERTED, "Yes"),))


def test_shows_a_code_it_does_not_know_as_it_is() -> None:
    [found] = differences({"difficulty": "plum"}, {"difficulty": "easy"})
    assert found.words[0] == (Part.DELETED, "plum")


# Rows


def test_tells_a_row_added_and_removed_apart() -> None:
    assert told(steps("Count", "Draw"), steps("Count", "Draw", "Apply")) == [("Step 3 “Apply”", "added")]
    assert told(steps("Count", "Draw"), steps("Draw")) == [("Step 1 “Count”", "removed")]


def test_tells_a_row_that_moved_from_those_that_made_way() -> None:
    assert told(steps("A", "B", "C", "D"), steps("B", "C", "D", "A")) == [("Step 4 “A”", "moved")]
    [found] = differences(steps("A", "B", "C"), steps("C", "A", "B"))
    assert found.words == ((Part.SAME, "from place 3 to place 1"),)


def test_does_not_call_the_middle_of_a_reversed_list_moved() -> None:
    found = differences(steps("A", "B", "C"), steps("C", "B", "A"))
    assert [one.words[0][1] for one in found] == ["from place 3 to place 1", "from place 1 to place 3"]


def test_does_not_call_a_row_moved_that_only_lost_or_got_a_neighbour() -> None:
    assert told(steps("A", "B", "C"), steps("New", "A", "B", "C")) == [("Step 1 “New”", "added")]
    assert told(steps("A", "B", "C"), steps("B", "C")) == [("Step 1 “A”", "removed")]


def test_tells_an_edit_inside_a_row_by_its_path() -> None:
    before, after = steps("Count buses", "Draw", tasks=["One"]), steps("Count trams", "Draw", tasks=["One"])
    assert told(before, after) == [("Step 1 “Count trams” › Title", "edited")]


def test_tells_a_row_that_moved_and_was_edited_twice() -> None:
    assert told(steps("A", "B one", "C"), steps("B two", "A", "C")) in (
        [("Step 1 “B two”", "moved"), ("Step 1 “B two” › Title", "edited")],
        [("Step 1 “B two” › Title", "edited"), ("Step 2 “A”", "moved")],
    )


def test_tells_all_that_an_added_row_says() -> None:
    row = {"id": "a", "title": "Draw", "duration": {"value": 2, "unit": "week"}, "tasks": ["One", "Two"]}
    [found] = differences({}, {"roadmap": [row]})
    assert found.words == ((Part.INSERTED, "Title: Draw\nLength: 2\nUnit: Weeks\nTasks: One, Two"),)


def test_matches_a_skill_by_its_slug_and_tells_equal_ones_apart() -> None:
    def learning(*texts: str) -> dict[str, Any]:
        skill = {"slug": "sql", "label": "SQL"}
        return {"skills_to_learn": [{"skill": skill, "how_to_learn": text} for text in texts]}

    assert told(learning("first", "second"), learning("first", "changed")) == [
        ("Skill 2 “SQL” › How to learn it", "edited")
    ]
    assert told(learning("first", "second"), learning("first")) == [("Skill 2 “SQL”", "removed")]
    assert told(learning("first"), learning("first", "first")) == [("Skill 2 “SQL”", "added")]


def test_matches_rows_without_identity_by_what_they_say() -> None:
    ann, ben = {"name": "Ann"}, {"name": "Ben"}
    assert told({"authors": [ann, ben]}, {"authors": [ben, ann]})[0][1] == "moved"
    assert told({"authors": [ann]}, {"authors": [ann, ben]}) == [("Author 2 “Ben”", "added")]
    assert told({"authors": [ann, ann]}, {"authors": [ann]}) == [("Author 2 “Ann”", "removed")]
    assert [change for _, change in told({"authors": [ann]}, {"authors": [{**ann, "url": "https://a.example"}]})] == [
        "added",
        "removed",
    ]


# Lines


def test_shows_the_words_of_an_edited_line_and_the_lines_that_came_and_went() -> None:
    before = {"reality_check": {"love": ["Evenings at home.", "Quiet mornings.", "Tea."]}}
    after = {"reality_check": {"love": ["Evenings in town.", "Quiet mornings.", "Tea.", "Cake."]}}
    assert differences(before, after) == [
        Difference(
            "What you will love",
            Change.EDITED,
            ((Part.SAME, "Evenings "), (Part.DELETED, "at home."), (Part.INSERTED, "in town.")),
        ),
        Difference("What you will love", Change.ADDED, ((Part.INSERTED, "Cake."),)),
    ]
    assert told({"tags": ["a", "b"]}, {"tags": ["b"]}) == [("", "removed")]
    assert [change for _, change in told({"tags": ["a", "b"]}, {"tags": ["b", "a"]})] == ["added", "removed"]


def test_tells_a_step_that_builds_on_nothing_from_one_that_builds_on_the_step_before() -> None:
    free = {"roadmap": [{"id": "a", "title": "A", "depends_on": []}]}
    assert told(steps("A"), free) == [("Step 1 “A” › Builds on", "added")]
    assert told(free, steps("A")) == [("Step 1 “A” › Builds on", "removed")]


# Words


def test_marks_whole_words() -> None:
    assert list(words("Check it daily, if you can", "Check it twice daily, as you can")) == [
        (Part.SAME, "Check it "),
        (Part.INSERTED, "twice "),
        (Part.SAME, "daily, "),
        (Part.DELETED, "if "),
        (Part.INSERTED, "as "),
        (Part.SAME, "you can"),
    ]


def test_the_last_word_is_no_other_for_what_follows_it() -> None:
    longer = [(Part.SAME, "At the junction."), (Part.INSERTED, " They wait.")]
    assert list(words("At the junction.", "At the junction. They wait.")) == longer
    assert list(words("At the junction. They wait.", "At the junction.")) == [longer[0], (Part.DELETED, " They wait.")]
    assert list(words("One.", "One.\n\nTwo.")) == [(Part.SAME, "One."), (Part.INSERTED, "\n\nTwo.")]


@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_loses_no_text_in_marking(before: str, after: str) -> None:
    parts = list(words(before, after))
    assert "".join(text for part, text in parts if part is not Part.DELETED) == after
    assert "".join(text for part, text in parts if part is not Part.INSERTED) == before


def test_compares_very_long_texts_by_paragraphs() -> None:
    long = "\n\n".join(f"Paragraph {number} " + "word " * 400 for number in range(10))
    parts = list(words(long, long.replace("Paragraph 7", "Chapter 7")))
    assert [part for part, _ in parts] == [Part.SAME, Part.DELETED, Part.INSERTED, Part.SAME]
    assert parts[1][1].startswith("Paragraph 7")
    assert len(parts[1][1]) > 2000


# In an editor's words


SOURCES = [
    {"id": "s1", "title": "Wages, by trade", "accessed_on": "2026-09-30"},
    {"id": "s2", "title": "Hiring rules"},
]


def test_references_are_called_by_what_they_name_in_each_text() -> None:
    before = {"sources": SOURCES, "demand": {"source_ids": ["s1"]}}
    [demand] = compare(content.draft(before), content.draft({**before, "demand": {"source_ids": ["s1", "s2", "s9"]}}))
    added = [(one.change, one.words) for one in demand.differences]
    assert added == [
        (Change.ADDED, ((Part.INSERTED, "Hiring rules"),)),
        (Change.ADDED, ((Part.INSERTED, "s9"),)),
    ], "what names nothing is shown as it stands"
    renamed = {**before, "sources": [{**SOURCES[0], "title": "Wages"}, SOURCES[1]]}
    assert [one.name for one in compare(content.draft(before), content.draft(renamed))] == ["sources"]


def test_a_row_is_told_with_days_codes_and_references_in_words() -> None:
    pay = {"min": 1, "max": 2, "currency": "EUR", "period": "year", "as_of": "2026-06-03", "source_ids": ["s1", "s2"]}
    question = {"id": "faq-1", "question": "Why?", "source_ids": ["s1", "s2"]}
    after = content.draft({"sources": SOURCES, "salary_from": pay, "faq": [question], "language": "de-AT"})
    said = {
        one.label or section.label: "".join(text for _, text in one.words)
        for section in compare({}, after)
        for one in section.differences
    }
    assert said["Question 1 “Why?”"] == "Question: Why?\nSources: Wages, by trade; Hiring rules"
    assert said["Source 1 “Wages, by trade”"] == "Title: Wages, by trade\nRead on: 30 Sep 2026"
    assert (said["As of"], said["Currency"], said["Language"]) == ("3 Jun 2026", "Euro", "German (Austria)")
