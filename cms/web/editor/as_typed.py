"""What the checks find in a form as it is typed, by the places of the form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from wtforms import Form
from wtforms.fields import FieldList, FormField

from cms.content import Document, Finding, GuideContent, typed
from cms.content.document import Where
from cms.content.kinds import says_something
from cms.content.valid_part import valid_part
from cms.errors import flat
from cms.services import situation
from cms.services.acknowledging import Answered, Answers
from cms.store.guides import Guide, Revision
from cms.web.editor import forms, gathered


@dataclass(frozen=True)
class Looked:
    """found: what nobody has given a reason for. plain: those of `found` that are about more than what was refused.
    stays: the warnings that somebody gave a reason for. document: what of the form can be kept. id_of: the id of the
    field for a place of that, whose rows are without the blank ones of the form.
    """

    found: list[Finding]
    plain: list[Finding]
    stays: list[Answered]
    document: Document
    id_of: Callable[[Where], str]


def plain_id(where: Where) -> str:
    """Of the field, in a form that shows the document as it is."""
    return "-".join(map(str, where))


def look(form: Form, guide: Guide, newest: Revision, answers: Answers) -> Looked:
    part = valid_part(forms.raw(form), base=newest.document, used=guide.given_ids)
    judged = situation.judge(guide, part.document)
    placed = list(_placed(form, part.kept, answers.open(judged)))
    found = list(gathered.understood(placed, _refused(part.errors)))
    plain = [one for one, before in zip(found, placed, strict=True) if one is before]
    return Looked(found, plain, answers.by_reason(judged), part.document, partial(_id_of, form, part.kept))


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
