"""The HTML of single values, which is put together by hand: nothing that somebody wrote becomes markup."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from wtforms.fields import FieldList, FormField

from cms.web.editor import controls, forms, ticking
from tests.factories import a_document

EVIL = "\"><script>alert('&amp;')</script>"


class Tags(HTMLParser):
    """Names and values as a browser reads them, and the tags there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[str | None] = []
        self.text = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [value for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def fields(inside: Any) -> Iterator[Any]:
    for field in inside:
        if isinstance(field, FormField):
            yield from fields(field.form)
        elif isinstance(field, FieldList):
            yield from fields(field.entries)
        else:
            yield field


def evil(value: Any) -> Any:
    """The same with each text, number and day as an attack."""
    if isinstance(value, dict):
        return {name: evil(one) for name, one in value.items()}
    return [evil(one) for one in value] if isinstance(value, list) else EVIL


def shown(field: Any, choices: ticking.Choices, notes: controls.Notes) -> str:
    if field.kind.kind == "references":
        return ticking.ticks(field, choices, notes)
    return controls.value(field, notes, label=EVIL)


def test_shows_whatever_was_typed_as_text() -> None:
    form = forms.from_document({name: evil(value) for name, value in a_document().items()})
    seen = set[str]()
    for field in fields(form):
        field.complaints = (EVIL,)
        html = shown(field, {getattr(field.kind, "to", ""): {}}, {field.id: [("warning", EVIL)]})
        found = Tags(html)
        assert "script" not in found.tags, html
        assert EVIL in found.attributes or EVIL in found.text, f"{field.id}: it is lost"
        assert found.text.count(EVIL) >= 2, f"{field.id}: what is said about it is lost"
        seen.add(field.kind.kind)
    assert seen >= {"line", "prose", "slug", "link", "choice", "code", "day", "amount", "flag", "references"}


def test_marks_what_is_needed_but_not_what_is_made_by_itself() -> None:
    role = forms.from_document({})["from_role"].form
    assert [("needed" in controls.value(role[name], {})) for name in ("label", "slug")] == [True, False]


def test_skills_to_learn_are_offered_before_those_brought_along() -> None:
    document = a_document()
    offered = forms.choices_for(forms.from_document(document))["skills"]
    learned = [row["skill"]["slug"] for row in document["skills_to_learn"]]
    assert list(offered)[: len(learned)] == learned


def test_names_what_references_can_be_as_it_is_written() -> None:
    form = forms.from_document({**a_document(), "sources": [{"id": EVIL, "title": EVIL}]})
    field = form["demand"].form["source_ids"]
    found = Tags(ticking.ticks(field, forms.choices_for(form), {}))
    assert "script" not in found.tags
    assert (found.attributes.count(EVIL), found.text.count(EVIL)) == (1, 1)
    assert "(not in this guide)" in found.text


def test_says_in_words_that_there_is_nothing_to_choose_from() -> None:
    field = forms.from_document({})["demand"].form["source_ids"]
    assert '<span class="count">none yet</span>' in ticking.ticks(field, {}, {})
    assert '<span class="count">0 of 1</span>' in ticking.ticks(field, {"sources": {"a": ("a", "A")}}, {})
