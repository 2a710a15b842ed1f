"""Where the work on a guide stands, and what readers see: two facts that move independently."""

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """An identifier, as code, API and log write it, with the words that an editor sees."""

    label: str
    _value_: str

    # The label has a default for one reader only: type checkers take State("draft"), a look-up, for this call.
    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class State(Worded):
    """Where the work stands: always about the newest revision."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    PUBLISH_FAILED = "publish_failed", "Publishing failed"
    DISCARDED = "discarded", "In the trash"


class PublicStatus(Worded):
    """What is public: always about the last publication."""

    NEVER_PUBLISHED = "never_published", "Never published"
    LIVE = "live", "Live"
    LIVE_UNREVIEWED = "live_unreviewed", "Live, second look owed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REDIRECTED = "redirected", "Redirected"
    GONE = "gone", "Gone"

    @property
    def is_live(self) -> bool:
        return self in (PublicStatus.LIVE, PublicStatus.LIVE_UNREVIEWED)


class Removal(Worded):
    """What is left at the address of a guide that is no longer live."""

    WITHDRAWN = "withdrawn", "Withdrawn: the page stays, with a banner"
    REDIRECT = "redirect", "Redirect: readers are sent to another guide"
    GONE = "gone", "Gone: nothing stays"
