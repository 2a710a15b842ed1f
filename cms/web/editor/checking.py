"""What the checks find in what is typed at this moment, and mending what a machine can mend."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, get_template_attribute, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cms import content
from cms.content import Document, Finding
from cms.content.preflight import FIXES
from cms.errors import StaleRevision, TransitionRefused
from cms.services import acknowledging, drafting
from cms.services.revising import Kept
from cms.store import accounts, guides
from cms.store.guides import Guide
from cms.web import http
from cms.web.access import current_actor, for_scripts, requires
from cms.web.editor import as_typed, forms, posted, progress
from cms.web.editor.guide_page import beside, write_page
from cms.web.editor.progress import EMPTY
from cms.web.editor.talk import Talk
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

    panel: the list of findings as the page shows it. notes: how grave and what, by the id of the field; of a sentence
    with a link the HTML, too.
    later: which of these need not be said while somebody writes in their section, by rule.
    parts: how far each part of the form is.
    """
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    form = forms.from_post(request.form)
    looked = as_typed.look(form, guide, newest, acknowledging.Answers.of(guide))
    found, stays = looked.found, looked.stays
    notes = Talk.about(guide, looked.document).beside(beside(found, guide, looked.document, looked.id_of), looked.id_of)
    panel = get_template_attribute("editor/_actions.html", "found_")
    return http.json_answer(
        {
            "panel": panel(
                found, guide, True, FIXES, newest.number, stays, accounts.names({one.actor_id for one in stays})
            ),
            "notes": {field_id: [_said(*one) for one in said] for field_id, said in notes.items()},
            "parts": {one.name: _told(progress.of(one, found)) for one in forms.parts(form)},
            "total": len(found),
            "later": _later(looked.plain),
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
    if not kept.changed:  # mended there already: what the newest revision has changed is no mending to take back
        return redirect(url_for(".show", guide_id=guide_id, said="nothing_to_mend"), 303)
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


def _said(severity: str, sentence: str) -> list[str]:
    return [severity, sentence.striptags(), sentence] if isinstance(sentence, Markup) else [severity, sentence]


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
