"""“Your plan”: a guide cut to what one reader has left to do. The answers stand in the address; nothing is kept."""

import re
from datetime import date
from fractions import Fraction

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from cms import clock
from cms.content import Document
from cms.content.plan import KNOWN, Answers, plan, rank, skills_of
from cms.rendering import PublishedGuide
from cms.rendering.plan_page import Fitting, PlanView
from cms.rendering.urls import plan_path
from cms.store import neighbours, roads
from cms.store.publications import Publication
from cms.web import addresses
from cms.web.access import public
from cms.web.parts import renderer
from cms.web.representation import Representation
from cms.web.site.cards import card

_HOURS = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?", re.ASCII)
_DAY = re.compile(r"2\d{3}-\d\d-\d\d", re.ASCII)  # so that the longest plan ends before the calendar does
_FITTING = 6
_CANDIDATES = 24
_EXPORTS = {"ics": "text/calendar", "md": "text/markdown"}


@public
def your_plan(slug: str) -> ResponseReturnValue:
    """Answers `skill-<slug>` (no, some, yes), `hours` a week and the `start` day make a plan; without any, the form."""
    query = request.query_string.decode("ascii", "ignore")
    found = addresses.at(slug, lambda there: f"{plan_path(there)}?{query}" if query else plan_path(there))
    if isinstance(found, Representation):
        return redirect(found.location, 301)
    if not found.status.is_live:
        raise Gone("This guide is not public any more, so there is no plan for it.")
    view = _view(found.publication)
    export = request.args.get("format")
    if not export or view.plan is None:
        return _answer(renderer().plan(view), "text/html", 400 if view.wrong else 200)
    if export not in _EXPORTS:
        abort(400, "format must be ics or md.")
    body = renderer().plan_calendar(view) if export == "ics" else renderer().plan_markdown(view)
    answer = _answer(body, _EXPORTS[export])
    answer.headers["Content-Disposition"] = f'attachment; filename="{view.guide.slug}-plan.{export}"'
    return answer


def _answer(body: str, media_type: str, status: int = 200) -> Response:
    answer = Response(body, status, mimetype=media_type)
    answer.headers["Cache-Control"] = "no-store"  # it is one reader's
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _view(one: Publication) -> PlanView:
    document = roads.documents([one])[one.guide_id]
    guide = _as_read(one, document)
    typed = {name: request.args.get(name, "").strip() for name in ("hours", "start")}
    said = {skill.slug: request.args.get(f"skill-{skill.slug}", "") for skill in skills_of(document)}
    answers = {slug: word for slug, word in said.items() if word in KNOWN}
    hours, start = _hours(typed["hours"]), _day(typed["start"])
    wrong = {name for name, value in (("hours", hours), ("start", start)) if typed[name] and value is None}
    if any(word and word not in KNOWN for word in said.values()):
        wrong.add("skills")
    if wrong or not (answers or any(typed.values())):
        return PlanView(guide, clock.today(), answers, typed["hours"], typed["start"], frozenset(wrong))
    known = {slug: KNOWN[word] for slug, word in answers.items()}
    begins_on = start or clock.today()
    understood = {"hours": f"{float(hours):g}" if hours else "", "start": begins_on.isoformat()}
    query = [(f"skill-{slug}", word) for slug, word in answers.items()] + list(understood.items())
    return PlanView(
        guide,
        begins_on,
        answers,
        hours=understood["hours"],
        start=understood["start"],
        plan=plan(document, known, hours),
        fitting=_fitting(one, known, hours),
        query=tuple(pair for pair in query if pair[1]),
    )


def _fitting(own: Publication, known: Answers, hours: Fraction | None) -> tuple[Fitting, ...]:
    """Other guides that ask for what the reader knows, the best fit first."""
    skills = [slug for slug, share in known.items() if share]
    found = neighbours.sharing(skills, own.language, but=own.guide_id, key=own.translation_key, limit=_CANDIDATES)
    said, others = roads.documents(found), {one.slug: one for one in found}
    ranked = rank(((one.slug, said[one.guide_id]) for one in found), known, hours)
    return tuple(Fitting(card(others[one.slug]), one.match, one.weeks) for one in ranked[:_FITTING])


def _as_read(one: Publication, document: Document) -> PublishedGuide:
    return PublishedGuide(
        guide_id=str(one.guide_id),
        slug=one.slug,
        number=one.number,
        document=document,
        content_hash=one.content_hash,
        status="live",
        first_published_at=one.first_published_at,
        modified_at=one.modified_at,
        published_at=one.published_at,
    )


def _hours(text: str) -> Fraction | None:
    """From 1 to 80, with a point or a comma; None for anything else."""
    hours = Fraction(text.replace(",", ".")) if _HOURS.fullmatch(text) else Fraction(0)
    return hours if 1 <= hours <= 80 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
