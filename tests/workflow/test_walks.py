"""Random walks over the table: whatever people do, in whatever order, what is always true stays true."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cms.workflow import (
    SYSTEM,
    Actor,
    Approval,
    Authorship,
    Effect,
    Facts,
    PublicStatus,
    Removal,
    Role,
    Stage,
    State,
    Transition,
    available,
    contributors,
    decide,
    eligible,
)
from cms.workflow.stages import carried

from .cast import ADA, AMIRA, BEN, MONA, PAULA, PETE, RAVI, RUTH, SAID, WREN

PEOPLE = [AMIRA, BEN, RUTH, RAVI, PAULA, PETE, MONA, ADA, WREN]
REVIEWER = frozenset({Role.REVIEWER})
SECTIONS = ("a", "b")


@st.composite
def configured(draw: st.DrawFn) -> tuple[Stage, ...]:
    """Stages such as a managing editor may configure: at least one of them looks at the whole text."""
    names = draw(st.permutations(["Facts", "Language", "Law"]))[: draw(st.integers(1, 3))]
    whole = draw(st.integers(0, len(names) - 1))
    return tuple(
        Stage(
            name,
            draw(st.sampled_from([REVIEWER, REVIEWER | {Role.PUBLISHER}])),
            draw(st.integers(1, 2)),
            bars_earlier_approvers=draw(st.booleans()),
            sections=frozenset() if place == whole else draw(st.frozensets(st.sampled_from(SECTIONS))),
        )
        for place, name in enumerate(names)
    )


UNDER_REVIEW = (State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.PUBLISH_FAILED)


class Walk(RuleBasedStateMachine):
    """A guide kept in a few variables, moved as the services move one: only ever by a row that decide() gave."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts()
        self.sections = dict.fromkeys(SECTIONS, "")
        # Sign-offs of sections with the stage as it was, and the revision they were given to.
        self.signed: list[tuple[Stage, Approval, int]] = []
        self.revisions: list[Authorship] = []
        self.since = self.live_number = 0
        self.submitter: str | None = None
        self.live_sections = self.sections
        # Kept apart from contributors(): who last wrote which revision, as far as nobody else has looked at it.
        self.unseen: dict[str, int] = {}

    @initialize(stages=configured())
    def begin(self, stages: tuple[Stage, ...]) -> None:
        self.facts = Facts(stages=stages)

    def refreshed(self, **more: object) -> Facts:
        hands = contributors(self.revisions, since=self.since, submitter=self.submitter)
        people = frozenset(contributors(self.revisions, since=self.since))
        can = tuple(eligible(stage, PEOPLE, people) for stage in self.facts.stages)
        earlier = [(stage, yes) for stage, yes, _ in self.signed]
        brought = carried(self.facts.stages, earlier, self.sections, hands)
        return replace(self.facts, **{"carried": brought, "contributors": hands, "eligible": can, **more})  # type: ignore[arg-type]

    @rule(actor=st.sampled_from([*PEOPLE, SYSTEM]), pick=st.integers(0, 99), removal=st.sampled_from(Removal))
    def do_anything(self, actor: Actor, pick: int, removal: Removal) -> None:
        offers = [offer.action for offer in available(self.facts, actor) if offer.allowed]
        moves = [action for action in offers if action not in ("assign", "set_review_by", "reaffirm", "purge")]
        if moves:
            # The target of a redirect is not modelled here.
            self.act(moves[pick % len(moves)], actor, Removal.GONE if removal is Removal.REDIRECT else removal)

    @rule(people=st.permutations([*PEOPLE, SYSTEM]), forward=st.permutations(["schedule", "publish", "clear_debt"]))
    def go_on(self, people: list[Actor], forward: list[str]) -> None:
        """One step towards readers, by whoever may: left to chance alone, hardly any walk gets there."""
        may = [(offer.action, actor) for actor in people for offer in available(self.facts, actor) if offer.allowed]
        for step in ("create", "submit", "approve", *forward, "edit"):
            for action, actor in may:
                if action == step:
                    self.act(action, actor, Removal.GONE)
                    return

    def act(self, action: str, actor: Actor, removal: Removal) -> None:
        before = self.facts
        row = decide(action, before, actor, replace(SAID, removal=removal))
        self.perform(row, actor)
        self.check_step(row, before)

    def perform(self, row: Transition, actor: Actor) -> None:
        facts = self.facts
        if row.action in ("create", "edit", "restore"):
            number = len(self.revisions) + 1
            self.revise(actor, {**self.sections, SECTIONS[number % 3 % 2]: f"{number}"})
        if row.effect is Effect.DROP_CHANGES:
            self.revise(actor, self.live_sections)
        if row.effect is Effect.OPEN_REVIEW:
            self.submitter = actor.id
            brought = tuple(yes for yes in facts.carried if yes.actor_id != actor.id)
            pins = tuple(self.sections.items())
            more = {"pinned_digest": facts.newest_digest, "pinned_sections": pins, "approvals": brought}
            self.facts = replace(self.facts, **more)  # type: ignore[arg-type]
        if row.action == "approve":
            assert actor.id != self.submitter
            assert facts.stage is not None
            yes = Approval(actor.id, facts.stage_index or 0, facts.pinned_digest or "")
            self.facts = replace(self.facts, approvals=(*facts.approvals, yes))
            self.sign(facts.stage, yes)
        if row.action == "request_changes":
            self.signed = [one for one in self.signed if one[1].actor_id != actor.id]
        if row.effect is Effect.PUBLISH:
            counted = [(stage, yes) for index, stage in enumerate(facts.stages) for yes in facts.counted(index)]
            self.signed = []
            for stage, yes in counted:
                self.sign(stage, yes)
            self.since = self.live_number = facts.newest
            self.live_sections = self.sections
            self.facts = replace(self.facts, live_digest=facts.newest_digest, has_debt=False, forced_by=None)
        if row.effect is Effect.FORCE_PUBLISH:
            self.live_number = facts.newest
            self.live_sections = self.sections
            debt = {"has_debt": True, "forced_by": actor.id, "debt_contributors": facts.contributors}
            self.facts = replace(self.facts, live_digest=facts.newest_digest, **debt)  # type: ignore[arg-type]
        if row.effect is Effect.CLEAR_DEBT:
            self.since = self.live_number
            self.signed = [one for one in self.signed if one[2] > self.since]
            self.unseen = {who: number for who, number in self.unseen.items() if number > self.since}
            self.facts = replace(self.facts, has_debt=False, forced_by=None)
        if row.effect is Effect.REQUEST_REMOVAL:
            self.facts = replace(self.facts, removal_requested_by=actor.id)
        if row.effect in (Effect.REMOVE, Effect.TAKEDOWN):
            self.facts = replace(self.facts, removal_requested_by=None, same_digest_as_last_live=True)
        if row.effect is Effect.TAKEDOWN:
            self.facts = replace(self.facts, taken_down_by=actor.id)
        if row.effect is Effect.CLEAR_TAKEDOWN:
            assert actor.id != self.facts.taken_down_by
        if row.effect in (Effect.CLEAR_TAKEDOWN, Effect.REINSTATE, Effect.PUBLISH, Effect.FORCE_PUBLISH):
            self.facts = replace(self.facts, taken_down_by=None)
        state = row.state_after(facts.state)
        if state not in UNDER_REVIEW:
            self.submitter = None
            self.facts = replace(self.facts, pinned_digest=None, pinned_sections=(), approvals=())
        if row.action == "discard":
            self.facts = replace(self.facts, discarded_from=facts.state)
        self.facts = self.refreshed(state=state, public_status=row.public_after(facts.public_status))

    def sign(self, stage: Stage, yes: Approval) -> None:
        if stage.sections:
            pins = tuple((name, self.sections[name]) for name in sorted(stage.sections))
            self.signed.append((stage, replace(yes, sections=pins), self.facts.newest))

    def revise(self, actor: Actor, sections: dict[str, str]) -> None:
        self.sections, digest = sections, str(sections)
        if digest != self.facts.newest_digest:
            self.unseen[actor.id] = self.facts.newest + 1
        number, base = self.facts.newest + 1, self.facts.newest_digest or None
        self.revisions.append(Authorship(number, actor.id, digest, base, "edit"))
        self.facts = replace(self.facts, newest=number, newest_digest=digest, owner_id=self.facts.owner_id or actor.id)

    def check_step(self, row: Transition, before: Facts) -> None:
        now = self.facts
        if row.effect is Effect.PUBLISH:
            assert before.pinned_digest == before.newest_digest == now.live_digest
            earlier: set[str] = set()
            for index, stage in enumerate(before.stages):
                said_yes = {yes.actor_id for yes in before.approvals if yes.stage == index and self.is_of(yes, stage)}
                said_yes -= earlier if stage.bars_earlier_approvers else set()
                assert len(said_yes - self.unseen.keys()) >= stage.approvals
                earlier |= said_yes
            assert any(yes.digest == now.live_digest for yes in before.approvals), "nobody saw the whole text"
            self.unseen = {}
        elif row.effect is not Effect.FORCE_PUBLISH:
            assert now.live_digest == before.live_digest
        if row.public_to is None:
            assert now.public_status == before.public_status
        if row.public_to is PublicStatus.LIVE and row.effect is not Effect.PUBLISH:
            assert before.public_status is PublicStatus.LIVE_UNREVIEWED or before.forced_by is None

    def is_of(self, yes: Approval, stage: Stage) -> bool:
        """Whether it pins the text that is live, or those of its sections that the stage is about."""
        pins = {name: self.live_sections[name] for name in stage.sections}
        return yes.digest == self.facts.live_digest or (bool(pins) and dict(yes.sections) == pins)

    @invariant()
    def owes_a_second_look_at_what_went_out_without_one(self) -> None:
        if self.facts.public_status is PublicStatus.LIVE_UNREVIEWED:
            assert self.facts.has_debt
            assert self.facts.forced_by is not None

    @invariant()
    def owes_a_look_at_a_takedown_only_while_it_stands(self) -> None:
        if self.facts.taken_down_by is not None:
            assert self.facts.public_status in (PublicStatus.WITHDRAWN, PublicStatus.GONE)

    @invariant()
    def keeps_what_is_live_out_of_the_trash(self) -> None:
        assert not (self.facts.state is State.DISCARDED and self.facts.public_status.is_live)

    @invariant()
    def keeps_the_text_still_while_others_judge_it(self) -> None:
        if self.facts.state in UNDER_REVIEW:
            assert self.facts.pinned_digest == self.facts.newest_digest

    @invariant()
    def counts_a_published_guide_as_published(self) -> None:
        assert (self.facts.state is not State.PUBLISHED) or self.facts.live_digest == self.facts.newest_digest


TestWalks = Walk.TestCase
TestWalks.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
