"""What holds for every document: rules do not raise, order does not matter to reasons, fixes mend and break nothing."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import content
from cms.content import Outside, Severity
from cms.content.preflight import FIXES, fix
from tests import factories
from tests.content.documents import raw_documents
from tests.content.preflight.looking import ODD, TODAY, Document, found, overfull

_LISTS = ("love", "miss", "challenges", "this_week", "this_month", "next_90_days")
# Where a step stands says when it begins, unless it says what it builds on.
_ORDER_TELLS = "depends_on"


def reasons(document: Document) -> Counter[tuple[str, str, str]]:
    """What reasons for warnings are kept by."""
    warnings = [one for one in found(document) if one.severity is Severity.WARNING]
    return Counter((one.rule, one.anchor, one.fingerprint) for one in warnings)


def flawed() -> Document:
    """A document with many warnings, in which the rows do not depend on their order."""
    document = content.draft(factories.sample_guide())
    for step, before in zip(document["roadmap"], [[], ["step-1"], ["step-2"], ["step-3"]], strict=True):
        step["depends_on"] = before
    document["resources"].append({**document["resources"][3], "id": "twin"})
    document["resources"].append({**document["resources"][3], "id": "third", "url": "https://a.example.org/x/"})
    document["resources"].append({"id": "fourth", "title": "Other", "url": "http://A.example.org/x?utm_source=b"})
    document["transferable_skills"][0]["skill"]["slug"] = "ui-design"
    document["reality_check"]["miss"] += [document["reality_check"]["love"][0], document["roadmap"][0]["tasks"][0]]
    document["roadmap"][2]["tasks"] += ["Read 'An Unlisted Book' and “Another Unlisted”."]
    document["sources"] = [{"id": "old", "title": "Old", "published_on": "2020-01-01"}]
    document["faq"] += [{"id": "two", "question": "How much?", "answer": "About 50% or $5 more."}]
    return content.draft(document)


def shuffled(document: Document, seed: int) -> Document:
    order = random.Random(seed)  # noqa: S311  # an order of rows, no secret

    def turned(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {name: turned(member, name) for name, member in value.items()}
        if isinstance(value, list) and name != _ORDER_TELLS:
            rows = [turned(one) for one in value]
            order.shuffle(rows)
            return rows
        return value

    made: Document = turned(document)
    return made


@given(raw_documents())
def test_never_raises(raw: Document) -> None:
    document = content.draft(raw)
    for one in content.findings(document, TODAY, Outside(links={})):
        assert one.message
        for part in one.where[:1]:
            assert part in content.GuideContent.members()


@given(st.integers(0, 10**6))
def test_keeps_reasons_when_rows_change_places(seed: int) -> None:
    document = flawed()
    before = reasons(document)
    rules = {rule for rule, _, _ in before}
    assert rules >= {"S12", "K02", "R01", "R02", "R07", "C01", "C02", "C03", "T03", "T04", "T05", "T06", "T07", "P01"}
    assert reasons(shuffled(document, seed)) == before


@given(raw_documents(), st.integers(0, 10**6))
def test_fixes_mend_and_break_nothing(raw: Document, seed: int) -> None:
    _all_fixes_are_good(content.draft(raw))


@pytest.mark.parametrize("seed", range(5))
def test_fixes_mend_the_flawed_guide(seed: int) -> None:
    assert _all_fixes_are_good(shuffled(flawed(), seed)) >= {"S12", "K06", "P02", "R02"}


def _all_fixes_are_good(document: Document) -> set[str]:
    """The rules of which a finding was mended."""
    made = found(document)
    done = set()
    for one in made:
        if one.rule not in FIXES or (after := fix(one.rule, one.path, document)) is None:
            continue
        done.add(one.rule)
        again = found(after)
        assert sum(other.rule == one.rule for other in again) < sum(other.rule == one.rule for other in made)
        assert _errors(again) <= _errors(made)
        assert content.draft(after) == after
    return done


def _errors(made: list[content.Finding]) -> Counter[str]:
    return Counter(one.rule for one in made if one.severity is Severity.ERROR)


# Drafts beyond every limit


@pytest.mark.parametrize("words", ODD)
def test_says_of_a_draft_far_beyond_its_limits_that_it_is(words: str) -> None:
    document = overfull(words)
    long = {one.path for one in found(document, "S10")}
    assert long >= {f"faq[{index}].answer" for index in range(len(document["faq"]))}
    assert long >= {f"skills_to_learn[{index}].how_to_learn" for index in range(len(document["skills_to_learn"]))}


# Reasons lapse


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("T03", {"timeline": {"min": 7, "max": 9, "unit": "month"}}),
        ("C01", {"salary_change": {"min_percent": 12, "max_percent": 12}}),
        ("T02", {"title": "From Backend Developer to AI Product Designer: Your 7-Month Guide"}),
        ("P01", {"title": "Now an AI PRODUCT Designer: Your 6-Month Guide"}),
    ],
)
def test_forgets_a_reason_when_its_values_change(rule: str, change: Document) -> None:
    document = flawed()
    before, after = reasons(document), reasons({**document, **change})
    own = {one for one in before if one[0] == rule}
    assert own - after.keys()
    others = {one for one in before if one[0] in ("R01", "T05", "S12")}
    assert others <= after.keys()
