"""What a decision may look at (Facts), and what the actor says with the act (Inputs): frozen, from the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cms.workflow import stages as reviewing
from cms.workflow.stages import Approval, Pins, Stage
from cms.workflow.states import PublicStatus, Removal, State


@dataclass(frozen=True)
class Facts:
    """A guide as the workflow sees it. State what matters: each default is a new guide with nothing wrong, or a no."""

    state: State | None = None
    """None before the guide exists."""
    public_status: PublicStatus = PublicStatus.NEVER_PUBLISHED
    newest: int = 0
    """Number of the newest revision."""
    newest_digest: str = ""
    live_digest: str | None = None
    """Digest of the live publication; None while nothing is live."""
    owner_id: str = ""
    creator_id: str = ""
    assignee_id: str | None = None
    """Who claimed the review; None once the claim has expired."""
    slug: str = ""
    slug_free: bool = True
    """Held by no other live guide or draft, the guide's own claim apart."""

    blocking: tuple[str, ...] = ()
    """Sentences of the errors found in the newest document."""
    structural: tuple[str, ...] | None = None
    """Those of `blocking` that not even a force publish waives (the S rules). None: all of them."""
    unacknowledged: tuple[str, ...] = ()
    """Sentences of the warnings that nobody gave a reason for."""
    blocking_comments: int = 0
    """Unresolved comments that block the current stage."""

    contributors: frozenset[str] = frozenset()
    """K, as four_eyes.contributors() gives it, the submitter of the open or approved review included."""
    stages: tuple[Stage, ...] = ()
    """Of the open or approved review, else those that a submit would start with. Empty: a one-person site."""
    eligible: tuple[frozenset[str], ...] = ()
    """Per stage, as stages.eligible() gives it. Whoever submits is taken out by the guard that asks."""
    approvals: tuple[Approval, ...] = ()
    """Of the open or approved review."""
    pinned_digest: str | None = None
    """The text of the open or approved review, one without stages included; None when there is no such review."""
    pinned_sections: Pins = ()
    """The digests of its sections, where stages cover certain ones."""
    carried: tuple[Approval, ...] = ()
    """Sign-offs of sections that a submit would bring along. In a review they stand among its approvals."""

    has_debt: bool = False
    """A second look is still owed."""
    forced_by: str | None = None
    """Who forced the publication that the debt is about."""
    debt_contributors: frozenset[str] = frozenset()
    """K of that forced publication."""

    taken_down_by: str | None = None
    """Who took it down alone, as long as nobody else has confirmed that."""
    removal_requested_by: str | None = None
    redirect_target_ok: bool | None = None
    """The target is live, and no loop or chain comes of it. None: no target was named, now or in the open request."""
    same_digest_as_last_live: bool = False
    """What a reinstate would bring back is, byte for byte, what was last live."""

    discarded_from: State | None = None
    trashed_days: int | None = None

    @property
    def stage_index(self) -> int | None:
        """The stage that the review stands at; None without a review, or when every stage is passed."""
        if self.pinned_digest is None:
            return None
        return reviewing.current_stage(
            self.stages, self.approvals, self.pinned_digest, self.contributors, self.pinned_sections
        )

    @property
    def stage(self) -> Stage | None:
        index = self.stage_index
        return None if index is None else self.stages[index]

    @property
    def outstanding(self) -> int:
        """How many approvals of the pinned text are still to come."""
        return reviewing.outstanding(
            self.stages, self.approvals, self.pinned_digest, self.contributors, self.pinned_sections
        )

    def counted(self, stage: int) -> tuple[Approval, ...]:
        """The approvals that count at the stage with this index."""
        return reviewing.counted(
            self.approvals, digest=self.pinned_digest, contributors=self.contributors, stages=self.stages, stage=stage,
            sections=self.pinned_sections,
        )  # fmt: skip


@dataclass(frozen=True)
class Inputs:
    """What the actor says with the act. Blank text counts as not said.

    base: the revision that the actor looked at, checked against the newest. Leave it out for edit and restore, where
    an older base may still merge: the drafting service judges that.
    now: the caller's clock, needed whenever `due` is given.
    no_day: for set_review_by, instead of `due`: nobody is to look at it again by any day.
    by_hand: the schedule is the time for undoing a publication; nobody says so by themselves.
    removal, target: for confirm_removal, as they stand in the request that is confirmed.
    target: slug of the guide that readers are sent to; for assign, id or e-mail address of the new owner.
    """

    base: int | None = None
    comment: str = ""
    reason: str = ""
    change_note: str = ""
    major: bool | None = None
    due: datetime | None = None
    no_day: bool | None = None
    now: datetime | None = None
    zone: str | None = None
    removal: Removal | None = None
    target: str | None = None
    public_text: str = ""
    evidence: str = ""
    revision: int | None = None
    checklist: Sequence[str] = ()
    by_hand: bool = False


NOTHING_SAID = Inputs()
