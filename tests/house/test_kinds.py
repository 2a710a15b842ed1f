"""Every kind of value that a section can have is known wherever kinds are told apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.content import GuideContent, kinds
from cms.content.document import walk
from cms.content.kinds import Group, Items, Kind, Lines, Shape
from cms.content.schema import DESCRIBED
from cms.web.editor.widgets import FIELDS, form_class

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "public"
KINDS = sorted(
    {
        found.kind
        for found in vars(kinds).values()
        if isinstance(found, type) and issubclass(found, Kind) and "kind" in vars(found)
    }
)


def used(shape: type[Shape]) -> Iterator[Kind]:
    """Every member of a shape, at every depth."""
    for kind in shape.members().values():
        yield kind
        if isinstance(kind, Group | Items):
            yield from used(kind.shape)
        elif isinstance(kind, Lines):
            yield kind.line


def test_finds_the_kinds_that_the_guide_is_made_of() -> None:
    assert {kind.kind for kind in used(GuideContent)} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_has_a_widget(kind: str) -> None:
    assert kind in FIELDS


@pytest.mark.parametrize("kind", KINDS)
def test_is_described_to_programs(kind: str) -> None:
    assert kind in DESCRIBED


@pytest.mark.parametrize("kind", KINDS)
def test_has_a_template(kind: str) -> None:
    assert (TEMPLATES / "kinds" / f"{kind}.html").is_file()


def test_has_no_widget_and_no_template_for_a_kind_that_is_gone() -> None:
    assert sorted(FIELDS) == KINDS
    assert sorted(path.stem for path in (TEMPLATES / "kinds").glob("*.html")) == KINDS


def test_overrides_only_sections_that_there_are() -> None:
    assert {path.stem for path in (TEMPLATES / "sections").glob("*.html")} <= set(GuideContent.members())


def test_makes_a_field_of_every_member_that_can_be_edited() -> None:
    form = form_class(GuideContent)()
    editable = [name for name, kind in GuideContent.members().items() if kind.editable]
    assert [field.name for field in form] == editable


def test_labels_every_member_for_people() -> None:
    assert [kind for kind in used(GuideContent) if not kind.label.strip()] == []
    assert [where for where, kind, _ in walk({}) if kind.label == where[-1]] == []
