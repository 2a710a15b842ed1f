"""How far each part of the form is, for the list of sections: a dot, and the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cms.content import Finding
from cms.content.kinds import says_something
from cms.web.editor.forms import Part

EMPTY = "S01"  # the rule about what is merely not written yet


class Stage(StrEnum):
    EMPTY = "empty"
    STARTED = "started"
    READY = "ready"
    FINDINGS = "findings"


@dataclass(frozen=True)
class Progress:
    """findings: how many, apart from what is merely empty and from hints, which keep nothing from being ready."""

    stage: Stage
    findings: int = 0

    @property
    def words(self) -> str:
        if self.stage is Stage.FINDINGS:
            return f"{self.findings} finding{'' if self.findings == 1 else 's'}"
        return self.stage.value


def of(part: Part, found: Sequence[Finding]) -> Progress:
    """found: about the text that was saved last."""
    here = [one for one in found if one.where and part.holds(one.where)]
    wrong = sum(one.rule != EMPTY and one.severity != "hint" for one in here)
    if wrong:
        return Progress(Stage.FINDINGS, wrong)
    if not any(says_something(field.data) for field in part.fields):
        return Progress(Stage.EMPTY)
    return Progress(Stage.STARTED if any(one.rule == EMPTY for one in here) else Stage.READY)
