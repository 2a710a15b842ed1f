"""References to other rows of a guide as HTML: a box to tick for each row that can be named."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from cms.web.editor import controls

Choices = Mapping[str, Mapping[str, tuple[str, str]]]  # what references can name: to what, id, and both escaped
_ROWS_OF = {  # what references name: in which list of the form it is added, and what it is called there
    "skills": ("skills_to_learn", "skills"),
    "resources": ("resources", "resources"),
    "sources": ("sources", "sources"),
    "roadmap": ("roadmap", "steps"),
}


def ticks(field: Any, choices: Choices, notes: controls.Notes) -> Markup:
    """References to other rows: a box for each; those that are ticked come first."""
    kind, here, name, shared = field.kind, field.id, field.name, controls.shared(field.kind)
    known, ticked = choices.get(kind.to, {}), field.ticked
    nothing = kind.keep_empty and not ticked
    before = "the step before" if "-0-" not in here else "nothing: it begins the plan"
    some = f"{len(ticked)} of {len(known)}" if ticked or known else "none yet"
    count = (before if field.data is None else "nothing") if nothing else some
    start = f'<label><input type="checkbox" name="{name}'
    boxes = []
    if kind.keep_empty:
        boxes.append(
            f'{start}-nothing" value="1"{" checked" if nothing and field.data is not None else ""}> Nothing</label>'
        )
    for one in ticked:
        id_, words = known.get(one) or (escape(one), escape(f"{one} (not in this guide)"))
        boxes.append(f'{start}" value="{id_}" checked> <bdi>{words}</bdi></label>\n')
    for one, (id_, words) in known.items():
        if one not in ticked:
            boxes.append(f'{start}" value="{id_}"> <bdi>{words}</bdi></label>\n')
    about = f'<p class="help">{shared.help}</p>' if shared.help else ""
    there, rows = _ROWS_OF[kind.to]
    add = f'<p class="help">Nothing to choose from yet: <a href="#{there}">add {rows}</a> first.</p>'
    is_open = " open" if field.complaints or here in notes else ""
    return controls.html(
        f'<div class="field field-references" id="{here}" data-refers="{kind.to}" data-name="{name}"><details{is_open}>'
        f'<summary>{shared.label} <span class="count">{count}</span></summary>{about}<div class="ticks">'
        f"{''.join(boxes)}</div>{'' if known or ticked else add}</details>{controls.said(field, notes)}</div>\n"
    )
