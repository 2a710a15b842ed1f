"""The buttons of a guide's panel: which there are, in which order, and what each says there."""

from collections.abc import Mapping
from dataclasses import replace

from cms.services import editorial
from cms.web.editor.planned import Planned
from cms.workflow import Actor, Facts, Offer, available

# What follows, where the button's own words say too little. What has such words, or asks for some, opens first.
_EXPLAINED = {
    "claim": "Others see for a day that you are reading it. It keeps nobody away.",
    "assign": "They are told, and look after it from now on.",
    "set_review_by": "Its owner, and everyone who opens it, sees this day.",
    "discard": "It leaves the desk, and can be taken out of the trash again.",
    "drop_changes": "The newest text becomes the one that readers have.",
    "schedule": "It goes live at that time by itself. Until then you can cancel it.",
    "reopen": "Approvals of the whole text are void; sign-offs of sections last until these sections change.",
    "approve": "With this you say that you have read all of the text, and had no hand in it.",
    "clear_debt": "With this you say that you have looked at it, and that it is right.",
    "request_removal": "Readers keep the guide until another publisher confirms.",
    "confirm_removal": "It leaves all lists and feeds at once.",
    "takedown": "At once, and on your word alone. Somebody else then owes a second look.",
    "reinstate": "Readers get back the text that they last had, at the same address.",
    "reaffirm": "Readers see today as the day it was last verified; the text stays as it is.",
}


def offered(standing: editorial.Standing, actor: Actor, planned: Planned | None) -> list[Offer]:
    """What the panel has a button for. Open warnings keep no button away: the form of the act asks for the answers.
    What is about to go live has its button for undoing above the text.
    """
    elsewhere = (
        "edit",
        "restore",
        *(("publish", "unschedule") if planned and planned.undo and not planned.late else ()),
    )
    answered = replace(standing.facts, unacknowledged=())
    once_answered = {offer.action: offer for offer in available(answered, actor)}
    offers = [once_answered[offer.action] for offer in standing.offers if offer.action not in elsewhere]
    instead = _instead(standing.facts, planned)
    # What takes the place of something that waits already stands behind what would end the wait.
    offers.sort(key=lambda one: one.action == "request_removal" and one.action in instead)
    return [replace(one, label=instead[one.action][0]) if one.action in instead else one for one in offers]


def explained(facts: Facts, planned: Planned | None) -> dict[str, str]:
    """What follows each act, by its name."""
    return {**_EXPLAINED, **{action: words for action, (_, words) in _instead(facts, planned).items()}}


def _instead(facts: Facts, planned: Planned | None) -> Mapping[str, tuple[str, str]]:
    """Acts that here take the place of what waits already: their label, and what follows."""
    found = {}
    if planned and planned.schedule.outcome is None:
        words = f"Readers get it now, not at the time planned: {planned.due}. The schedule ends."
        found["publish"] = ("Publish now", words)
    if facts.removal_requested_by is not None:
        found["request_removal"] = (
            "Ask for a different removal",
            "It takes the place of the one that is asked for, and another publisher confirms it. Until then readers "
            "keep the guide.",
        )
    return found
