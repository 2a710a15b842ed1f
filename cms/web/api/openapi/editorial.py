"""The calls of programs that write. A token says who calls; roles and refusals are those of the desk."""

from typing import Any

from cms.content.schema import SAFE
from cms.services.commenting import MOST
from cms.web.api.openapi.acts import actions, table
from cms.web.api.openapi.answers import (
    CURSOR,
    JSON,
    UUID,
    Described,
    answer,
    header,
    in_path,
    limit,
    listed,
    page_of,
    problems,
    query,
    ref,
    repeated,
    shape,
    text,
    whole,
    word,
)
from cms.workflow import State

_AT = "/api/v1/editorial/guides"
_GUIDE = in_path("guide_id", "The guide.", UUID)
_IF_MATCH = header(
    "If-Match", 'The revision you looked at, such as "3": the ETag of the guide.',
    text(pattern='^"[1-9][0-9]{0,8}"$'), required=True,
)  # fmt: skip
_KEY = header(
    "Idempotency-Key", "Kept for 24 hours: the same request again gets the same answer and has no second effect.",
    text(pattern="^[!-~]{1,255}$"),
)  # fmt: skip
_SUGGESTION = in_path("suggestion_id", "The suggestion.", UUID)
_REVISION = whole("Number of a revision.", minimum=1, maximum=999_999_999)
_OR_LIVE: Described = {"anyOf": [_REVISION, {"const": "live"}]}


def _call(
    name: str, says: str, good: Described, *fails: int, parameters: list[Described] | None = None,
    body: Described | None = None, needed: bool = True, more: str = "",
) -> Described:  # fmt: skip
    told = {"description": more} if more else {}
    sent = {"requestBody": {"required": needed, "content": {JSON: body}}} if body else {}
    given = {"parameters": parameters} if parameters else {}
    return {
        "tags": ["Editorial"], "operationId": name, "summary": says, **told, **given, **sent,
        "responses": {**good, **problems(*sorted({400, 401, 403, 503, *fails}))}, "security": [{"token": []}],
    }  # fmt: skip


def _reads(
    name: str, says: str, schema: Described, *parameters: Described, sent_with: tuple[str, ...] = ()
) -> Described:
    return _call(name, says, {"200": answer(says, schema, JSON, *sent_with)}, 404, parameters=[_GUIDE, *parameters])


def _pages(
    name: str, says: str, schema: Described, *parameters: Described, limits: tuple[int, int] = (100, 500)
) -> Described:
    """A list that comes in pages. limits: rows of a page where none are asked for, and at most."""
    return _reads(name, says, schema, *parameters, limit(*limits), CURSOR, sent_with=("Link",))


