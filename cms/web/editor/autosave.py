"""What a page of the editor sends by itself, while somebody types."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, abort, request

from cms.content import GuideContent, Place, json_text, typed
from cms.errors import InvalidContent, StaleRevision, flat
from cms.services import autosaving
from cms.services.autosaving import Autosaved, Page
from cms.store import accounts, guides
from cms.web import http
from cms.web.access import current_actor, for_scripts, requires
from cms.web.editor import posted, understanding
from cms.workflow import Role

_MEMBERS = frozenset({"base", "tab", "sequence", "document"})
_MAY_SAY = frozenset({"typed", "by_hand"})
_LAST = 10**15  # a page may count in milliseconds


@requires(Role.AUTHOR)
@for_scripts
def autosave(guide_id: UUID) -> Response:
    """POST /editor/guides/<id>/autosave: keeps what stands in the form, with the cause `autosave`, or `edit` by hand.

    Who: the signed-in author (session cookie), with the CSRF token in the header `X-CSRFToken` (the value of the
    page's field `csrf_token`). Content-Type: application/json. Every answer is JSON; none leads elsewhere.

    Body, with `typed` and `by_hand` or without, and no other member more or less:

        {"base": 7, "tab": "pJx0dLr2Qm9u", "sequence": 3, "document": {…}, "typed": ["timeline-min"]}

    base      the revision in the page's field `base` at first; afterwards `revision` of the last answer with 200.
    tab       the page's field `tab`: made anew by the server for each page, never shared by two.
    sequence  a whole number from 1, larger with every message of this page. Begin above the page's field `sequence`,
              and write each number back into that field, and each `revision` into the field `base`, before anything
              else happens: the form posts all three when it is saved by hand, and gets them back when it is shown
              again. What arrives twice, or after a later one, is passed over. A message that failed may be sent again
              with its number.
    document  the whole form, in the shape of the API's document: field `roadmap-0-tasks-1` is
              document.roadmap[0].tasks[1]. Every row of the form has its place, blank ones too (null, {} or ""), so
              that places in answers are those of the form. Numbers and days may be text as it was typed ("6", "six",
              "6–9 months" for all of a group), and
              yes or no the words of the form ("yes", "no", ""). Boxes ticked are a list of their values; of
              `roadmap-0-depends_on`, [] when its box “nothing” is ticked, null or absent when no box is.
    typed     the fields that were typed in last, each of its group: “8–12 weeks” there is the whole quantity, whatever
              stood in the others. The form posts them in fields of this name.

    by_hand   true: somebody pressed “Save”. What stands there is kept also after later messages said more.

    200, also when nothing had changed:

        {"revision": 8, "digest": "…", "saved_at": "2026-11-22T09:00:00.123456+00:00", "applied": true,
         "merged": [{"path": "roadmap[step-2].title", "label": "Roadmap › Step 2 “Read” › Title"}],
         "merged_from": ["Ben Okafor"],
         "ids": {"roadmap-3": "step-5"}, "slugs": {"skills_to_learn-1": "triage"},
         "unsaved": [{"path": "timeline.min", "field": "timeline-min", "message": "This must be a number, or …"}],
         "instead": {"roadmap-0-duration-value": "4", "roadmap-0-duration-unit": "week"}}

    revision, digest, saved_at  of the guide's newest revision; saved_at in UTC.
    applied   false: a message that came twice or late. Nothing was done, and the other lists are empty.
    merged    where others' changes were kept beside this text; merged_from names them (none: you, on another page).
              The form does not show these changes and need not: leave it as
              it is. What it sends next is compared with what it sent before, so others' changes stay.
    ids       ids that new rows were given: write each into the row's field `<key>-id`, so that the row keeps its name
              when it is changed altogether.
    slugs     names in addresses that skills without one have as they are labelled now. Write one into the row's field
              `<key>-skill-slug` when something is ticked that refers to it, and not before: they follow the labels.
    instead   what the controls of numbers, days and what goes with them show from now on: “4 weeks” was typed into the
              first, and is kept as a length and a unit. Leave a control alone while it is written in.
    unsaved   values that cannot be kept as they are. All others are saved; for these, what stood there before.

    Not 200: a problem document {"title", "status", "detail": a sentence, …}, and nothing was changed.

    400  the token (then the page must be loaded again), or the body is not as above.
    401  not signed in any more. After signing in elsewhere, go on with a new token.
    403  no author.     404  no such guide.     413, 415  too large; not JSON.
    409  "conflicts": [{"path", "label", "base", "theirs", "mine"}], "base", "newest", "names": somebody else changed
         the same (names: who saved; none: you, on another page). Sending again gives the same, until the form is
         saved by hand (post it as it is, with `base`, `tab` and `sequence`), which opens the screen that asks.
    409  "ended": true: the page was saved by hand since and is shown again from the browser's memory. Load it anew.
    409  "action", "state", "why", "refusals": the text may not be edited now, for instance while it is in review.
    422  "errors": [{"path", "field", "message"}]: nothing could be kept, such as with too many rows.
    503  with `Retry-After`: the database does not answer; send the same again.
    """
    base, page, document, newest = _read()
    read = understanding.read(document, newest)
    try:
        done = autosaving.autosave(guide_id, read.document, base=base, page=page, actor=current_actor())
    except StaleRevision as error:
        return _conflict(guide_id, error)
    except InvalidContent as error:
        return http.problem(422, "Unprocessable Entity", str(error), errors=_errors(error.errors))
    return http.json_answer(_said(done, read.instead))


def _read() -> tuple[int, Page, Any, list[str]]:
    """base, page, document and typed of the body. Aborts with 400, 413 or 415; raises Unreadable if it is no JSON."""
    if not request.is_json:
        abort(415, "Send the body as JSON, with Content-Type: application/json.")
    body = json_text.parse(request.get_data())
    if not isinstance(body, dict) or set(body) - _MAY_SAY != _MEMBERS:
        abort(400, "The body takes base, tab, sequence, document, typed and by_hand, and nothing else.")
    base, tab, sequence = body["base"], body["tab"], body["sequence"]
    if not (_whole(base) and _whole(sequence) and isinstance(tab, str) and posted.is_tab(tab)):
        abort(400, "base and sequence must be whole numbers from 1, tab the name that the page was given.")
    newest = body.get("typed", [])
    if not (isinstance(newest, list) and all(isinstance(one, str) for one in newest)):
        abort(400, "typed must be a list of names of fields.")
    by_hand = body.get("by_hand", False)
    if not isinstance(by_hand, bool):
        abort(400, "by_hand must be true or false.")
    return base, Page(tab, sequence, by_hand), body["document"], newest


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LAST


def _said(done: Autosaved, instead: Mapping[str, str]) -> dict[str, Any]:
    kept = done.kept
    others = [one for one in kept.merged_from if one != current_actor().id]
    names = accounts.names(set(others)) if others else {}
    unsaved = _errors(done.unsaved)
    return {
        "revision": kept.revision.number,
        "digest": kept.revision.digest,
        "saved_at": kept.revision.at.isoformat(),
        "applied": done.applied,
        "merged": [_place(one) for one in kept.merged],
        "merged_from": [names.get(one, one) for one in others],
        "ids": done.ids,
        "slugs": done.slugs,
        "unsaved": unsaved,
        "instead": {field: text for field, text in instead.items() if field not in {one["field"] for one in unsaved}},
    }


def _conflict(guide_id: UUID, error: StaleRevision) -> Response:
    conflicts = [
        {**_place(one.place), "base": one.base, "theirs": one.theirs, "mine": one.mine} for one in error.conflicts or ()
    ]
    people = guides.authors_since(guide_id, error.base, but=current_actor().id)
    names = accounts.names(set(people))
    return http.problem(
        409, "Conflict", str(error), base=error.base, newest=error.newest, conflicts=conflicts,
        names=[names.get(one, one) for one in people],
    )  # fmt: skip


def _place(place: Place) -> dict[str, str]:
    return {"path": place.path, "label": place.label}


def _errors(errors: Mapping[Any, Any]) -> list[dict[str, str]]:
    """Each with the field of the form it is about: `roadmap-0-tasks-1` of the path `roadmap[0].tasks[1]`."""
    return [
        {"path": path, "field": path.replace("[", "-").replace("]", "").replace(".", "-"), "message": message}
        for path, message in flat(typed.explained(GuideContent, errors))
    ]
