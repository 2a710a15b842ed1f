"""Small questions about facts and actor. Each answers None, or "no" with a sentence and who can clear it.

Those about a review, its stages and approvals, are in review_guards.
"""

from collections.abc import Callable

from cms.errors import Kind, Refusal
from cms.workflow.actors import Actor, Role
from cms.workflow.facts import Facts

Guard = Callable[[Facts, Actor], Refusal | None]

PURGE_AFTER_DAYS = 90


# The document


def is_complete(facts: Facts, actor: Actor) -> Refusal | None:
    return _unfinished(facts.blocking)


def is_structurally_sound(facts: Facts, actor: Actor) -> Refusal | None:
    """What stays of is_complete when a managing editor waives what can be waived."""
    return _unfinished(facts.blocking if facts.structural is None else facts.structural)


def _unfinished(sentences: tuple[str, ...]) -> Refusal | None:
    if not sentences:
        return None
    return Refusal("incomplete", f"Not finished yet: {' '.join(sentences)}", "An author", Kind.MISSING)


def warnings_acknowledged(facts: Facts, actor: Actor) -> Refusal | None:
    if not facts.unacknowledged:
        return None
    why = f"Mend this, or say why it stays: {' '.join(facts.unacknowledged)}"
    return Refusal("unacknowledged", why, "An author", Kind.MISSING)


def differs_from_live(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.live_digest is None or facts.newest_digest != facts.live_digest:
        return None
    return Refusal("nothing_new", "This is word for word what readers already have.", "An author, by changing it")


def slug_is_free(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.slug_free:
        return None
    why = f"Another guide already has the address “{facts.slug}”."
    return Refusal("slug_taken", why, "An author, by choosing another address")


# The person


def is_contributor_or_managing_editor(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id in facts.contributors or Role.MANAGING_EDITOR in actor.roles:
        return None
    why = "Only someone who contributed to this text takes it back."
    return Refusal("not_a_contributor", why, "A contributor or a managing editor", Kind.FORBIDDEN)


def is_its_author(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id in (facts.owner_id, facts.creator_id) or Role.MANAGING_EDITOR in actor.roles:
        return None
    why = "Only its own author does this: the owner, or whoever created it."
    return Refusal("not_its_author", why, "Its author or a managing editor", Kind.FORBIDDEN)


def is_owner_or_reviewer(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id == facts.owner_id or Role.REVIEWER in actor.roles:
        return None
    why = "Only its owner or a reviewer says that this guide is still right."
    return Refusal("not_its_owner", why, "Its owner or a reviewer", Kind.FORBIDDEN)


# The public side


def owes_second_look(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.has_debt:
        return None
    return Refusal("no_debt", "No second look is owed.", "Nobody: there is nothing to clear")


def neither_contributor_nor_forcer(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id != facts.forced_by and actor.id not in facts.debt_contributors:
        return None
    why = "You wrote or published this text, so yours would not be a second look."
    return Refusal("four_eyes", why, "A reviewer who neither contributed nor published it", Kind.FORBIDDEN)


def took_down_alone(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.taken_down_by is not None:
        return None
    return Refusal("no_debt", "No second look is owed.", "Nobody: there is nothing to clear")


def not_who_took_down(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id != facts.taken_down_by:
        return None
    why = "You took this down, so yours would not be a second look."
    return Refusal("four_eyes", why, "Another reviewer", Kind.FORBIDDEN)


def removal_is_requested(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.removal_requested_by is not None:
        return None
    return Refusal("no_request", "Nobody has asked for a removal.", "An author or a publisher, with “Ask for removal”")


def not_the_one_who_asked(facts: Facts, actor: Actor) -> Refusal | None:
    if actor.id != facts.removal_requested_by:
        return None
    why = "You asked for this removal; someone else confirms it."
    return Refusal("four_eyes", why, "Another publisher", Kind.FORBIDDEN)


def redirect_target_is_ok(facts: Facts, actor: Actor) -> Refusal | None:
    """Where no target was named, it is the row's needs that ask for one."""
    if facts.redirect_target_ok is not False:
        return None
    why = "Readers can only be sent to another guide that is live and not redirected itself."
    return Refusal("bad_target", why, "You, by naming another guide")


def same_text_as_last_live(facts: Facts, actor: Actor) -> Refusal | None:
    if facts.same_digest_as_last_live:
        return None
    why = "This is not the text that readers last had, so it goes through review first."
    return Refusal("not_the_last_live", why, "An author, with “Send for review”")


def long_enough_in_trash(facts: Facts, actor: Actor) -> Refusal | None:
    days = facts.trashed_days or 0
    if days >= PURGE_AFTER_DAYS:
        return None
    why = f"A guide stays in the trash for {PURGE_AFTER_DAYS} days; this one has been there for {days}."
    return Refusal("too_soon", why, "Nobody: time does")
