"""The reasons that authors give for warnings that stay."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cms import clock
from cms.content import Finding, Severity
from cms.services import situation
from cms.store import reviews
from cms.store.db import session
from cms.store.guides import Guide, Revision
from cms.store.reviews import Acknowledgement
from cms.workflow import Actor


@dataclass(frozen=True)
class Answered:
    """One reason, and the warnings for which somebody gave it. actor_id: who."""

    reason: str
    actor_id: str
    warnings: tuple[Finding, ...]


@dataclass(frozen=True)
class Answers:
    """The reasons that were given for warnings of a guide, whatever its text was then."""

    given: Mapping[tuple[str, str, str], Acknowledgement] = field(default_factory=dict)

    @classmethod
    def of(cls, guide: Guide) -> "Answers":
        return cls(reviews.acknowledged(guide.id))

    def open(self, found: Iterable[Finding]) -> list[Finding]:
        """What nobody has given a reason for yet, in the same order."""
        return [one for one in found if self._to(one) is None]

    def by_reason(self, found: Iterable[Finding]) -> list[Answered]:
        """The warnings that stay, by the reasons for them, in the order in which they were found."""
        by_reason: dict[tuple[str, str], list[Finding]] = {}
        for one in found:
            if given := self._to(one):
                by_reason.setdefault((given.reason, given.actor_id), []).append(one)
        return [Answered(reason, who, tuple(about)) for (reason, who), about in by_reason.items()]

    def lapsed(self, found: Sequence[Finding]) -> dict[tuple[str, str], Acknowledgement]:
        """The newest reason for what the same rule said of the same place when it read otherwise, by rule and path.
        found: all warnings of the text, for a reason that still holds is about another one. Where a place has several,
        such as the lines of a list, nothing tells which of them a reason was for: it is given for what all had alike.
        """
        holding = {(one.rule, one.anchor, one.fingerprint) for one in found}
        places = Counter((rule, anchor) for rule, anchor, _ in holding)
        ended: dict[tuple[str, str], list[Acknowledgement]] = {}
        for about, given in sorted(self.given.items(), key=lambda item: item[1].at):
            if about not in holding:
                ended.setdefault((given.rule, given.anchor), []).append(given)
        proposed = {}
        for one in self.open(found):
            reasons = ended.get((one.rule, one.anchor), [])
            is_sure = places[one.rule, one.anchor] == 1 and not _is_line(one)
            if reasons and (is_sure or len({before.reason for before in reasons}) == 1):
                proposed[one.rule, one.path] = reasons[-1]
        return proposed

    def _to(self, one: Finding) -> Acknowledgement | None:
        is_asked = one.severity is Severity.WARNING
        return self.given.get((one.rule, one.anchor, one.fingerprint)) if is_asked else None


def _is_line(finding: Finding) -> bool:
    """Whether it is about one of several texts that have no names."""
    return len(finding.anchor.split(".")) < len(finding.where)


def keep(guide: Guide, newest: Revision, given: Sequence[Mapping[str, str]], actor: Actor) -> None:
    """Keeps the reasons for warnings that are there now; an answer to a warning that is not there is dropped."""
    known = set(reviews.acknowledged(guide.id))
    answers = {(one.get("rule"), one.get("path")): one.get("reason", "").strip() for one in given}
    for finding in situation.judge(guide, newest.document, newest.digest):
        reason = answers.get((finding.rule, finding.path))
        about = (finding.rule, finding.anchor, finding.fingerprint)  # of two equal rows, one and the same
        if finding.severity is Severity.WARNING and reason and about not in known:
            known.add(about)
            answer = Acknowledgement(
                guide_id=guide.id, rule=finding.rule, anchor=finding.anchor, fingerprint=finding.fingerprint,
                reason=reason, actor_id=actor.id, at=clock.now(),
            )  # fmt: skip
            session().add(answer)
    session().flush()
