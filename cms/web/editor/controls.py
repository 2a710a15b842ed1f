"""One value of the form as HTML: its label, its control, its help and what is said about it.

A guide has hundreds of them, thousands at its limits, so these are plain functions: what all fields of a kind have in
common is made once, and only what somebody wrote is escaped anew. Ids and names are our own, and need no escaping.
What is around the values is templates/editor/_fields.html.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from cms.content import codes

Note = tuple[str, str]  # how grave it is (`error`, `warning`, `hint`), and the sentence
Notes = Mapping[str, Sequence[Note]]  # by the id of the field they belong beside
_A_LINE = 75  # characters, about
_MOST_LINES = 14  # of a box for several
_A_LONG_LINE = 80  # characters that may be written, from which on a line grows with what is in it
_A_LINE_WITH_BUTTONS = 45
_A_LONG_TEXT = 1000  # characters that may be written, from which on a blank box is a large one
_NEEDED = ' <span class="needed" title="Needed before review">•</span>'
_INPUT = {
    "amount": ' inputmode="decimal" autocomplete="off"',
    "day": ' placeholder="2026-11-22" autocomplete="off"',
    "link": ' inputmode="url" placeholder="https://" dir="ltr"',
    "slug": ' dir="ltr" autocapitalize="none" spellcheck="false" autocomplete="off"',
    "code": ' dir="ltr" autocapitalize="none" spellcheck="false" autocomplete="off"',
}


@dataclass(frozen=True)
class _Common:
    """What all fields of a kind share, escaped. options: value to word of a choice."""

    label: str
    help: str
    attributes: str
    options: Mapping[str, str]


def value(field: Any, notes: Notes, label: str = "", told: bool = False) -> Markup:
    """label: instead of the kind's own. told: the heading above says its name already. A slug is never marked as
    needed: it is made where none is given.
    """
    kind, here = field.kind, field.id
    common = shared(kind)
    hidden = ' class="visually-hidden"' if told else ""
    about = f'<p class="help" id="{here}-help">{common.help}</p>' if common.help else ""
    return html(
        f'<div class="field field-{kind.kind}"><label for="{here}"{hidden}>{escape(label) if label else common.label}'
        f"{_NEEDED if kind.needed and kind.kind != 'slug' else ''}</label>\n"
        f"{_CONTROLS.get(kind.kind, _input)(field, common)}{about}{said(field, notes)}</div>\n"
    )


def said(field: Any, notes: Notes) -> Markup:
    """What the judge refused, and what the checks found."""
    here = field.id
    if not field.complaints and here not in notes:
        return html("")
    refused = (
        f'<p class="complaint" id="{here}-error-{number}">{escape(one)}</p>'
        for number, one in enumerate(field.complaints, 1)
    )
    return html("".join([*refused, *map(note, notes.get(here, ()))]))


def note(one: Note) -> Markup:
    severity, sentence = one
    return html(f'<p class="note note-{severity}">{escape(sentence)}</p>')


def line(field: Any, one: Any, index: int, count: int, notes: Notes) -> Markup:
    """One of several short texts, with what can be done with it. field: the list; count: how many it has."""
    what = f"{field.kind.noun} {index + 1}"
    about = f"{_described(one)}{' autofocus' if one.here else ''}"
    return html(
        f'<div class="row-line" data-row="{one.id}"><div class="line">'
        f'<textarea class="form-control one-line" rows="{1 + len(one.shown) // _A_LINE_WITH_BUTTONS}" id="{one.id}"'
        f' name="{one.name}" dir="auto" data-limit="{one.kind.max_length}"'
        f' aria-label="{shared(field.kind).label}: {what}"{about}>\n{escape(one.shown)}</textarea>'
        f"{tools(one.id, what, index == 0, index + 1 == count, copies=False)}</div>{said(one, notes)}</div>\n"
    )


def tools(place: str, what: str, first: bool, last: bool, copies: bool = True) -> Markup:
    """What can be done with a row. The handle is for scripts: dragged, or pressed to say a position."""
    up, down = (" disabled" if end else "" for end in (first, last))
    copy = (
        f'<button class="tool" name="do" value="duplicate:{place}" aria-label="Duplicate {what}" title="Duplicate">'
        '<span class="icon-copy"></span></button>'
    )
    return html(
        f'<span class="row-tools"><button type="button" class="tool handle" data-do="to" aria-label="Move {what} to…" '
        f'title="Drag, or press to choose a position">⠿</button><button class="tool" name="do" value="up:{place}" '
        f'aria-label="Move {what} up" title="Move up"{up}>↑</button><button class="tool" name="do" '
        f'value="down:{place}" aria-label="Move {what} down" title="Move down"{down}>↓</button>{copy if copies else ""}'
        f'<button class="tool tool-remove" name="do" value="remove:{place}" aria-label="Remove {what}" title="Remove">'
        "×</button></span>\n"
    )


@cache
def code_lists(*kinds: str) -> Markup:
    """What fields for codes offer: once on each page that has some. kinds: of codes; without any, all of them."""
    lists = []
    for of in kinds or ("language", "region", "currency"):
        options = (
            f'<option value="{escape(codes.typed_as(of, one))}">{escape(one if of != "currency" else name)}</option>'
            for one, name in codes.names(of).items()
        )
        lists.append(f'<datalist id="codes-{of}">{"".join(options)}</datalist>\n')
    return html("".join(lists))


def html(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # each piece is our own or was escaped where it was put in


@cache
def shared(kind: Any) -> _Common:
    found = (
        _INPUT.get(kind.kind, "") + (f' list="codes-{kind.of}"' if kind.kind == "code" else "")
        or f' dir="auto" data-limit="{getattr(kind, "max_length", "")}"'
    )
    options = {"yes": "Yes", "no": "No"} if kind.kind == "flag" else getattr(kind, "options", {})
    return _Common(escape(kind.label), escape(kind.help), found, {one: escape(word) for one, word in options.items()})


def _described(field: Any) -> str:
    told = [f"{field.id}-error-1"] * bool(field.complaints) + [f"{field.id}-help"] * bool(field.kind.help)
    about = f' aria-describedby="{" ".join(told)}"' if told else ""
    return f'{about} aria-invalid="true"' if field.complaints else about


def _input(field: Any, common: _Common) -> str:
    return (
        f'<input class="form-control" id="{field.id}" name="{field.name}" value="{escape(field.shown)}"'
        f"{common.attributes}{_where_one_is(field)}>\n"
    )


def _line(field: Any, common: _Common) -> str:
    """Text that is no more than a sentence is seen whole: its control grows, and Enter goes on (enter.js)."""
    if field.kind.max_length < _A_LONG_LINE:
        return _input(field, common)
    suggests = f' data-suggest="{field.suggests}" autocomplete="off"' if field.suggests else ""
    return (
        f'<textarea class="form-control one-line" rows="{1 + len(field.shown) // _A_LINE}" id="{field.id}"'
        f' name="{field.name}"{common.attributes}{suggests}{_where_one_is(field)}>\n{escape(field.shown)}</textarea>\n'
    )


def _prose(field: Any, common: _Common) -> str:
    shown = field.shown
    least = 6 if field.kind.max_length >= _A_LONG_TEXT else 2
    lines = max(least, min(1 + len(shown) // _A_LINE + shown.count("\n"), _MOST_LINES))
    return (
        f'<textarea class="form-control least-{least}" id="{field.id}" name="{field.name}"{common.attributes}'
        f' rows="{lines}"{_where_one_is(field)}>\n{escape(shown)}</textarea>\n'
    )


def _select(field: Any, common: _Common) -> str:
    return (
        f'<select class="form-select" id="{field.id}" name="{field.name}"{_where_one_is(field)}>'
        f'<option value="">–</option>{"".join(_options(field.shown, common.options))}</select>\n'
    )


def _options(shown: str, options: Mapping[str, str]) -> Iterator[str]:
    for one, word in options.items():
        yield f'<option value="{one}"{" selected" if one == shown else ""}>{word}</option>\n'
    if shown and shown not in options:
        yield f'<option value="{escape(shown)}" selected>{escape(shown)} (unknown)</option>'


def _where_one_is(field: Any) -> str:
    """What describes the control; and whether one goes on here after a row was added, without a script."""
    about = _described(field) if field.complaints or field.kind.help else ""
    return f"{about} autofocus" if field.here else about


_CONTROLS: dict[str, Callable[[Any, _Common], str]] = {
    "line": _line,
    "prose": _prose,
    "choice": _select,
    "flag": _select,
}
