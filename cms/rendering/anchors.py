"""Where on the page a part of the document is shown, so that a preview can follow who writes."""

from collections.abc import Mapping, Sequence

from cms.content import Document, GuideContent
from cms.content.guide import BASICS, FACTS, FINISH
from cms.content.kinds import Items
from cms.content.rows import Intros
from cms.rendering.references import References, section_anchor

_OF_PARTS = {BASICS: "page-content", FACTS: "page-facts", FINISH: "page-content"}
_PLACED = {"tags": "page-tags", "cta": "page-next", "related_slugs": "related"}


def anchors(document: Document, rows: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Ids on the page by the section's name, by `intros-<section>`, and by the names that `rows` gives its rows.

    rows: by section, one name for each row of the document. A section whose names do not fit its rows is one place.
    What is empty has no place on the page, though it is in here: look for the next one up.
    """
    references, found = References(document), {}
    for name, kind in GuideContent.members().items():
        if not kind.editable:
            continue
        found[name] = _PLACED.get(name) or _OF_PARTS.get(kind.part) or section_anchor(name)
        shown, named = document.get(name, []), rows.get(name, ())
        if isinstance(kind, Items) and len(shown) == len(named):
            found |= {row_name: references.anchor(row) for row_name, row in zip(named, shown, strict=True)}
    return found | {f"intros-{name}": section_anchor(name) for name in Intros.members()}
