from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.content import slugs

BOTH = {"from_role": {"slug": "bus-driver"}, "to_role": {"slug": "planner"}}


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Bus Driver", "bus-driver"),
        ("Größe & Maß", "grosse-mass"),
        ("Straßenbahnführer:in", "strassenbahnfuhrer-in"),
        ("Café  owner’s", "cafe-owners"),
        ("Sea captain's mate", "sea-captains-mate"),
        ("Ærøskøbing Łódź Đà Nẵng Œuvre", "aeroskobing-lodz-da-nang-oeuvre"),
        ("C++ / C# (senior)", "c-c-senior"),
        ("  --x--  ", "x"),
        ("ＡＢＣ１２３", "abc123"),
        ("محاسب", ""),
        ("データ分析", ""),
        ("&!?", ""),
        ("", ""),
        ("محاسب SAP", "sap"),
    ],
)
def test_makes_a_slug_of_a_label(label: str, slug: str) -> None:
    assert slugs.slugify(label) == slug


@given(st.text(max_size=300), st.integers(1, 120))
def test_makes_nothing_but_slugs(label: str, longest: int) -> None:
    made = slugs.slugify(label, longest=longest)
    assert not made or slugs.SLUG.fullmatch(made)
    assert len(made) <= longest
    assert slugs.slugify(made, longest=longest) == made


def test_cuts_without_leaving_a_hyphen() -> None:
    assert slugs.slugify("a" * 9 + " b", longest=10) == "a" * 9


@pytest.mark.parametrize("text", ["a", "a-1", "2nd", "a" * 120])
def test_takes_slugs_for_addresses(text: str) -> None:
    assert slugs.is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "A", "a--b", "-a", "a-", "a_b", "ä", "a b", "a\n", "a" * 121, *sorted(slugs.RESERVED)]
)
def test_takes_nothing_else_for_an_address(text: str) -> None:
    assert not slugs.is_slug(text)


def proposed(document: dict[str, Any], number: int) -> list[str]:
    return list(islice(slugs.proposals(document, "guide-0123abcd"), number))


def test_proposes_the_two_roles_then_the_language_then_numbers() -> None:
    assert proposed({**BOTH, "language": "pt-BR"}, 4) == [
        "bus-driver-to-planner",
        "bus-driver-to-planner-pt-br",
        "bus-driver-to-planner-pt-br-2",
        "bus-driver-to-planner-pt-br-3",
    ]
    assert proposed(BOTH, 2) == ["bus-driver-to-planner", "bus-driver-to-planner-2"]


@pytest.mark.parametrize("document", [{}, {"from_role": {"slug": "a"}}, {**BOTH, "to_role": {"slug": "No Slug"}}])
def test_begins_with_the_fallback_where_a_role_has_no_slug(document: dict[str, Any]) -> None:
    assert proposed(document, 2) == ["guide-0123abcd", "guide-0123abcd-2"]


def test_proposes_nothing_longer_than_an_address_may_be() -> None:
    document = {"from_role": {"slug": "a" * 80}, "to_role": {"slug": "b" * 80}, "language": "zh-Hant"}
    made = proposed(document, 12)
    assert all(len(slug) <= 120 and slugs.SLUG.fullmatch(slug) for slug in made)
    assert len(set(made)) == 12


def test_takes_the_first_that_nobody_holds_and_that_is_not_reserved() -> None:
    taken = {"bus-driver-to-planner", "bus-driver-to-planner-en"}
    assert slugs.derive({**BOTH, "language": "en"}, "guide", taken.__contains__) == "bus-driver-to-planner-en-2"
    assert slugs.derive({}, "feed", lambda slug: False) == "feed-2"
