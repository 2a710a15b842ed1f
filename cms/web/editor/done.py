"""What an act has brought about, in the words of the page that it leads to."""

from cms.services import scheduling
from cms.store.guides import Guide
from cms.workflow import State

_DONE = {
    "submit": "Sent for review.",
    "claim": "You have claimed this review.",
    "release": "The review is free again.",
    "approve": "You have approved it.",
    "request_changes": "You have asked for changes. Whoever wrote it is told.",
    "recall": "Taken back: it is a draft again.",
    "reopen": "It can be written again; the approvals no longer count.",
    "schedule": "Scheduled.",
    "unschedule": "Nothing goes live by itself now. It is approved still.",
    "publish": "Published.",
    "drop_changes": "The changes are dropped: the text is what readers have.",
    "force_publish": "Published without review. A second look is owed.",
    "clear_debt": "The second look is given.",
    "request_removal": "Removal is asked for. Another publisher has to confirm it.",
    "confirm_removal": "The removal is confirmed.",
    "takedown": "Taken down. A second look is owed.",
    "reinstate": "Readers have it again.",
    "reaffirm": "Noted: it is still right.",
    "discard": "It is in the trash, and can be taken out again.",
    "recover": "It is out of the trash.",
    "restore": "Restored: the earlier text is the newest now.",
    "assign": "The owner is changed, and told.",
    "set_review_by": "The day to look at it again is changed.",
}
LIVE = "live"  # what was on its way has arrived: static/editor/planned.js
_AT_ONCE = {"submit": "Approved: no review is needed here."}  # where it led to approval
_ONWARD = {"approve": "You have approved it. It waits for another approval."}  # where it is in review still


def told(action: str, guide: Guide) -> str:
    """ "" for what is no act, and while publishing can be undone: that is said where the button for it is."""
    if action == "publish" and scheduling.on_its_way(guide):
        return ""
    if action == LIVE:
        return "Readers have it now." if guide.state == State.PUBLISHED else ""
    if guide.state == State.APPROVED and action in _AT_ONCE:
        return _AT_ONCE[action]
    if guide.state == State.IN_REVIEW and action in _ONWARD:
        return _ONWARD[action]
    return _DONE.get(action, "")
