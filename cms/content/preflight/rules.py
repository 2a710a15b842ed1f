"""The table of rules: what each is called, and how severe it is. What they look at stands in the families' files."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # blocks submit
    WARNING = "warning"  # needs an acknowledgement with a reason
    HINT = "hint"  # is shown


@dataclass(frozen=True)
class Rule:
    """about: of a warning, what all that this rule finds have in common, in the words of an editor."""

    id: str
    name: str
    severity: Severity
    about: str = ""


_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("S01", "required-missing", _E),
        Rule("S02", "faq-incomplete", _E),
        Rule("S03", "range-inverted", _E),
        Rule("S04", "number-out-of-range", _E),
        Rule("S05", "same-role", _E),
        Rule("S06", "dangling-reference", _E),
        Rule("S07", "code-invalid", _E),
        Rule("S08", "url-unsafe", _E),
        Rule("S09", "text-unsafe", _E),
        Rule("S10", "length-limit", _E),
        Rule("S11", "guide-exists", _E),
        Rule("S12", "duplicate-text", _W, "Texts that stand there twice"),
        Rule("T01", "title-duration-outside", _E),
        Rule("T02", "title-duration-partial", _W, "The duration in the title"),
        Rule("T03", "roadmap-vs-timeline", _W, "Steps against the timeline"),
        Rule("T04", "skills-vs-roadmap", _W, "Skills against the steps"),
        Rule("T05", "step-overcommitted", _W, "Steps with more to learn than time"),
        Rule("T06", "weekly-hours-missing", _W, "Hours of study a week"),
        Rule("T07", "action-later-than-roadmap", _W, "Actions that come after their step"),
        Rule("T08", "timeline-too-wide", _H),
        Rule("T09", "mixed-units", _H),
        Rule("K01", "duplicate-skill", _E),
        Rule("K02", "skill-on-both-sides", _W, "Skills both brought and learned"),
        Rule("K03", "critical-skill-uncovered", _E),
        Rule("K04", "important-skill-uncovered", _W, "Important skills that no step teaches"),
        Rule("K05", "optional-skill-uncovered", _H),
        Rule("K06", "skills-unordered", _H),
        Rule("K07", "compound-skill", _H),
        Rule("K08", "tool-unused", _H),
        Rule("K09", "priority-inflation", _W, "Priorities of the skills"),
        Rule("K10", "unmapped-role", _H),
        Rule("K11", "coverage-inferred", _H),
        Rule("R01", "resource-url-missing", _W, "Resources without a web address"),
        Rule("R02", "resource-duplicate", _W, "Resources that are listed twice"),
        Rule("R03", "resource-off-roadmap", _H),
        Rule("R04", "resource-without-task", _H),
        Rule("R05", "cost-missing", _H),
        Rule("R06", "link-broken", _W, "Web addresses that did not answer"),
        Rule("R07", "resource-unlisted", _W, "Titles that no resource has"),
        Rule("C01", "claim-without-source", _W, "Figures without a source"),
        Rule("C02", "source-stale", _W, "Figures past their time"),
        Rule("C03", "currency-ambiguous", _W, "Amounts in an unclear currency"),
        Rule("C04", "salary-contradiction", _W, "Pay against the salary change"),
        Rule("C05", "number-in-prose", _H),
        Rule("P01", "role-label-case", _W, "Capitals in role names"),
        Rule("P02", "mixed-apostrophes", _H),
        Rule("P03", "list-size", _H),
        Rule("P04", "overview-length", _H),
        Rule("P05", "faq-empty", _H),
        Rule("P06", "script-mismatch", _W, "The script of the overview"),
        Rule("P07", "summary-missing", _H),
        Rule("P08", "question-form", _H),
    )
}
