"""The schema of a served document takes what we serve and refuses whatever is wrong with one in one place."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cms import content
from cms.content import GuideContent
from cms.content.document import Document, Where
from cms.content.kinds import (
    Amount,
    Choice,
    Code,
    Day,
    Group,
    Items,
    Kind,
    Lines,
    Link,
    Listing,
    Shape,
    Slug,
    Text,
)
from cms.content.rows import Duration, Timeline
from cms.content.schema import DESCRIBED, DRAFT_SLACK, Reading, guide_schema
from cms.errors import InvalidContent
from cms.rendering import documents
from tests.content.documents import raw_documents
from tests.factories import a_document, a_full_document, a_short_document, examples, mended_sample, sample_guide

ADDRESS = "https://guides.example.org/schemas/guide-1.0.json"
SCHEMA = guide_schema(ADDRESS)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
GUIDES = {
    "small": a_document(),
    "short": a_short_document(),
    "full": a_full_document(),
    "sample": content.draft(mended_sample()),
    **{name: content.draft(document) for name, document in examples().items()},
}
GUIDES = {name: documents.served(document) for name, document in GUIDES.items()}
TYPES: list[Any] = ["text", 7, True, [], {}, None]


def wrong_for(kind: Kind, value: Any) -> Iterator[Any]:
    """What cannot stand where `value` stands: another type; and of the right type what is beyond a limit or no code."""
    yield from (one for one in TYPES if json_type(one) != json_type(value))
    match kind:
        case Slug():
            yield from ("Two Words", "a--b", "a" * (kind.max_length + 1), "")
        case Choice():
            yield from ("plum", "")
        case Code():
            yield from ("nowhere-land!", "", "e")
        case Day():
            yield from ("22.11.2026", "2026-13-01", "")
        case Link():
            yield from ("javascript:alert(1)", "/here", "https://example.org/" + "a" * kind.max_length, "")
        case Text():
            yield from ("a" * (kind.max_length + 1), "", "a\u202eb", "a\x00b")
        case Amount():
            yield from (10**13, -(10**13))
            yield from (() if kind.minimum is None else (kind.minimum - 1,))
            yield from (() if kind.maximum is None else (kind.maximum + 1,))
        case Lines():
            yield [*value, *["a"] * kind.at_most, "b"]
            yield from ([*value, wrong] for wrong in wrong_for(kind.line, "a"))
            yield from ([[]] if kind.at_least else ())
        case Items():
            yield [*value] * kind.at_most + value[:1] if value else [{}]
            yield [*value, "text"]
            yield from ([[]] if kind.at_least else ())
        case Group():
            yield from ({**value, "surprise": 1}, {**value, "min": None})
            yield from (
                {**value, end: 0} for end in ("min", "value") if kind.shape in (Timeline, Duration) and end in value
            )


def json_type(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(type(value))
    return "number" if isinstance(value, int | float) else type(value).__name__


def members(shape: type[Shape], value: Document, here: Where = ()) -> Iterator[tuple[Where, Kind, Any]]:
    """Every member that is there, at every depth."""
    for name, kind in shape.members().items():
        if name not in value:
            continue
        yield (*here, name), kind, value[name]
        if isinstance(kind, Group):
            yield from members(kind.shape, value[name], (*here, name))
        elif isinstance(kind, Items):
            for index, row in enumerate(value[name]):
                yield from members(kind.shape, row, (*here, name, index))


def parent(document: Document, where: Where) -> Any:
    for part in where[:-1]:
        document = document[part]  # type: ignore[index]
    return document


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str, Document]:
    """A guide that is wrong in one place: which one, what was done, the document."""
    name = draw(st.sampled_from(sorted(GUIDES.keys() - {"full"})))  # which takes long to copy
    document = copy.deepcopy(GUIDES[name])
    where, kind, value = draw(st.sampled_from(list(members(GuideContent, document))))
    holder, last = parent(document, where), where[-1]
    is_needed = kind.needed or (isinstance(kind, Listing) and not kind.keep_empty)
    act = draw(st.sampled_from(["change", "add", "remove"] if is_needed else ["change", "add"]))
    if act == "change":
        holder[last] = draw(st.sampled_from(list(wrong_for(kind, value))))
    elif act == "add":
        holder[draw(st.sampled_from(["surprise", "Title", ""]))] = draw(st.sampled_from(["x", None, [], 1]))
    else:
        del holder[last]
    return name, f"{act} {where}: {holder.get(last)!r:.60}", document


def test_is_itself_a_schema_of_the_2020_12_dialect() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == ADDRESS


@pytest.mark.parametrize("name", GUIDES)
def test_takes_every_document_that_we_serve(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(GUIDES[name])] == []
    assert VALIDATOR.is_valid({**GUIDES[name], "_guide": {"guide_id": "x"}})


@settings(max_examples=400)
@given(mutated())
def test_refuses_a_document_that_is_wrong_in_one_place(case: tuple[str, str, Document]) -> None:
    name, what, document = case
    assert not VALIDATOR.is_valid(document), f"{name}: {what}"


def test_refuses_what_only_members_together_can_be_wrong_about() -> None:
    served = GUIDES["small"]
    wrong: list[Document] = [
        {**served, "salary_change": {"source_ids": []}},
        {**served, "salary_change": {"min_percent": 10, "source_ids": []}},
        {**served, "faq": [{"id": "faq-1", "question": "Why?", "source_ids": []}]},
        {**served, "schema_version": "1.1"},
        {**served, "_guide": "x"},
        documents.served(sample_guide()),  # whose answer lacks its question
        a_short_document(),  # stored, not served: its empty lists are absent
    ]
    assert [index for index, document in enumerate(wrong) if VALIDATOR.is_valid(document)] == []


def test_describes_every_member_with_its_words() -> None:
    shapes = [SCHEMA, *(shape for shape in SCHEMA["$defs"].values() if shape["type"] == "object")]
    assert list(SCHEMA["properties"]) == [*GuideContent.members(), "_guide"]
    for shape in shapes:
        assert [name for name, said in shape["properties"].items() if name != "_guide" and not said["title"]] == []


def draft_validator() -> Draft202012Validator:
    reading = Reading(served=False, place="#/$defs/", suffix="Draft", slack=DRAFT_SLACK)
    return Draft202012Validator({**reading.of(GuideContent), "$defs": reading.shapes})


DRAFTS = draft_validator()


@given(raw_documents())
def test_describes_every_draft_that_may_be_sent(raw: Document) -> None:
    # The judge also reads days without hyphens, which no schema's `date` does.
    sent = json.loads(json.dumps(raw).replace('"20261122"', '"2026-11-22"'))
    assert [error.message for error in DRAFTS.iter_errors(sent)] == []
    assert DRAFTS.is_valid(content.draft(raw))


def test_draws_the_limits_of_a_draft_where_the_judge_does() -> None:
    longest = 4 * 160
    for amount, length, good in ((10**12, longest, True), (10**12 + 1, 1, False), (1, longest + 1, False)):
        raw = {"title": "a" * length, "timeline": {"min": amount}}
        assert DRAFTS.is_valid(raw) is good
        if good:
            content.draft(raw)
        else:
            with pytest.raises(InvalidContent):
                content.draft(raw)


@pytest.mark.parametrize("value", [True, "text", 7, ["text"], {"a": 1}])
@pytest.mark.parametrize("name", [*GuideContent.members(), "surprise"])
def test_refuses_a_wrong_type_in_a_draft_where_the_judge_does(name: str, value: Any) -> None:
    raw = {name: value}
    try:
        content.draft(raw)
    except InvalidContent:
        assert not DRAFTS.is_valid(raw)
    else:
        assert DRAFTS.is_valid(raw)


def test_mutates_members_of_every_kind() -> None:
    assert {kind.kind for _, kind, _ in members(GuideContent, GUIDES["small"])} == DESCRIBED
