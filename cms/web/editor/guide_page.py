"""What every page about one guide shows around its middle: where it stands, what can be done, what is in the way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import render_template

from cms.content import Finding, GuideContent
from cms.services import editorial
from cms.store import accounts, publications
from cms.store.guides import Guide, Revision
from cms.web.access import current_actor
from cms.web.editor import forms
from cms.web.parts import rules
from cms.workflow import Actor, Offer, PublicStatus, State, available

# What an act asks for, in the words of its form.
ASKED = {
    "comment": "Comment",
    "reason": "Reason",
    "change_note": "What changed, for readers",
    "major": "How big is the change?",
}


def guide_page(template: str, guide: Guide, newest: Revision, **more: Any) -> str:
    """Renders a page of the guide with its header, tabs and side panel."""
    actor = current_actor()
    standing = editorial.standing(guide, newest, actor, rules())
    found = standing.findings
    conflict = more.get("conflict")
    people = {
        guide.owner_id,
        newest.author_id,
        *standing.facts.contributors,
        *([conflict.author_id] if conflict else []),
    }
    form = more.get("form")
    if form is not None:
        parts = forms.parts(form)
        noted = {part.name: sum(one.where[0] in part.sections for one in found if one.where) for part in parts}
        shown = {"parts": parts, "noted": noted, "choices": forms.choices_for(form), "notes": _notes(found, more)}
        more = {**shown, **more}
    return render_template(
        template,
        guide=guide,
        newest=newest,
        state=State(guide.state),
        public_status=PublicStatus(guide.public_status),
        live=publications.live(guide.id),
        facts=standing.facts,
        offers=_offered(standing, actor),
        editable=any(offer.action == "edit" and offer.allowed for offer in standing.offers),
        gates=standing.gates,
        findings=found,
        warnings=[one for one in found if one.severity == "warning" and one.message in standing.facts.unacknowledged],
        asked=ASKED,
        section_labels={name: kind.label for name, kind in GuideContent.members().items()},
        names=accounts.names(people | more.pop("also_names", set())),
        me=actor,
        **more,
    )


def _offered(standing: editorial.Standing, actor: Actor) -> list[Offer]:
    """What the panel has a button for. Open warnings keep no button away: the form of the act asks for the answers."""
    answered = replace(standing.facts, unacknowledged=())
    once_answered = {offer.action: offer for offer in available(answered, actor)}
    return [once_answered[offer.action] for offer in standing.offers if offer.action not in ("edit", "restore")]


def _notes(found: Sequence[Finding], more: dict[str, Any]) -> dict[str, list[str]]:
    """Findings by the field they belong beside; only when the form shows the rows that were judged."""
    if more.get("unsaved"):
        return {}
    notes: dict[str, list[str]] = {}
    for one in found:
        if one.rule != "S01":  # what is merely empty is listed once, in the panel
            notes.setdefault("-".join(map(str, one.where)), []).append(one.message)
    return notes
