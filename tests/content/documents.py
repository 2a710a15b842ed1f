"""Documents drawn at random from what GuideContent declares: drafts in every stage of being unfinished."""

from typing import Any

from hypothesis import strategies as st

from cms.content import GuideContent
from cms.content.kinds import Amount, Choice, Day, Flag, Group, Items, Kind, Lines, Shape, Slug, Text

_WORDS = ["bus", "Bus ", "the map", "Straße", "e\u0301", "é", "a\r\nb", "a\n\nb", "محاسب", "<b>&\"'", "", " \n"]
_SLUGS = ["bus", "map", "two words", "step-1", "step-2", "faq-1", "source-1", ""]


def raw_documents() -> st.SearchStrategy[dict[str, Any]]:
    """What a form or a program may send and a draft accepts: blanks, nulls and empty rows included."""
    return _members(GuideContent).map(_with_ids_of_their_own)


def _members(shape: type[Shape]) -> st.SearchStrategy[dict[str, Any]]:
    values = {name: _values(kind) for name, kind in shape.members().items() if name != "schema_version"}
    return st.fixed_dictionaries({}, optional=values)


def _values(kind: Kind) -> st.SearchStrategy[Any]:
    return st.none() | _said(kind)


def _said(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Group():
            return _members(kind.shape)
        case Items():
            return st.lists(st.none() | _members(kind.shape), max_size=3)
        case Lines():
            return st.lists(st.none() | st.sampled_from(_WORDS + _SLUGS), max_size=3)
        case Amount():
            return st.integers(-3, 300) | st.sampled_from([0.5, 2.0, 9.5, 1 / 3])
        case Flag():
            return st.booleans()
        case Day():
            return st.sampled_from(["2026-11-22", "20261122", ""])
        case Choice():
            return st.sampled_from([*kind.options, "plum", ""])
        case Slug():
            return st.sampled_from(_SLUGS)
        case Text():
            return st.sampled_from(_WORDS)
    raise NotImplementedError(f"{kind} is a kind that these documents do not draw yet")


def _with_ids_of_their_own(document: dict[str, Any]) -> dict[str, Any]:
    """Two rows of one id are refused, so a second one gives its up."""
    met: set[str] = set()
    for section in document.values():
        for row in section if isinstance(section, list) else ():
            if isinstance(row, dict) and (name := (row.get("id") or "").strip()):
                if name in met:
                    del row["id"]
                met.add(name)
    return document