OPERATIONS: dict[str, dict[str, Any]] = {
    f"GET {_AT}": _call(
        "editorialGuides", "Guides in every state, newest first",
        {"200": answer("A page of the list.", page_of(ref("GuideSummary")), JSON, "Link")},
        parameters=[
            query("q", "Part of a title or an address.", text(maxLength=200, pattern=SAFE)),
            repeated("state", "Where the work stands.", word(*map(str, State))), CURSOR, limit(20, 100),
        ],
    ),
    f"POST {_AT}": _call(
        "createGuide", "Begin a guide",
        {"201": answer("It is there.", ref("Created"), JSON, "Location", "ETag")}, 409, 413, 415, 422, 429,
        parameters=[_KEY], body={
            "schema": {**shape({"document": ref("GuideDraft")}), "additionalProperties": False},
            "example": {
                "document": {
                    "language": "en", "from_role": {"label": "Bus driver"}, "to_role": {"label": "Route planner"},
                }
            },
        },
    ),
    f"GET {_AT}/{{guide_id}}": _call(
        "editorialGuide", "A guide with its newest text, what keeps it from going live, and what you may do",
        {"200": answer("The guide. Its ETag names the newest revision.", ref("EditorialGuide"), JSON, "ETag")}, 404,
        parameters=[_GUIDE],
    ),
    f"PUT {_AT}/{{guide_id}}/document": _call(
        "saveDocument", "Save the text as the next revision",
        {"200": answer("Kept. merged: paths where another's later change was kept beside yours.", ref("Saved"))},
        404, 409, 413, 415, 422, 428, parameters=[_GUIDE, _IF_MATCH], body={"schema": ref("GuideDraft")},
        more="Unknown members are refused. On an older revision, what others changed since is kept beside what you "
        "changed, and named in `merged`. Where both changed the same field it is a 409 with `conflicts`.",
    ),
    f"POST {_AT}/{{guide_id}}/actions/{{action}}": _call(
        "act", "Perform an act of the workflow",
        {"200": answer("Done: where the guide stands now.", ref("Standing"))}, 404, 409, 413, 415, 422, 428,
        parameters=[_GUIDE, in_path("action", "A row of the table.", word(*actions())), _IF_MATCH, _KEY],
        body={"schema": ref("ActBody"), "example": {"change_note": "First edition.", "major": True}},
        needed=False, more=table(),
    ),
    f"GET {_AT}/{{guide_id}}/findings": _reads(
        "findings", "What the checks found in the newest text", shape({"findings": listed(ref("Finding"))})
    ),
    f"GET {_AT}/{{guide_id}}/revisions": _pages(
        "revisions", "Revisions, newest first", ref("RevisionList"),
        query(
            "milestones", "Only those that were submitted, published, named, restored or merged, and the newest.",
            {"type": "boolean", "default": False},
        ),
    ),
    f"GET {_AT}/{{guide_id}}/revisions/{{number}}": _reads(
        "revision", "One revision with its text", ref("WholeRevision"), in_path("number", "Its number.", _REVISION)
    ),
    f"PUT {_AT}/{{guide_id}}/revisions/{{number}}/name": _call(
        "nameRevision", "Give a revision a name, or another one",
        {"200": answer("Named. The same name again changes nothing.", ref("RevisionName"))},
        404, 409, 413, 415, 422, parameters=[_GUIDE, in_path("number", "Its number.", _REVISION)],
        body={"schema": ref("RevisionNameBody"), "example": {"name": "As sent to the chamber"}},
        more="A named revision is a milestone: it is never deleted. It needs no If-Match: what a revision is called "
        "does not depend on what is saved meanwhile.",
    ),
    f"GET {_AT}/{{guide_id}}/compare": _reads(
        "compare", "What changed between two revisions", ref("Comparison"),
        {**query("from", "The earlier one: its number, or `live` for what readers have.", _OR_LIVE), "required": True},
        {**query("to", "The later one: its number, or `live`.", _OR_LIVE), "required": True},
    ),
    f"POST {_AT}/{{guide_id}}/restore-part": _call(
        "restorePart", "Bring back one section, row or field as it is in an earlier revision",
        {"200": answer("Kept. merged: paths where another's later change was kept beside it.", ref("Saved"))},
        404, 409, 413, 415, 422, 428, parameters=[_GUIDE, _IF_MATCH, _KEY], body={
            "schema": ref("PartBody"), "example": {"revision": 1, "about": "roadmap.step-1.title"},
        },
        more="The rest of the text stays. A row that has gone comes back behind the one it stood behind. On an older "
        "revision it is kept beside what others changed since; where they changed that very place it is a 409 with "
        "`conflicts`. The act `restore` brings back a whole revision.",
    ),
    f"GET {_AT}/{{guide_id}}/comments": _pages(
        "comments", "What people say about the text, in threads, the earliest first", ref("CommentList"),
        limits=(MOST, MOST),
    ),
    f"POST {_AT}/{{guide_id}}/comments": _call(
        "comment", "Comment on the newest text, or answer a comment", {"201": answer("Said.", ref("Said"))},
        404, 409, 413, 415, 422, parameters=[_GUIDE, _KEY], body={
            "schema": ref("CommentBody"),
            "example": {"text": "Is this still what it costs?", "about": "resources.resource-1.cost"},
        },
    ),
    f"GET {_AT}/{{guide_id}}/suggestions": _pages(
        "suggestions", "Changes that somebody suggests and nobody has decided on, the earliest first",
        ref("SuggestionList"),
    ),
    f"POST {_AT}/{{guide_id}}/suggestions": _call(
        "suggest", "Suggest a change", {"201": answer("It waits for an author.", ref("Suggestion"))},
        404, 409, 413, 415, 422, parameters=[_GUIDE, _KEY], body={
            "schema": ref("SuggestionBody"), "example": {"about": "roadmap.step-1.title", "value": "Draw to scale"},
        },
        more="For a field: its new value, null for none. For a list such as `roadmap`: one more row. For a row such as "
        "`roadmap.step-1`: null, to take it out.",
    ),
    f"POST {_AT}/{{guide_id}}/suggestions/{{suggestion_id}}/take": _call(
        "takeSuggestion", "Save the text with the suggestion in it",
        {"200": answer("Taken. Whoever suggested it has had a hand in the text.", ref("Saved"))},
        404, 409, 413, 422, parameters=[_GUIDE, _SUGGESTION, _KEY],
        more="Refused when that very place has changed since: so it needs no If-Match.",
    ),
    f"POST {_AT}/{{guide_id}}/suggestions/{{suggestion_id}}/leave": _call(
        "leaveSuggestion", "Leave the text as it is", {"200": answer("Left.", ref("SuggestionLeft"))},
        404, 409, 413, 422, parameters=[_GUIDE, _SUGGESTION, _KEY],
    ),
    f"GET {_AT}/{{guide_id}}/events": _pages("events", "Everything that happened, oldest first", ref("EventList")),
}  # fmt: skip
