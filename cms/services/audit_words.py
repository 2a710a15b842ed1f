"""What was done, as it reads after a name: “Amira Haddad sent it for review”."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cms.workflow import TRANSITIONS, Removal, Role

DONE = {
    "create": "started the guide", "edit": "saved it", "submit": "sent it for review", "claim": "took on the review",
    "release": "gave the review back", "approve": "approved it", "request_changes": "asked for changes",
    "recall": "took it back from review", "reopen": "reopened it", "schedule": "scheduled it",
    "unschedule": "cancelled the schedule", "publish": "published it", "fail_publish": "could not publish it",
    "drop_changes": "dropped the changes since it was published", "force_publish": "published it without review",
    "clear_debt": "took the second look", "request_removal": "asked for its removal",
    "confirm_removal": "confirmed its removal", "takedown": "took it down", "reinstate": "reinstated it",
    "reaffirm": "said that it is still right", "discard": "moved it to the trash",
    "recover": "took it out of the trash", "restore": "restored an earlier version", "purge": "deleted it for good",
    "assign": "changed its owner", "name_revision": "named a version",
    "settle_comment": "settled a comment that kept it from being approved",
    "reopen_comment": "reopened a comment that keeps it from being approved",
    "set_review_by": "set the day it is to be looked at again",
    "person_added": "added somebody", "person_enabled": "let somebody in again", "person_disabled": "disabled somebody",
    "roles_changed": "changed somebody’s roles", "address_changed": "changed an e-mail address",
    "password_changed": "changed a password", "token_issued": "issued a token", "token_revoked": "revoked a token",
    "factor_added": "set up a second step at signing in", "factor_removed": "removed a second step at signing in",
    "factor_failed": "gave a wrong code at signing in", "factor_recovery_codes_made": "made recovery codes",
    "factor_recovery_code_used": "signed in with a recovery code",
    "stages_set": "configured the stages of review",
    "webhook_added": "added a webhook", "webhook_changed": "changed a webhook",
    "webhook_secret_replaced": "replaced a webhook’s secret", "webhook_disabled": "switched a webhook off",
    "webhook_enabled": "switched a webhook on", "webhook_removed": "removed a webhook",
}  # fmt: skip
# Members that an event of the site comes with, before their values.
MEMBERS = {
    "roles": "Roles", "before": "Before", "after": "Now", "kind": "With", "left": "Codes left", "name": "Named",
    "scopes": "May", "types": "Is told of", "changed": "What", "reason": "Why", "stages": "Stages",
}  # fmt: skip
_VALUES: dict[str, dict[str, str]] = {
    **{name: {str(one): one.label for one in Role} for name in ("roles", "before", "after")},
    "kind": {"passkey": "a passkey", "codes": "codes of an app"},
    "changed": {"url": "its address", "types": "what it is told of", "note": "its note"},
}
_LEFT = {
    Removal.WITHDRAWN: "The page stays, with a banner.",
    Removal.REDIRECT: "Readers are sent to another guide.",
    Removal.GONE: "Nothing stays at its address.",
}
_SETTINGS = {"CMS_REVIEWERS_REQUIRED=0": "This site asks for no review (CMS_REVIEWERS_REQUIRED=0)."}
SITE = ("person_", "roles_", "address_", "password_", "token_", "webhook_", "stages_", "factor_")
_LABELS = {row.action: row.label for row in TRANSITIONS}


def done(action: str) -> str:
    """An act of the workflow table that has no words of its own here is told by its button."""
    if action in DONE:
        return DONE[action]
    return f"chose “{_LABELS[action]}”" if action in _LABELS else action.replace("_", " ")


def told(name: str, value: Any) -> str:
    """One member of an event of the site: “Roles: Author, Reviewer”."""
    words = _VALUES.get(name, {})
    said = [words.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value])]
    return f"{MEMBERS.get(name, name)}: {', '.join(said) or 'none'}"


def why(name: str, value: Any, people: Mapping[str, str]) -> str:
    """What somebody said with an act, or chose. people: names by id."""
    match name:
        case "removal":
            return _LEFT[Removal(value)]
        case "target":
            return f"To {people[value]}." if value in people else f"Readers are sent to “{value}”."
        case "review_by":
            return f"By {date.fromisoformat(value):%-d %B %Y}." if value else "By no day any more."
        case "setting":
            return _SETTINGS.get(value, str(value))
    return str(value)
