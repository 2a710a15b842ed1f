"""Which sections two people changed differently since the text both started from."""

from typing import Any

from cms.content import Document, GuideContent


def between(base: Document, theirs: Document, mine: Document) -> list[dict[str, Any]]:
    """{path, base, theirs, mine} of each section that both changed, and not to the same; null where it is absent.

    Plain documents in normal form. Empty when what was changed does not overlap.
    """
    found = []
    for name in GuideContent.members():
        was, became, wanted = base.get(name), theirs.get(name), mine.get(name)
        if was not in (became, wanted) and became != wanted:
            found.append({"path": name, "base": was, "theirs": became, "mine": wanted})
    return found
