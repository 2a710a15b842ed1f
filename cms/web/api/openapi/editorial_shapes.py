"""What the editorial calls take and answer, and problem documents."""

from typing import Any

from cms.content import Severity
from cms.content.compare import Change, Part
from cms.content.schema import Reading
from cms.services.saying import Said
from cms.store.history import LONGEST_NAME, MILESTONES
from cms.web.api.openapi.answers import MOMENT, UUID, Described, listed, page_of, ref, shape, text, whole, word
from cms.web.api.openapi.talk_shapes import comments, suggestions
from cms.workflow import PublicStatus, Removal, State

_STATE = word(*map(str, State))
_PUBLIC = word(*map(str, PublicStatus))
_STANDING: Described = {"id": UUID, "state": _STATE, "public_status": _PUBLIC, "revision": whole(minimum=1)}
_SCHEDULE: Described = {
    "oneOf": [ref("Schedule"), {"type": "null"}],
    "description": "When it goes live by itself, or why it did not; null where neither is so.",
}
_REFUSAL = shape(
    {"code": text(), "why": text("A sentence for people."), "who_can_clear": text("Who can do something about it.")}
)
_RUN = {
    **listed(text()), "minItems": 2, "maxItems": 2,
    "description": f"What happened to a run of words ({', '.join(Part)}), and the words.",
}  # fmt: skip
_MAYBE_TEXT: Described = {"type": ["string", "null"]}
_MAYBE_NUMBER: Described = {"type": ["integer", "null"]}
_YES_NO: Described = {"type": "boolean"}


def shapes() -> dict[str, Described]:
    revision = {
        "number": whole(minimum=1), "name": _MAYBE_TEXT,
        "milestones": {**listed(word(*MILESTONES)), "description": "Why history shows it first; empty for most."},
        "publication": {**_MAYBE_NUMBER, "description": "The last one that published it."},
        "digest": text("SHA-256 of the normal form."), "author": text(), "cause": text(),
        "base": _MAYBE_NUMBER, "at": MOMENT,
    }  # fmt: skip
    return {
        **_act_body(),
        "Created": shape({"id": UUID, "state": _STATE, "revision": whole(minimum=1)}),
        "Saved": shape(
            {
                "id": UUID, "state": _STATE, "revision": whole(minimum=1),
                "merged": listed(text("Where another's change was kept beside yours, such as roadmap[step-1].title.")),
            }
        ),
        "Standing": shape({**_STANDING, "schedule": _SCHEDULE}),
        "Schedule": shape(
            {
                "due": MOMENT, "zone": text("In which the time was given."),
                "can_be_undone": {
                    "type": "boolean",
                    "description": "It was published by hand; until `due`, `unschedule` undoes that.",
                },
                "revision": whole(minimum=1), "digest": text(), "attempts": whole(minimum=0),
                "error": _MAYBE_TEXT,
            }
        ),
        "EditorialGuide": shape(
            {
                **_STANDING, "owner": text("Id of a person."), "claimed_by": _MAYBE_TEXT,
                "review_by": {"type": ["string", "null"], "format": "date"}, "schedule": _SCHEDULE,
                "slug": _MAYBE_TEXT, "document": ref("GuideDraft"),
                "gates": listed({**_REFUSAL, "description": "What keeps this from going live."}),
                "actions": listed(shape({"action": text(), "allowed": {"type": "boolean"}, "why": text()})),
            }
        ),
        "GuideSummary": shape(
            {**_STANDING, "slug": _MAYBE_TEXT, "title": text(), "language": text(), "updated_at": MOMENT}
        ),
        "Finding": shape(
            {"rule": text("Such as S02."), "severity": word(*map(str, Severity)), "path": text(), "message": text()}
        ),
        "Revision": shape(revision),
        "RevisionList": page_of(ref("Revision"), "revisions"),
        "EventList": page_of(ref("Event"), "events"),
        "CommentList": page_of(ref("Comment"), "comments"),
        "SuggestionList": page_of(ref("Suggestion"), "suggestions"),
        "RevisionName": shape({"number": whole(minimum=1), "name": text()}),
        "RevisionNameBody": {
            **shape({"name": text(minLength=1, maxLength=LONGEST_NAME)}), "additionalProperties": False,
        },
        "PartBody": {
            **shape(
                {
                    "revision": whole("Number of the revision it is taken from.", minimum=1, maximum=999_999_999),
                    "about": text("Anchor of the place, as in comparisons: `roadmap.step-1.title`."),
                }
            ),
            "additionalProperties": False,
        },
        "WholeRevision": shape({**revision, "document": ref("GuideDraft")}),
        "Comparison": shape(
            {
                "from": whole(minimum=1), "to": whole(minimum=1),
                "sections": listed(
                    shape(
                        {
                            "name": text(), "label": text(),
                            "differences": listed(ref("Difference")),
                        }
                    )
                ),
            }
        ),
        "Difference": shape(
            {
                "anchor": text("The place, each row by its id: roadmap.step-1.title. Stable while rows move."),
                "row": {**_MAYBE_TEXT, "description": "Anchor of the innermost row; null outside rows."},
                "field": {**_MAYBE_TEXT, "description": "Inside that row or section; null for the whole of it."},
                "label": text("The same in words."), "change": word(*map(str, Change)), "words": listed(_RUN),
                "places": {
                    "oneOf": [shape({"from": whole(minimum=1), "to": whole(minimum=1)}), {"type": "null"}],
                    "description": "Of a row that moved.",
                },
            }
        ),
        **comments(),
        **suggestions(),
        "Event": shape(
            {
                "number": whole(minimum=1), "action": text(), "actor": text(), "from_state": _MAYBE_TEXT,
                "to_state": _MAYBE_TEXT, "from_public_status": _MAYBE_TEXT, "public_status": _MAYBE_TEXT,
                "revision": _MAYBE_NUMBER, "publication": _MAYBE_NUMBER, "seq": _MAYBE_NUMBER, "at": MOMENT,
                "hash": text("Chains this event to the one before."),
            },
            says="One line of the log, with what was said beside it.",
        ),
        "Problem": _problem(),
    }  # fmt: skip


