"""The guards of a review: who may approve, whether enough people have or could, and who holds the claim."""

from dataclasses import replace

from cms.errors import Kind, Refusal
from cms.workflow.actors import Actor, in_words
from cms.workflow.assigning import can_pass
from cms.workflow.facts import Facts
from cms.workflow.stages import Approval

SOMEONE_ELSE = "Someone who did not contribute to this text"


def someone_eligible(facts: Facts, actor: Actor) -> Refusal | None:
    """Enough people to pass all stages, once whoever submits has become a contributor."""
    signed = [{yes.actor_id for yes in facts.carried if yes.stage == index} - {actor.id} for index in _places(facts)]
    groups = [_eligible(facts, index) - {actor.id} for index in _places(facts)]
    for index, stage in enumerate(facts.stages):
        upto = facts.stages[: index + 1]
        if can_pass(upto, groups, signed):
            continue
        fewer = (replace(stage, approvals=number) for number in range(stage.approvals - 1, 0, -1))
        left = next((one.approvals for one in fewer if can_pass((*upto[:-1], one), groups, signed)), 0)
        others = ", nor approve an earlier stage" if left < len(groups[index] | signed[index]) else ""
        why = (
            f"“{stage.name}” needs {_people(stage.approvals)} who did not contribute{others}; "
            f"there {_are(left)}: each must be {in_words(stage.roles)}."
        )
        return Refusal("nobody_eligible", why, "An admin, by giving someone that role")
    return None


def _places(facts: Facts) -> range:
    return range(len(facts.stages))


def _eligible(facts: Facts, index: int) -> frozenset[str]:
    return facts.eligible[index] if index < len(facts.eligible) else frozenset()


def second_pair_of_eyes(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id not in facts.contributors:
        return None
    why = "You had a hand in this text, so your approval cannot be the second look at it."
    return Refusal("four_eyes", why, SOMEONE_ELSE, Kind.FORBIDDEN)


def not_a_contributor(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id not in facts.contributors:
        return None
    why = "You had a hand in this text. To change it, take it back or reopen it."
    return Refusal("contributor", why, SOMEONE_ELSE, Kind.FORBIDDEN)


def not_barred_from_stage(facts: Facts, actor: Actor) -> Refusal | None:
    """Of two stages that ask for different people, whoever signed one off leaves the other to somebody else.

    A sign-off that was brought along may be of the later one: it would stop counting with an approval of the earlier.
    """
    index, stage = facts.stage_index, facts.stage
    if index is None or stage is None:
        return None
    mine = {yes.stage for yes in _of_pinned_text(facts) if yes.actor_id == actor.id}
    if stage.bars_earlier_approvers and any(one < index for one in mine):
        why = f"You approved an earlier stage, and “{stage.name}” asks for someone else."
    elif later := [facts.stages[one] for one in mine if one > index and facts.stages[one].bars_earlier_approvers]:
        why = f"You signed off “{later[0].name}” already, which asks for someone who approved no earlier stage."
    else:
        return None
    return Refusal("earlier_approver", why, f"Someone else: {in_words(stage.roles)}", Kind.FORBIDDEN)


def not_yet_approved_by_me(facts: Facts, actor: Actor) -> Refusal | None:
    index = facts.stage_index
    if not any(yes.actor_id == actor.id and yes.stage == index for yes in _of_pinned_text(facts)):
        return None
    return Refusal("already_approved", "You approved this already; one person counts once.", SOMEONE_ELSE)


def may_approve(facts: Facts, person_id: str) -> bool:
    """Whether the approval of this person would count at the stage that is open, if they have one of its roles."""
    person = Actor(person_id, "", frozenset())
    asked = (second_pair_of_eyes, not_barred_from_stage, not_yet_approved_by_me)
    return all(guard(facts, person) is None for guard in asked)


def pinned_is_newest(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.pinned_digest is not None and facts.pinned_digest == facts.newest_digest:
        return None
    why = "The newest revision is not the one that was sent for review."
    return Refusal("text_changed", why, "An author, by reopening it and sending it for review again")


def approvals_counted(facts: Facts, actor: Actor) -> Refusal | None:
    """Every stage has its approvals of the pinned text, by people outside K as K is now."""
    lacking = facts.outstanding
    if not lacking:
        return None
    # Without a review nothing is pinned and no stage is open: the first one is what is waited for.
    index = facts.stage_index or 0
    stage, stages = facts.stages[index], len(facts.stages)
    here = stage.approvals - len(facts.counted(index))
    why = f"{_people(here)} must still approve it"
    if stages > 1:
        why += f" at “{stage.name}”, stage {index + 1} of {stages}"
    if later := lacking - here:
        why += f"; then {_people(later)} at the {'stage' if index + 2 == stages else 'stages'} after it"
    return Refusal("approvals_missing", f"{why}.", f"{SOMEONE_ELSE}: {in_words(stage.roles)}")


def comments_resolved(facts: Facts, actor: Actor) -> Refusal | None:
    minds = facts.stage is None or facts.stage.comments_block
    if not facts.blocking_comments or not minds:
        return None
    number = facts.blocking_comments
    why = "1 comment is still open." if number == 1 else f"{number} comments are still open."
    return Refusal("open_comments", why, "Whoever resolves the comments")


def not_claimed_by_me(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.assignee_id != actor.id:
        return None
    return Refusal("already_claimed", "You have claimed this review already.", "You, by releasing it")


def is_assignee(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.assignee_id == actor.id:
        return None
    if facts.assignee_id is None:
        return Refusal("not_claimed", "Nobody has claimed this review.", "A reviewer, by claiming it")
    return Refusal("someone_elses_claim", "Someone else has claimed this review.", "Whoever claimed it", Kind.FORBIDDEN)


def _of_pinned_text(facts: Facts) -> list[Approval]:
    return [
        yes
        for yes in facts.approvals
        if yes.stage < len(facts.stages)
        and yes.counts_for(facts.stages[yes.stage], facts.pinned_digest, facts.pinned_sections)
    ]


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _are(number: int) -> str:
    return {0: "is nobody", 1: "is only 1"}.get(number, f"are only {number}")
