"""The reasons that authors give for warnings that stay."""

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

    def lapsed(self, found: Iterable[Finding]) -> dict[str, Acknowledgement]:
        """The newest reason for what was said of the same place when it read otherwise, by the path of the warning."""
        newest: dict[tuple[str, str], Acknowledgement] = {}
        for one in sorted(self.given.values(), key=lambda one: one.at):
            newest[one.rule, one.anchor] = one
        return {one.path: newest[one.rule, one.anchor] for one in found if (one.rule, one.anchor) in newest}

    def _to(self, one: Finding) -> Acknowledgement | None:
        is_asked = one.severity is Severity.WARNING
        return self.given.get((one.rule, one.anchor, one.fingerprint)) if is_asked else None


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
