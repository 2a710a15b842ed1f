"""The reasons that authors give for warnings that stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cms import clock
from cms.content import Severity
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
    warnings: tuple[str, ...]


def answered(guide: Guide, newest: Revision) -> list[Answered]:
    """The warnings of this text that stay, by the reasons for them, in the order in which they were found."""
    known = reviews.acknowledged(guide.id)
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in situation.judge(guide, newest.document, newest.digest) if known else ():
        if given := known.get((one.rule, one.anchor, one.fingerprint)):
            by_reason.setdefault((given.reason, given.actor_id), []).append(one.message)
    return [Answered(reason, who, tuple(dict.fromkeys(about))) for (reason, who), about in by_reason.items()]


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
