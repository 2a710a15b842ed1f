"""What the checks find in what is typed at this moment, and mending what a machine can mend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, abort, get_template_attribute, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form
from wtforms.fields import FieldList, FormField

from cms import content
from cms.content import Document, Finding, GuideContent, typed
from cms.content.kinds import says_something
from cms.content.preflight import FIXES
from cms.content.valid_part import valid_part
from cms.errors import StaleRevision, TransitionRefused, flat
from cms.services import acknowledging, drafting, situation
from cms.services.revising import Kept
from cms.store import accounts, guides
from cms.store.guides import Guide
from cms.web import http
from cms.web.access import current_actor, for_scripts, requires
from cms.web.editor import forms, gathered, posted, progress
from cms.web.editor.guide_page import beside, write_page
from cms.web.editor.progress import EMPTY
from cms.workflow import Role

# How much a list has, what is written of it elsewhere, and sums: true of any text of which half is written. So is that
# a row lacks something.
_CAN_WAIT = frozenset(
    {"T03", "T04", "T07", "K03", "K04", "K05", "K06", "K08", "K09", "K11", "R01", "R03", "R04", "R05", "R07", "P03"}
)


@requires(Role.AUTHOR)
@for_scripts
def check(guide_id: UUID) -> Response:
    """POST /editor/guides/<id>/findings: the fields of the form, as they would be saved. Nothing is kept.

    {"panel": "<section>…", "notes": {"roadmap-0-title": [["error", "…"]]}, "parts": {"roadmap": {"stage": "findings",
    "findings": 2}}, "total": 12, "later": {"faq": [["P03", "…"]]}}

    panel: the list of findings as the page shows it. notes: how grave and what, by the id of the field.
    later: which of these need not be said while somebody writes in their section, by rule.
    parts: how far each part of the form is.
    """
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    form = forms.from_post(request.form)
    part = valid_part(forms.raw(form), base=newest.document, used=guide.given_ids)
    judged, answers = situation.judge(guide, part.document), acknowledging.Answers.of(guide)
    placed, stays = list(_placed(form, part.kept, answers.open(judged))), answers.by_reason(judged)
    found = list(gathered.understood(placed, _refused(part.errors)))
    panel = get_template_attribute("editor/_actions.html", "found_")
    return http.json_answer(
        {
            "panel": panel(
                found, guide, True, FIXES, newest.number, stays, accounts.names({one.actor_id for one in stays})
            ),
            "notes": beside(found, guide, newest),
            "parts": {one.name: _told(progress.of(one, found)) for one in forms.parts(form)},
            "total": len(found),
            "later": _later([one for one, before in zip(found, placed, strict=True) if one is before]),
        }
    )


@requires(Role.AUTHOR)
def mend(guide_id: UUID) -> ResponseReturnValue:
    """Saves the text with one finding mended, as `rule` and `path` say."""
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    rule, path = request.form.get("rule", ""), request.form.get("path", "")
    if rule not in FIXES:
        abort(400, "This cannot be mended by a button.")
    base = posted.base(newest.number)
    mended = content.preflight.fix(rule, path, guides.revision(guide.id, base).document)
    if mended is None:
        return redirect(url_for(".show", guide_id=guide_id, said="nothing_to_mend"), 303)
    kept = _kept(guide, mended, base)
    if not isinstance(kept, Kept):
        return kept
    return redirect(url_for(".show", guide_id=guide_id, said="mended", rule=rule, mended=kept.revision.number), 303)


@requires(Role.AUTHOR)
def unmend(guide_id: UUID) -> ResponseReturnValue:
    """Makes what revision `mended` has changed as it was before; what was saved since stays as it is."""
    guide = guides.find(guide_id)
    posted.base(guide.newest)
    mended = guides.revision(guide.id, posted.revision("mended", guide.newest))
    before = guides.revision(guide.id, mended.base_number or mended.number)
    kept = _kept(guide, before.document, mended.number)
    return redirect(url_for(".show", guide_id=guide_id, said="unmended"), 303) if isinstance(kept, Kept) else kept


def _kept(guide: Guide, document: Document, base: int) -> Kept | ResponseReturnValue:
    """What came of the save, or the page that says why it was refused."""
    try:
        return drafting.save_draft(guide.id, document, base=base, actor=current_actor())
    except (TransitionRefused, StaleRevision) as error:
        newest = guides.revision(guide.id, guide.newest)
        form = forms.from_document(newest.document)
        return write_page(guide, newest, form, base=newest.number, notice=str(error)), 409


def _placed(form: Form, kept: dict[str, Any], found: Sequence[Finding]) -> Iterator[Finding]:
    """Findings by the places of the form, whose blank rows are not in the document."""
    for one in map(gathered.placed, found):
        steps = _id_of(form, kept, one.where).split("-") if one.where else ()
        yield replace(one, where=tuple(int(step) if step.isdigit() else step for step in steps))


def _refused(errors: Sequence[Mapping[Any, Any]]) -> dict[str, str]:
    """Why what was typed is not understood, by the ids of the fields."""
    return {
        path.replace("[", "-").replace("]", "").replace(".", "-"): why
        for one in errors
        for path, why in flat(typed.explained(GuideContent, one))
    }


def _id_of(form: Form, kept: Any, where: Sequence[str | int]) -> str:
    """The id of the field at `where`, or of what is around it when the form has no such field."""
    field: Any = None
    inside: Any = form
    for step in where:
        try:
            if isinstance(step, int):
                step = [at for at, row in enumerate(kept) if says_something(row)][step]
                field = inside.entries[step]
            else:
                field = inside[step]
            kept = kept[step]
        except (LookupError, TypeError):
            break
        inside = field.form if isinstance(field, FormField) else field if isinstance(field, FieldList) else {}
    return str(field.id) if field is not None else str(where[0])


def _later(found: Sequence[Finding]) -> dict[str, list[tuple[str, str]]]:
    """found: without what is there and not understood, which cannot wait."""
    by_field: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        of_row = any(isinstance(step, int) for step in one.where)
        if one.rule in _CAN_WAIT or (one.rule == EMPTY and of_row):
            by_field.setdefault("-".join(map(str, one.where)), []).append((one.rule, one.message))
    return by_field


def _told(one: progress.Progress) -> dict[str, Any]:
    return {"stage": one.stage.value, "findings": one.findings}