def _act_body() -> dict[str, Described]:
    reading = Reading(served=False, place="#/components/schemas/", suffix="Said")
    reading.of(Said)
    body = reading.shapes.pop("SaidSaid")
    told: dict[str, Any] = {
        "due": {"type": ["string", "null"], "format": "date-time", "description": "With its offset (RFC 3339)."},
        "no_day": {"type": ["boolean", "null"], "description": "For set_review_by, instead of `due`: clears the day."},
        "zone": {"type": ["string", "null"], "description": "Of the IANA time zone database, such as Europe/Berlin."},
        "removal": {"enum": [*map(str, Removal), "", None], "description": "What stays at the address."},
        "target": {
            **body["properties"]["target"],
            "description": "Slug to redirect to; for assign, id or e-mail address of the new owner.",
        },
        "revision": {"type": ["integer", "null"], "minimum": 1, "maximum": 999_999_999},
    }
    return {**reading.shapes, "ActBody": {**body, "properties": {**body["properties"], **told}}}


def _problem() -> Described:
    where = shape({"path": text("Such as roadmap[0].tasks[2]."), "message": text()})
    path = (
        "Where both changed something: a field, such as roadmap[step-1].title; a row, by its name, that one of them "
        "removed; a section, with its rows, or with their names in order."
    )
    conflict = shape({"path": text(path), "base": {}, "theirs": {}, "mine": {}}, says="null: absent.")
    left = shape({"guide_id": UUID, "slug": text(), "status": word("withdrawn", "gone")}, says="The guide that left.")
    more = {
        "action": text(), "state": _MAYBE_TEXT, "why": text(), "who_can_clear": text(), "refusals": listed(_REFUSAL),
        "errors": listed(where), "base": whole(), "newest": whole(), "conflicts": listed(conflict), "_guide": left,
        "restart": text("Where to begin again after a cursor that is too old.", format="uri"),
        "request_id": text("By which the log knows a failure of ours."),
    }  # fmt: skip
    return shape(
        {
            "type": text(), "title": text(), "status": whole(minimum=400, maximum=599), "detail": text(), **more,
        },
        *more,
        says="RFC 9457. action, state, why, who_can_clear: of a refused act. errors: of a malformed document.",
    )  # fmt: skip
