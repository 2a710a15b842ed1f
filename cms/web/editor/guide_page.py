"""What every page about one guide shows around its middle: where it stands, what can be done, what is in the way."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template
from wtforms import Form

from cms import clock
from cms.content import Document, Finding
from cms.content.checklist import CHECKLIST
from cms.content.document import Where
from cms.content.preflight import FIXES
from cms.rendering.leadins import LEAD_INS
from cms.rendering.words import Words
from cms.services import acknowledging, editorial, keeping_house, local_times, translations
from cms.store import accounts, publications, reviews, schedules
from cms.store.guides import Guide, Revision
from cms.store.reminders import DUE_SOON
from cms.web.access import current_actor
from cms.web.editor import as_typed, blank, first_version, forms, gathered, offering, posted, progress, reasons, totals
from cms.web.editor.changes_wanted import ChangesWanted
from cms.web.editor.controls import Note
from cms.web.editor.leaving import Leaving
from cms.web.editor.planned import Planned
from cms.web.editor.reminding import beside_fields
from cms.web.editor.talk import Talk
from cms.web.parts import rules
from cms.workflow import PublicStatus, Removal, State

_VAST = 100  # rows, beyond which the page lays out only what is near the screen

# What an act asks for, in the words of its form.
ASKED = {
    "due": "When readers get it",
    "removal": "What stays at the address?",
    "comment": "Comment",
    "reason": "Reason",
    "change_note": "What changed, for readers",
    "major": "How big is the change?",
    "evidence": "What you checked, and where",
}
# What may be said besides.
OPTIONAL = {
    "approve": {"comment": "Comment (if you like)"},
    "clear_debt": {"comment": "Comment (if you like)"},
    "request_removal": {
        "target": "For a redirect: address of the guide that readers are sent to",
        "public_text": "What readers of a withdrawn guide are told (if you like)",
    },
    "takedown": {"public_text": "What readers of a withdrawn guide are told (if you like)"},
}


def guide_page(template: str, guide: Guide, newest: Revision, **more: Any) -> str:
    """Renders a page of the guide with its header, tabs and side panel."""
    actor = current_actor()
    standing = editorial.standing(guide, newest, actor, rules())
    answers = acknowledging.Answers.of(guide)
    asked, stays = answers.open(standing.findings), answers.by_reason(standing.findings)
    found = list(map(gathered.placed, asked))
    form, is_unsaved = more.get("form"), bool(more.get("unsaved"))
    document = newest.document
    id_of: Callable[[Where], str] = as_typed.plain_id
    if form is not None and is_unsaved:
        looked = as_typed.look(form, guide, newest, answers)
        found, stays, document, id_of = looked.found, looked.stays, looked.document, looked.id_of
    lapsed = answers.lapsed(standing.findings)
    warnings = reasons.asked([one for one in asked if one.severity == "warning"], lapsed)
    leaving, planned, wanted = Leaving.of(guide), Planned.of(guide), ChangesWanted.of(guide)
    offers = [first_version.unasked(one, guide) for one in offering.offered(standing, actor, planned)]
    people = {
        *leaving.people,
        *([planned.schedule.made_by] if planned else ()),
        *([wanted.who] if wanted else ()),
        guide.owner_id,
        newest.author_id,
        *standing.facts.contributors,
        *(one.actor_id for one in stays),
        *(one.actor_id for one in lapsed.values()),
    }
    claimed = reviews.open_review(guide.id) if standing.facts.assignee_id else None
    people |= {standing.facts.assignee_id} - {None}
    translation = translations.of(guide, newest.document)
    if form is not None:
        parts = forms.parts(form)
        talk = Talk.about(guide, document)
        people |= talk.people
        notes = talk.beside(beside(found, guide, document, id_of), id_of)
        shown = {
            "parts": parts,
            "progress": {part.name: progress.of(part, found) for part in parts},
            "totals": totals.of(forms.raw(form)),
            "choices": forms.choices_for(form),
            "notes": notes,
            "fixes": FIXES,
            "vast": forms.number_of_rows(form) > _VAST,
            "talk": talk,
            "lead_ins": _lead_ins(str(newest.document.get("language", ""))),
            "blanks": blank.templates(),
        }
        more = {**shown, **more}
    act_words = {
        "asked": ASKED,
        "optional": OPTIONAL,
        "explained": offering.explained(standing.facts, planned),
        "checklist": CHECKLIST,
        "kinds": list(Removal),
        "owners": keeping_house.owners() if any(one.action == "assign" for one in offers) else [],
        "before": _said_before(guide),
        "zones": local_times.zones(),
        "zone": schedules.last_zone(actor.id) if any(one.action == "schedule" for one in offers) else None,
    }
    submits = not is_unsaved and any(one.action == "submit" and one.allowed for one in offers)
    return render_template(
        template,
        guide=guide,
        newest=newest,
        state=State(guide.state),
        public_status=PublicStatus(guide.public_status),
        live=publications.live(guide.id),
        facts=standing.facts,
        offers=offers,
        act_words=act_words,
        planned=planned,
        wanted=wanted,
        may_undo=any(offer.action == "unschedule" and offer.allowed for offer in standing.offers),
        editable=any(offer.action == "edit" and offer.allowed for offer in standing.offers),
        gates=standing.gates,
        findings=found,
        stays=stays,
        warnings=warnings,
        homeless=reasons.homeless(more.get("written", {}), warnings if submits else ()),
        today=clock.today(),
        due_soon=DUE_SOON,
        claimed=claimed,
        leaving=leaving,
        translation=translation,
        translations_of_it=translations.known_languages(guide),
        names=accounts.names(people | more.pop("also_names", set())),
        me=actor,
        **more,
    )


def _said_before(guide: Guide) -> dict[str, dict[str, str]]:
    """What somebody said with an act that led to nothing that readers have, by the act: it is proposed again."""
    last = reviews.newest(guide.id)
    if last is None or last.outcome not in ("recall", "request_changes", "reopen"):
        return {}
    return {"submit": {"change_note": last.change_note, "major": "yes" if last.major else "no"}}


def _lead_ins(language: str) -> dict[str, str]:
    """What readers find above a section whose author wrote no lead-in, by its name."""
    words = Words(language)
    return {name: words.word(text) for name, text in LEAD_INS.items()}


def write_page(guide: Guide, newest: Revision, form: Form, *, base: int, **more: Any) -> str:
    """The page with the whole form. base: the revision that what is in the form was begun on."""
    return guide_page("editor/write.html", guide, newest, form=form, base=base, **posted.tab_again(), **more)


def beside(
    found: Sequence[Finding], guide: Guide, document: Document, id_of: Callable[[Where], str]
) -> dict[str, list[Note]]:
    """What is said beside the fields, by their ids: what a translation still lacks, then findings. id_of: of the field
    for a place of the document.
    """
    notes: dict[str, list[Note]] = {}
    if translation := translations.of(guide, document):
        for where, note in beside_fields(guide, translation):
            notes.setdefault(id_of(where), []).append(("hint", note))
    for one in found:
        if one.rule != progress.EMPTY:  # what is merely empty is listed once, in the panel
            notes.setdefault("-".join(map(str, one.where)), []).append((one.severity, one.message))
    return notes
