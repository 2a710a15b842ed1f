"""Two people changed the same: each such field as it was, theirs and mine, to choose from or to write by hand.

The page carries the whole text that was not saved, and which revisions it stands between; the questions are found
again from these. So whatever does not meet is kept without anybody looking at it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cms.content import Merged, json_text
from cms.errors import StaleRevision, TransitionRefused, Unreadable
from cms.services import drafting, merging
from cms.store import guides, open_pages
from cms.store.guides import Guide
from cms.web.access import current_actor, requires
from cms.web.editor import forms, posted
from cms.web.editor.guide_page import guide_page, write_page
from cms.web.editor.questions import Questions
from cms.workflow import Role

_CUT_SHORT = "Only a part of the form arrived, so nothing was saved. Go back in your browser and press again."
_AGAIN = "Somebody saved again meanwhile, so there is more to look at. Nothing of yours is lost."
_MOST_ROUNDS = 5  # a choice can bring up a question of its own, such as more rows than a section takes


@dataclass(frozen=True)
class Unsaved:
    """raw: the text that was not saved, begun on revision `base`; `over`: the revision it is in conflict with."""

    guide: Guide
    raw: Any
    base: int
    over: int
    tab: str

    @classmethod
    def from_post(cls, guide: Guide) -> "Unsaved":
        """Aborts with 400 when the form did not arrive whole."""
        base, over = posted.base(guide.newest), posted.revision("over", guide.newest)
        try:
            raw = json_text.parse(request.form.get("mine", ""))
        except Unreadable:
            abort(400, _CUT_SHORT)
        if "end" not in request.form or over < base:
            abort(400, _CUT_SHORT)
        return cls(guide, raw, base, over, posted.tab())

    def merged(self, chosen: dict[str, Any] | None = None) -> Merged:
        page = open_pages.find(self.guide.id, current_actor().id, self.tab)
        return merging.overlap(self.guide, self.raw, base=self.base, over=self.over, page=page, chosen=chosen)


def ask(guide_id: UUID, error: StaleRevision, *, notice: str = "") -> ResponseReturnValue:
    """The page that asks, instead of a save that met another's."""
    guide = guides.find(guide_id)
    unsaved = Unsaved(guide, error.mine, error.base, error.newest, posted.tab())
    return _page(unsaved, Questions.about(unsaved.merged()), notice=notice), 409


# Exempt from the general CSRF hook, as saving is: it would throw away what was typed.
@requires(Role.AUTHOR)
def settle(guide_id: UUID) -> ResponseReturnValue:
    unsaved = Unsaved.from_post(guides.find(guide_id))
    questions = Questions.about(unsaved.merged()).answered(request.form)
    if not posted.token_is_ours():
        return _page(unsaved, questions, notice=posted.EXPIRED), 400
    button = request.form.get("do", "")
    if button == "write":
        return _in_the_form(unsaved)
    if button in ("mine", "theirs"):
        chosen = _all_of(button, unsaved)
    else:
        chosen = questions.chosen
        questions = questions.joined_by(unsaved.merged(chosen)).answered(request.form)
        if questions.open:
            return _page(unsaved, questions), 422
    try:
        drafting.settle(
            guide_id, unsaved.raw, base=unsaved.base, over=unsaved.over, chosen=chosen, actor=current_actor(),
            tab=unsaved.tab,
        )  # fmt: skip
    except TransitionRefused as error:
        return _page(unsaved, questions, notice=str(error)), 409
    except StaleRevision as error:
        return ask(guide_id, error, notice=_AGAIN)
    return redirect(url_for(".show", guide_id=guide_id, said="merged", since=unsaved.base), 303)


def _all_of(side: str, unsaved: Unsaved) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for _ in range(_MOST_ROUNDS):
        chosen |= {one.name: getattr(one, side) for one in unsaved.merged(chosen).conflicts}
    return chosen


def _in_the_form(unsaved: Unsaved) -> str:
    """Everything to go on writing in, mine where both changed; not saved yet."""
    document = unsaved.merged(_all_of("mine", unsaved)).document
    theirs = guides.revision(unsaved.guide.id, unsaved.over)
    return write_page(unsaved.guide, theirs, forms.from_document(document), base=unsaved.over, unsaved=True)


def _page(unsaved: Unsaved, questions: Questions, *, notice: str = "") -> str:
    guide = unsaved.guide
    authors = guides.authors_since(guide.id, unsaved.base, but=current_actor().id)
    return guide_page(
        "editor/conflict.html", guide, guides.revision(guide.id, guide.newest), unsaved=True, text=unsaved,
        questions=questions, carried=json_text.plain(unsaved.raw), authors=authors, also_names=set(authors),
        notice=notice, **posted.tab_again(),
    )  # fmt: skip
