"""Who is told of what, and in which words: the one table.

An act tells the groups of its rows, top to bottom, and each person once: the first row that finds them speaks. So what
somebody must do stands above what is merely good to know.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cms.services.whom import (
    Group,
    Happened,
    Way,
    approvers,
    assignee,
    contributors,
    managing_editors,
    owner,
    publishers,
    reviewers,
    reviewers_of_the_stage,
    submitter,
    who_asked_for_removal,
    who_owed_the_look,
    who_scheduled,
    whose_schedule_gave_way,
)
from cms.workflow import State

ENDPOINT_DISABLED = "endpoint_disabled"
ACCOUNT_CLOSED = "account_closed"
NO_EDITOR = "no_editor"
MENTION = "mention"
COMMENTED = "commented"
ANSWERED = "answered"
SUGGESTED = "suggested"

# Where on a guide's page a line leads that brings no place of its own.
ASKED = "#asked"
REVIEW = "/review"


@dataclass(frozen=True)
class Notice:
    """One row. kind: what the inbox keeps. action: of the workflow table; "" when a service tells by itself.

    headline: what it means for whoever reads it. sentence: what happened; {who} did it, {day} and the like as told.
    to: only when the act led there. must_act: something is to be done. ways: only when it came about like that.
    place: a path or a fragment below the guide's page, where one sees what it is about.
    """

    kind: str
    action: str
    whom: tuple[Group, ...]
    headline: str
    sentence: str
    to: State | None = None
    must_act: bool = field(default=False, kw_only=True)
    ways: tuple[Way, ...] = field(default=(Way.PLAIN,), kw_only=True)
    place: str = field(default="", kw_only=True)


N = Notice
# fmt: off
NOTICES: tuple[Notice, ...] = (
    N("review_wanted", "submit", (reviewers_of_the_stage,), "Waits for your review", "{who} sent it for review.",
      State.IN_REVIEW, must_act=True, place=REVIEW),
    N("marked_ready", "submit", (publishers,), "Ready to publish", "{who} marked it as ready.",
      State.APPROVED, must_act=True),
    N("stage_reached", "approve", (reviewers_of_the_stage,), "Waits for your review",
      "{who} approved it, and it has come to the next stage.", State.IN_REVIEW, must_act=True, place=REVIEW),
    N("ready", "approve", (publishers,), "Ready to publish", "{who} gave the last approval.",
      State.APPROVED, must_act=True),
    N("approved", "approve", (submitter, contributors, owner), "Approved", "{who} approved it."),
    N("changes_wanted", "request_changes", (submitter, contributors, owner), "Changes are asked for",
      "{who} read it and asks for changes.", must_act=True, place=ASKED),
    N("claimed", "claim", (submitter,), "Being reviewed", "{who} took on the review."),
    N("taken_back", "recall", (assignee, approvers, submitter), "Taken back from review",
      "{who} took it back to go on writing."),
    N("reopened", "reopen", (submitter, approvers, owner), "Reopened",
      "{who} reopened it. Approvals of the whole text are void; sign-offs of sections last until these change."),
    N("dropped", "drop_changes", (submitter, approvers, owner), "Changes dropped",
      "{who} dropped the changes since it was published. Readers keep the text that they have."),

    N("scheduled", "schedule", (owner, submitter), "Scheduled", "{who} scheduled it."),
    N("unscheduled", "unschedule", (who_scheduled, owner, submitter), "No longer scheduled",
      "{who} cancelled the schedule."),
    N("left_unplanned", "unschedule", (whose_schedule_gave_way,), "Publishing was undone",
      "{who} undid its publishing by hand. The schedule that this took the place of does not come back: give it a time "
      "again, if it is to go live.", ways=(Way.UNDONE, Way.UNSEEN)),
    N("undone", "unschedule", (who_scheduled, owner, submitter), "Publishing was undone",
      "{who} undid its publishing before readers had it.", ways=(Way.UNDONE,)),
    N("overtaken", "unschedule", (who_scheduled,), "No longer scheduled",
      "{who} publishes it by hand instead of waiting for its time.", ways=(Way.INSTEAD,)),
    N("published_by_hand", "publish", (who_scheduled,), "Published",
      "{who} published it by hand, not by its schedule. Readers see it now."),
    N("published", "publish", (owner, submitter), "Published", "{who} published it. Readers see it now."),
    N("publish_failed", "fail_publish", (publishers, managing_editors, owner, submitter), "Publishing failed",
      "Its time came, and it could not be published.", must_act=True),
    N("second_look", "force_publish", (reviewers,), "A second look is owed", "{who} published it without review.",
      must_act=True),
    N("forced", "force_publish", (owner, submitter), "Published without review", "{who} published it without review."),

    N("takedown_look", "takedown", (reviewers,), "A second look is owed", "{who} took it down alone.", must_act=True),
    N("taken_down", "takedown", (owner, publishers), "Taken down", "{who} took it down at once."),
    N("look_taken", "clear_debt", (who_owed_the_look, owner), "The second look is done", "{who} took the second look."),
    N("removal_wanted", "request_removal", (publishers,), "Removal waits for you",
      "{who} asks for its removal, which another publisher confirms.", must_act=True),
    N("removal_asked", "request_removal", (owner,), "Removal is asked for", "{who} asks for its removal."),
    N("removed", "confirm_removal", (owner, who_asked_for_removal), "Removed", "{who} confirmed its removal."),
    N("reinstated", "reinstate", (owner,), "Public again", "{who} reinstated it."),

    N("yours_now", "assign", (owner,), "This guide is yours now", "{who} made you its owner.", must_act=True),
    N("discarded", "discard", (owner,), "Moved to the trash", "{who} moved it to the trash."),

    # Reminders, from services/reminding.py. {day}: the one it is about. {what}: what is overdue, as a sentence.
    N("look_again", "", (), "To be looked at again", "Somebody is to look at it again by {day}. Say that it is "
      "still right, or bring it up to date; then set the next day.", must_act=True),
    N("look_again_late", "", (), "Overdue to be looked at again", "It was to be looked at again by {day}. Say that it "
      "is still right, or bring it up to date; then set the next day.", must_act=True),
    N("look_owed", "", (), "A second look is due", "A second look is owed by {day}. Read what readers have, and "
      "confirm it or ask for changes.", must_act=True),
    N("look_owed_late", "", (), "A second look is overdue", "A second look was owed by {day}. Read what readers have, "
      "and confirm it or ask for changes.", must_act=True),
    N("figures_old", "", (), "Figures are past their time", "Since {day} readers get figures that are older than they "
      "should be. Look for newer ones, or say that they are still right.", must_act=True),
    N("review_late", "", (), "A review is overdue", "Its review was to be decided by {day}. Read it, and approve it or "
      "ask for changes.", must_act=True, place=REVIEW),
    N("review_alone", "", (), "Nobody can decide this review", "{what} Nobody who may decide it is left. Give somebody "
      "the role that this stage asks for, or take the guide back.", must_act=True),
    N("left_alone", "", (), "Nobody looks after this guide", "{what} Whoever looked after it has no account any more. "
      "See to it, or name somebody who does.", must_act=True),
    N("long_overdue", "", (), "Overdue for weeks", "{what} They were reminded, and nothing has happened since. See to "
      "it, or name somebody who does.", must_act=True),

    N(NO_EDITOR, "", (), "Nobody is managing editor", "A guide needs somebody to see to it, which managing editors do. "
      "Publishers are told meanwhile. Give somebody the role.", must_act=True),

    N(MENTION, "", (), "You are mentioned", "{who} mentioned you in a comment.", must_act=True),
    # {what}: the place it is about.
    N(COMMENTED, "", (), "A comment on your guide", "{who} commented on {what}."),
    N(ANSWERED, "", (), "An answer to a comment", "{who} answered where you had written, about {what}."),
    N(SUGGESTED, "", (), "A change is suggested", "{who} suggests a change for {what}. Take it or leave it.",
      must_act=True),
    N(ACCOUNT_CLOSED, "", (), "Somebody left, and work is left", "{who} closed the account of {person}. Find out what "
      "they had begun, and choose who looks after their guides.", must_act=True),
    N(ENDPOINT_DISABLED, "", (), "A webhook was switched off",
      "Events are not sent to it any more, until an admin enables it again.", must_act=True),
)
# fmt: on
BY_KIND = {notice.kind: notice for notice in NOTICES}


def rows_for(it: Happened) -> Iterable[Notice]:
    """The rows of this act, top to bottom. The moment in which publishing by hand can be undone is nobody's news but of
    whose it was, or whose schedule it ended: what is told is that readers have it.
    """
    return [
        row
        for row in NOTICES
        if row.action == it.event.action and it.way in row.ways and row.to in (None, it.event.to_state)
    ]
