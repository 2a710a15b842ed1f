"""Writing: start a guide, type into the whole form, see it as readers would."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from cms import content
from cms.content.kinds import Code
from cms.errors import InvalidContent, StaleRevision, TransitionRefused
from cms.services import drafting, publishing
from cms.store import accounts, guides
from cms.store.guides import Guide
from cms.web.access import current_actor, editorial, for_scripts, requires
from cms.web.editor import conflict, done, forms, left_blank, posted, rows
from cms.web.editor.guide_page import guide_page, write_page
from cms.web.parts import parts, renderer
from cms.workflow import Role

_START = ("from_role", "to_role", "language", "region")
_CUT_SHORT = "Only a part of the form arrived, so nothing was saved. Go back in your browser and save again."
_SAID = {
    "saved": "Saved.",
    "begun": "Your guide is started. What you type is saved by itself; what review still needs is listed as findings. "
    "In a one-line field, Enter goes to the next.",
    "unchanged": "Nothing had changed, so there is no new revision.",
    "unmended": "It is as it was before.",
    "nothing_to_mend": "There is nothing to mend there any more.",
    "copied": "This is your copy. Give it a title and an address of its own.",
    "translation": "This is your translation. What is not translated yet is marked beside each field.",
}

_IN_BAR = ("mended", "unmended", "nothing_to_mend")  # pressed far from the top, where it is said as well


@requires(Role.AUTHOR)
def new() -> ResponseReturnValue:
    return _start(forms.from_document({"language": parts().settings.default_language}))


@requires(Role.AUTHOR)
def create() -> ResponseReturnValue:
    form = forms.from_post(request.form)
    raw = forms.raw(form)
    try:
        _refuse_unknown_codes(raw)
        kept = drafting.create_guide(raw, actor=current_actor())
    except InvalidContent as error:
        return _start(form, forms.show_errors(form, error.errors)), 422
    except TransitionRefused as error:
        return _start(form, [forms.Complaint("", "Address", str(error))]), 409
    return redirect(url_for(".show", guide_id=kept.guide.id, said="begun"), 303)


def _refuse_unknown_codes(raw: Mapping[str, Any]) -> None:
    """A draft keeps such a code and points it out. At the very beginning it is mended at once, where it was typed."""
    wrong = {}
    for name, kind in content.GuideContent.members().items():
        if name in _START and isinstance(kind, Code) and raw.get(name) and any(kind.problems(raw[name])):
            wrong[name] = [
                f"Choose a {kind.label.lower()} from the list{'' if kind.needed else ', or leave it empty'}."
            ]
    if wrong:
        raise InvalidContent(wrong)


def _start(form: Form, complaints: Sequence[forms.Complaint] = ()) -> str:
    fields = [form[name] for name in _START]
    if not complaints:
        forms.look_at(form, f"{_START[0]}-label")
    return render_template("editor/new.html", fields=fields, complaints=complaints, choices={}, notes={})


@editorial
def show(guide_id: UUID) -> ResponseReturnValue:
    guide, said = guides.find(guide_id), request.args.get("said", "")
    told = _together(guide) if said == "merged" else _SAID.get(said) or _mended(said) or done.told(said, guide)
    blank = left_blank.told(request.args.getlist("blank"))
    return guide_view(
        guide,
        said=f"{told} {blank}".strip(),
        in_bar=f"Saved. {blank}" if blank else told if said in _IN_BAR else "",
        tried=request.args.get("act", ""),  # whose form is open
        mended=request.args.get("mended", 0, type=int) if said == "mended" else 0,
    )


def _mended(said: str) -> str:
    """What a button of a finding has changed: that of the rule `rule` of the address."""
    fix = content.preflight.FIXES.get(request.args.get("rule", "")) if said == "mended" else None
    return f"Saved. {fix.done}" if fix else ""


def _together(guide: Guide) -> str:
    """What a save brought in that others had saved since the revision `since` of the address."""
    newest, since = guides.revision(guide.id, guide.newest), request.args.get("since", 0, type=int)
    before = guides.started_from(guide.id, since)
    if newest.cause != "merge" or before is None or not newest.base_number or since >= newest.base_number:
        return _SAID["saved"]
    theirs = content.compare(before.document, guides.revision(guide.id, newest.base_number).document)
    people = guides.authors_since(guide.id, since, but=current_actor().id)
    names = accounts.names(set(people))
    whose = " and ".join(names[one] for one in people) or "another page of yours"
    return f"Saved, together with what {whose} saved meanwhile: {', '.join(one.label for one in theirs)}."


def guide_view(guide: Guide, **more: Any) -> str:
    """The guide's own page: the form where this person may write now, else the text."""
    newest = guides.revision(guide.id, guide.newest)
    if drafting.may_save(guide, current_actor()):
        form = forms.from_document(newest.document)
        if more.get("said") in (_SAID["begun"], _SAID["copied"], _SAID["translation"]):  # the first thing to write
            forms.look_at(form, "title")
        return write_page(guide, newest, form, base=newest.number, **more)
    return guide_page("editor/read.html", guide, newest, article=publishing.article(guide, newest, renderer()), **more)


# Exempt from the general CSRF hook, which would throw away what was typed: this view looks at the token itself.
@requires(Role.AUTHOR)
def save(guide_id: UUID) -> ResponseReturnValue:
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    form, base = forms.from_post(request.form), posted.base(newest.number)
    if "end" not in request.form:
        abort(400, _CUT_SHORT)
    if button := request.form.get("do", ""):
        typed = forms.raw(form)
        place = rows.apply(typed, button)
        form = forms.from_rows(typed)
        forms.look_at(form, place)
        return write_page(guide, newest, form, base=base, unsaved=True)
    if not posted.token_is_ours():
        return write_page(guide, newest, form, base=base, unsaved=True, notice=posted.EXPIRED), 400
    try:
        kept = drafting.save_draft(guide_id, forms.raw(form), base=base, actor=current_actor(), tab=posted.tab())
    except InvalidContent as error:
        complaints = forms.show_errors(form, error.errors)
        return write_page(guide, newest, form, base=base, unsaved=True, complaints=complaints), 422
    except TransitionRefused as error:
        return write_page(guide, newest, form, base=base, unsaved=True, notice=str(error)), 409
    except StaleRevision as error:
        return conflict.ask(guide_id, error)
    there: dict[str, Any] = {"guide_id": guide_id, "blank": left_blank.of(forms.raw(form)), "_anchor": posted.part()}
    if kept.changed and kept.merged:
        return redirect(url_for(".show", said="merged", since=base, **there), 303)
    said = "saved" if kept.changed or posted.tab() else "unchanged"  # a page that saves by itself was there before
    return redirect(url_for(".show", said=said, **there), 303)


@editorial
@for_scripts
def standing(guide_id: UUID) -> ResponseReturnValue:
    """GET /editor/guides/<id>/standing: what a save by itself changes on the page besides the form, as HTML."""
    guide = guides.find(guide_id)
    return guide_page("editor/standing.html", guide, guides.revision(guide.id, guide.newest))


@editorial
def preview(guide_id: UUID) -> ResponseReturnValue:
    guide = guides.find(guide_id)
    newest = guides.revision(guide.id, guide.newest)
    return publishing.preview(guide, newest, renderer(), f"Preview of revision {newest.number}. This is not public.")
