"""The one table: every act, from where to where, by whom, and what may stand in the way.

Buttons, API actions, refusals, the log and the diagram are read from it. The first row of an action that fits is the
one performed, so a row told apart by `when` stands before the row for all other cases.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import Enum, StrEnum

from cms.workflow import guards as g
from cms.workflow import review_guards as r
from cms.workflow.actors import EDITORIAL_ROLES, SYSTEM, Actor, Role, in_words
from cms.workflow.facts import Facts
from cms.workflow.states import PublicStatus, Removal, State


class Effect(StrEnum):
    """What must happen beside the new state and the event. Creating and saving keep their revision themselves."""

    OPEN_REVIEW = "open_review"  # pins the newest revision and copies the stages, of which there may be none
    CLAIM = "claim"
    RELEASE = "release"
    DECIDE = "decide"  # a decision of the review; the review ends when the guide leaves it
    CLOSE_REVIEW = "close_review"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    ALERT = "alert"
    DROP_CHANGES = "drop_changes"
    FORCE_PUBLISH = "force_publish"
    CLEAR_DEBT = "clear_debt"
    CLEAR_TAKEDOWN = "clear_takedown"
    REQUEST_REMOVAL = "request_removal"
    REMOVE = "remove"
    TAKEDOWN = "takedown"  # a removal at once, and a second look that is owed
    REINSTATE = "reinstate"
    REAFFIRM = "reaffirm"
    RESTORE = "restore"
    DISCARD = "discard"  # gives up an address that was never public
    RECOVER = "recover"  # takes it again, or another
    PURGE = "purge"
    ASSIGN = "assign"
    SET_REVIEW_BY = "set_review_by"


class Target(Enum):
    """Where an act leads that leads to no state of its own."""

    UNCHANGED = "unchanged"
    NOWHERE = "nowhere"  # the guide is no more


@dataclass(frozen=True, eq=False)
class Transition:
    """One row.

    needs: names of the Inputs that must be filled.
    when: tells rows of one action apart by the facts; `removals` does so by Inputs.removal.
    public_from: the public statuses at which the act exists, None for all; public_to: None when it stays.
    at_stage: while a stage of a review is open, the roles of that stage stand in for the reviewer.
    by_system: performed by the worker only.
    by: who, in words, where the roles alone say too little.
    """

    action: str
    label: str
    sources: Set[State | None]
    target: State | Target
    roles: frozenset[Role]
    guards: tuple[g.Guard, ...] = ()
    needs: tuple[str, ...] = ()
    effect: Effect | None = None
    when: Callable[[Facts], bool] | None = None
    removals: Set[Removal] = frozenset()
    public_from: Set[PublicStatus] | None = None
    public_to: PublicStatus | None = None
    at_stage: bool = False
    by_system: bool = False
    by: str = ""

    def fits(self, facts: Facts) -> bool:
        return (
            facts.state in self.sources
            and (self.public_from is None or facts.public_status in self.public_from)
            and (self.when is None or self.when(facts))
        )

    def is_open_to(self, actor: Actor, facts: Facts) -> bool:
        if self.by_system or actor.id == SYSTEM.id:
            return self.by_system and actor.id == SYSTEM.id
        return bool(actor.roles & self.roles_at(facts))

    def roles_at(self, facts: Facts) -> frozenset[Role]:
        if self.at_stage and facts.stage is not None:
            return (self.roles - REVIEWER) | facts.stage.roles
        return self.roles

    def who(self, facts: Facts) -> str:
        """Who performs this, as part of a sentence."""
        return "the system" if self.by_system else self.by or in_words(self.roles_at(facts))

    def state_after(self, state: State | None) -> State | None:
        """None: there is no guide any more."""
        if isinstance(self.target, State):
            return self.target
        return state if self.target is Target.UNCHANGED else None

    def public_after(self, status: PublicStatus) -> PublicStatus:
        return status if self.public_to is None else self.public_to


def without_review(facts: Facts) -> bool:
    return not facts.stages


def completes_review(facts: Facts) -> bool:
    """One more approval is all that the review waits for."""
    return facts.outstanding <= 1


def was_forced(facts: Facts) -> bool:
    """What was last live had been published without review, and nobody has looked at it since."""
    return facts.has_debt and facts.forced_by is not None


def changes_were_requested(facts: Facts) -> bool:
    return facts.discarded_from is State.CHANGES_REQUESTED


AUTHOR, REVIEWER, PUBLISHER = frozenset({Role.AUTHOR}), frozenset({Role.REVIEWER}), frozenset({Role.PUBLISHER})
MANAGING_EDITOR, ADMIN, NO_ROLE = frozenset({Role.MANAGING_EDITOR}), frozenset({Role.ADMIN}), frozenset[Role]()
EDITORS = EDITORIAL_ROLES

DRAFT, IN_REVIEW, APPROVED, SCHEDULED = State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED
PUBLISHED, CHANGES_REQUESTED = State.PUBLISHED, State.CHANGES_REQUESTED
PUBLISH_FAILED, DISCARDED = State.PUBLISH_FAILED, State.DISCARDED
UNCHANGED, NOWHERE = Target.UNCHANGED, Target.NOWHERE
ANY = frozenset(State)
KEPT = ANY - {DISCARDED}

LIVE, UNREVIEWED, WITHDRAWN = PublicStatus.LIVE, PublicStatus.LIVE_UNREVIEWED, PublicStatus.WITHDRAWN
REDIRECTED, GONE = PublicStatus.REDIRECTED, PublicStatus.GONE
READABLE = frozenset(status for status in PublicStatus if status.is_live)
UNREADABLE = frozenset(PublicStatus) - READABLE

# "What keeps this from going live": gates() reads them from the row, for the person and for the worker alike.
GATES = (r.approvals_counted, r.pinned_is_newest, g.slug_is_free, g.is_complete)
SUBMIT = (g.is_complete, g.warnings_acknowledged, g.differs_from_live, r.someone_eligible)
APPROVE = (
    r.second_pair_of_eyes, r.not_barred_from_stage, r.not_yet_approved_by_me, r.pinned_is_newest, r.comments_resolved,
)  # fmt: skip

T = Transition
# fmt: off
TRANSITIONS: tuple[Transition, ...] = (
    # Writing
    T("create", "New guide", {None}, DRAFT, AUTHOR, (g.slug_is_free,)),
    T("edit", "Save", {DRAFT, PUBLISHED}, DRAFT, AUTHOR),
    T("edit", "Save", {CHANGES_REQUESTED}, CHANGES_REQUESTED, AUTHOR),
    T("restore", "Restore a revision", {DRAFT, PUBLISHED}, DRAFT, AUTHOR,
      needs=("revision",), effect=Effect.RESTORE),
    T("restore", "Restore a revision", {CHANGES_REQUESTED}, CHANGES_REQUESTED, AUTHOR,
      needs=("revision",), effect=Effect.RESTORE),
    T("drop_changes", "Drop changes", {DRAFT, CHANGES_REQUESTED, APPROVED}, PUBLISHED, AUTHOR,
      effect=Effect.DROP_CHANGES, public_from=READABLE),

    # Review
    T("submit", "Mark as ready", {DRAFT, CHANGES_REQUESTED}, APPROVED, AUTHOR, SUBMIT,
      needs=("change_note", "major"), effect=Effect.OPEN_REVIEW, when=without_review),
    T("submit", "Send for review", {DRAFT, CHANGES_REQUESTED}, IN_REVIEW, AUTHOR, SUBMIT,
      needs=("change_note", "major"), effect=Effect.OPEN_REVIEW),
    T("claim", "Claim this review", {IN_REVIEW}, UNCHANGED, REVIEWER, (r.second_pair_of_eyes, r.not_barred_from_stage,
      r.not_claimed_by_me), effect=Effect.CLAIM, at_stage=True),
    T("release", "Release this review", {IN_REVIEW}, UNCHANGED, REVIEWER, (r.is_assignee,),
      effect=Effect.RELEASE, at_stage=True),
    T("approve", "Approve", {IN_REVIEW}, APPROVED, REVIEWER, APPROVE,
      effect=Effect.DECIDE, at_stage=True, when=completes_review),
    T("approve", "Approve", {IN_REVIEW}, IN_REVIEW, REVIEWER, APPROVE, effect=Effect.DECIDE, at_stage=True),
    T("request_changes", "Ask for changes", {IN_REVIEW, APPROVED}, CHANGES_REQUESTED, REVIEWER | PUBLISHER,
      (r.not_a_contributor,), needs=("comment",), effect=Effect.DECIDE, at_stage=True),
    T("recall", "Take back", {IN_REVIEW}, DRAFT, EDITORS, (g.is_contributor_or_managing_editor,),
      effect=Effect.CLOSE_REVIEW, by="a contributor or a managing editor"),
    T("reopen", "Reopen", {APPROVED}, DRAFT, AUTHOR, needs=("reason",), effect=Effect.CLOSE_REVIEW),

    # Publishing
    T("schedule", "Schedule", {APPROVED}, SCHEDULED, PUBLISHER, (r.approvals_counted, r.pinned_is_newest),
      needs=("due",), effect=Effect.SCHEDULE),
    T("unschedule", "Cancel the schedule", {SCHEDULED, PUBLISH_FAILED}, APPROVED, PUBLISHER,
      needs=("reason",), effect=Effect.UNSCHEDULE),
    T("publish", "Publish", {APPROVED, SCHEDULED, PUBLISH_FAILED}, PUBLISHED, PUBLISHER, GATES,
      effect=Effect.PUBLISH, public_to=LIVE),
    T("publish", "Publish", {SCHEDULED}, PUBLISHED, NO_ROLE, GATES,
      effect=Effect.PUBLISH, public_to=LIVE, by_system=True),
    # Whatever stopped it, an error while rendering included: a schedule never ends in silence. So a reason, no guard.
    T("fail_publish", "Report that publishing failed", {SCHEDULED}, PUBLISH_FAILED, NO_ROLE,
      needs=("reason",), effect=Effect.ALERT, by_system=True),
    T("force_publish", "Publish without review", {DRAFT, IN_REVIEW, CHANGES_REQUESTED, APPROVED}, PUBLISHED,
      MANAGING_EDITOR, (g.is_structurally_sound, g.slug_is_free),
      needs=("reason",), effect=Effect.FORCE_PUBLISH, public_to=UNREVIEWED),

    # What is public, wherever the work stands
    T("clear_debt", "Confirm the second look", KEPT, UNCHANGED, REVIEWER,
      (g.owes_second_look, g.neither_contributor_nor_forcer),
      effect=Effect.CLEAR_DEBT, public_from={UNREVIEWED}, public_to=LIVE),
    T("clear_debt", "Confirm the takedown", KEPT, UNCHANGED, REVIEWER,
      (g.took_down_alone, g.not_who_took_down),
      effect=Effect.CLEAR_TAKEDOWN, public_from={WITHDRAWN, GONE}),
    T("request_removal", "Ask for removal", KEPT, UNCHANGED, AUTHOR | PUBLISHER, needs=("removal", "reason"),
      effect=Effect.REQUEST_REMOVAL, removals={Removal.WITHDRAWN, Removal.GONE}, public_from=READABLE),
    T("request_removal", "Ask for removal", KEPT, UNCHANGED, AUTHOR | PUBLISHER, (g.redirect_target_is_ok,),
      needs=("removal", "reason", "target"),
      effect=Effect.REQUEST_REMOVAL, removals={Removal.REDIRECT}, public_from=READABLE),
    # The target in every row: while acts are offered the first one speaks for all, and a target may leave meanwhile.
    T("confirm_removal", "Confirm removal", KEPT, UNCHANGED, PUBLISHER, (g.removal_is_requested,
      g.not_the_one_who_asked, g.redirect_target_is_ok), needs=("removal",),
      effect=Effect.REMOVE, removals={Removal.WITHDRAWN}, public_from=READABLE, public_to=WITHDRAWN),
    T("confirm_removal", "Confirm removal", KEPT, UNCHANGED, PUBLISHER, (g.removal_is_requested,
      g.not_the_one_who_asked, g.redirect_target_is_ok), needs=("removal", "target"),
      effect=Effect.REMOVE, removals={Removal.REDIRECT}, public_from=READABLE, public_to=REDIRECTED),
    T("confirm_removal", "Confirm removal", KEPT, UNCHANGED, PUBLISHER, (g.removal_is_requested,
      g.not_the_one_who_asked, g.redirect_target_is_ok), needs=("removal",),
      effect=Effect.REMOVE, removals={Removal.GONE}, public_from=READABLE, public_to=GONE),
    T("takedown", "Take down", KEPT, UNCHANGED, MANAGING_EDITOR, needs=("removal", "reason"),
      effect=Effect.TAKEDOWN, removals={Removal.WITHDRAWN}, public_from=READABLE, public_to=WITHDRAWN),
    T("takedown", "Take down", KEPT, UNCHANGED, MANAGING_EDITOR, needs=("removal", "reason"),
      effect=Effect.TAKEDOWN, removals={Removal.GONE}, public_from=READABLE, public_to=GONE),
    # A text that went out without review does not come back as a reviewed one. Its address is its own for ever.
    T("reinstate", "Reinstate", KEPT, UNCHANGED, PUBLISHER, (g.same_text_as_last_live,),
      effect=Effect.REINSTATE, when=was_forced, public_from={WITHDRAWN, REDIRECTED, GONE}, public_to=UNREVIEWED),
    T("reinstate", "Reinstate", KEPT, UNCHANGED, PUBLISHER, (g.same_text_as_last_live,),
      effect=Effect.REINSTATE, public_from={WITHDRAWN, REDIRECTED, GONE}, public_to=LIVE),
    T("reaffirm", "Still right", KEPT, UNCHANGED, EDITORS, (g.is_owner_or_reviewer,), needs=("evidence",),
      effect=Effect.REAFFIRM, public_from=READABLE, by="its owner or a reviewer"),

    # Keeping house. The address of a guide in the trash may have been taken since: recovering finds it another.
    T("discard", "Move to the trash", {DRAFT, CHANGES_REQUESTED}, DISCARDED, AUTHOR | MANAGING_EDITOR,
      (g.is_its_author,), effect=Effect.DISCARD, public_from=UNREADABLE, by="its author or a managing editor"),
    T("recover", "Take out of the trash", {DISCARDED}, CHANGES_REQUESTED, AUTHOR | MANAGING_EDITOR,
      (g.is_its_author,), effect=Effect.RECOVER, when=changes_were_requested, by="its author or a managing editor"),
    T("recover", "Take out of the trash", {DISCARDED}, DRAFT, AUTHOR | MANAGING_EDITOR,
      (g.is_its_author,), effect=Effect.RECOVER, by="its author or a managing editor"),
    T("purge", "Delete for good", {DISCARDED}, NOWHERE, ADMIN, (g.long_enough_in_trash,),
      effect=Effect.PURGE, public_from={PublicStatus.NEVER_PUBLISHED}),
    T("assign", "Change the owner", ANY, UNCHANGED, AUTHOR | MANAGING_EDITOR,
      needs=("target",), effect=Effect.ASSIGN),
    T("set_review_by", "Set the review-by day", ANY, UNCHANGED, AUTHOR | MANAGING_EDITOR,
      needs=("due",), effect=Effect.SET_REVIEW_BY),
)
# fmt: on
