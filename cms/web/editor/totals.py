"""What the durations in the form add up to: skills and steps against the timeline.

The numbers are those of cms/content/derived.py, over what was typed; what is no number yet counts as nothing. The
page's scripts (static/editor/totals.js) say the same while one types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cms.content import derived

_NEEDED = ("critical", "important")
_LESS, _MORE = Fraction(9, 10), Fraction(11, 10)  # how far steps and timeline may lie apart
_ABSURD = 1_000_000  # a slip of the finger, which is not added up


@dataclass(frozen=True)
class Totals:
    """In weeks. skills: the critical and important ones. timeline: both ends, None while it is incomplete."""

    skills: Fraction
    others: Fraction
    steps: Fraction
    timeline: tuple[Fraction, Fraction] | None

    @property
    def shown(self) -> dict[str, str]:
        return {
            "skills": _words(self.skills),
            "others": _words(self.others),
            "steps": _words(self.steps),
            "timeline": "not set yet" if self.timeline is None else _words(*self.timeline),
        }

    @property
    def verdicts(self) -> frozenset[str]:
        """`short` or `long`: the steps against the timeline. `full`: the skills need more than the steps give."""
        found = set()
        if self.timeline and self.steps:
            if self.steps < _LESS * self.timeline[0]:
                found.add("short")
            elif self.steps > _MORE * self.timeline[1]:
                found.add("long")
        if self.steps and self.skills > _MORE * self.steps:
            found.add("full")
        return frozenset(found)


def of(typed: Mapping[str, Any]) -> Totals:
    """typed: a whole form as plain Python (forms.raw), in which anything may be missing or still be text."""
    hours = _numbers(typed.get("weekly_hours"))
    document = {
        "weekly_hours": hours,
        "timeline": _numbers(typed.get("timeline")),
        "roadmap": [{"duration": _numbers(_member(row, "duration"))} for row in typed.get("roadmap") or ()],
        "skills_to_learn": [
            {"priority": str(_member(row, "priority") or ""), "duration": _numbers(_member(row, "duration"))}
            for row in typed.get("skills_to_learn") or ()
        ],
    }
    by_priority = derived.skill_weeks(document)
    return Totals(
        skills=sum((by_priority.get(name, Fraction(0)) for name in _NEEDED), Fraction(0)),
        others=by_priority.get("nice_to_have", Fraction(0)),
        steps=sum(derived.step_weeks(document), Fraction(0)),
        timeline=derived.timeline_weeks(document),
    )


def _member(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else None


def _numbers(value: Any) -> dict[str, Any]:
    """The members of a group that are numbers, and its unit."""
    if not isinstance(value, dict):
        return {}
    return {
        name: one
        for name, one in value.items()
        if (name == "unit" and isinstance(one, str))
        or (name != "unit" and isinstance(one, int | float) and abs(one) < _ABSURD)
    }


def _words(*weeks: Fraction) -> str:
    text = "–".join(dict.fromkeys(f"{derived.one_decimal(one):,}" for one in weeks))
    return f"{text} week{'' if text == '1' else 's'}"
