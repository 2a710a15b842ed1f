"""What keeps a text from review: every rule of the preflight does what its severity says, whichever way it is sent."""

from typing import Any

import pytest
from flask import Flask

from cms.content import Document, Severity
from cms.content.preflight import RULES
from cms.errors import TransitionRefused
from cms.services import situation
from cms.store import guides
from cms.store.guides import Guide
from tests import factories
from tests.content.preflight.edges import EDGES
from tests.factories import a_guide

# A draft refuses unsafe characters already; links are not checked yet; another live guide has a test of its own.
GATED = [rule for rule in EDGES if rule not in ("S09", "R06", "S11")]


def judged(guide: Guide) -> list[Any]:
    return situation.judge(guide, guides.revision(guide.id, guide.newest).document)


def refusals(guide: Guide, **more: Any) -> dict[str, str]:
    """What stands in the way of submitting, by code; nothing when the guide is in review."""
    try:
        factories.act(guide.id, "submit", "author", change_note="First.", major=True, **more)
    except TransitionRefused as error:
        return {one.code: one.why for one in error.refusals}
    assert guides.find(guide.id).state == "in_review"
    return {}


@pytest.mark.parametrize("rule", GATED)
def test_stops_what_must_not_pass_and_asks_about_what_may(sqlite_app: Flask, rule: str) -> None:
    document: Document = {**EDGES[rule].fires, "translation_key": None}
    guide = a_guide("draft", {name: value for name, value in document.items() if value is not None})
    messages = [one.message for one in judged(guide) if one.rule == rule]
    assert messages
    reasons = [
        {"rule": one.rule, "path": one.path, "reason": "So."} for one in judged(guide) if one.severity == "warning"
    ]
    without, answered = refusals(guide), None
    match RULES[rule].severity:
        case Severity.ERROR:
            assert all(message in without["incomplete"] for message in messages)
            answered = refusals(guide, acknowledge=[*reasons, *_excuses(guide, rule)])
            assert all(message in answered["incomplete"] for message in messages)
        case Severity.WARNING:
            assert all(message in without["unacknowledged"] for message in messages)
            others = [one for one in reasons if one["rule"] != rule]
            assert all(message in refusals(guide, acknowledge=others)["unacknowledged"] for message in messages)
            assert "unacknowledged" not in refusals(guide, acknowledge=reasons)
        case Severity.HINT:
            assert not any(message in why for why in without.values() for message in messages)


def _excuses(guide: Guide, rule: str) -> list[dict[str, str]]:
    """Reasons where none is asked for: an error is not talked away."""
    return [{"rule": rule, "path": one.path, "reason": "Please."} for one in judged(guide) if one.rule == rule]


def test_a_clean_text_passes_without_a_word(sqlite_app: Flask) -> None:
    assert refusals(a_guide("draft")) == {}


def test_another_live_guide_with_the_same_ends_stops_it(sqlite_app: Flask) -> None:
    live = a_guide("published")
    document = guides.revision(live.id, live.newest).document
    other = a_guide("draft", {**document, "slug": "other-words", "translation_key": None})
    assert live.slug in refusals(other)["incomplete"]
    for change in (
        {"region": "IE"},
        {"language": "cy"},
        {"from_role": {**document["from_role"], "slug": "tram-driver"}},
    ):
        again = a_guide("draft", {**document, "slug": "once-more", **change})
        assert [one for one in judged(again) if one.rule == "S11"] == []
        factories.act(again.id, "discard", "author")
