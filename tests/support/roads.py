"""Small live guides between roles, for tests of the role graph."""

from typing import Any

from cms.services import drafting
from cms.store.guides import Guide
from tests import factories
from tests.support import people


def a_road(way: str, weeks: float = 10, **changes: Any) -> Guide:
    """A live guide. way: slugs of its two roles, as in `cook>clerk`, with its own slug behind a colon if it has one."""
    people.ensure()
    ends, _, slug = way.partition(":")
    start, goal = ends.split(">")
    document = {
        "slug": slug or f"{start}-to-{goal}",
        "title": f"From {start.title()} to {goal.title()}",
        "from_role": {"slug": start, "label": start.title()},
        "to_role": {"slug": goal, "label": goal.title()},
        "timeline": {"min": weeks, "max": weeks, "unit": "week"},
        **changes,
    }
    made = drafting.create_guide(factories.a_short_document(**document), actor=people.actor("author")).guide
    return factories.act(made.id, "force_publish", "managing_editor", reason="So that there is a road.")


def bring(*skills: str) -> list[dict[str, Any]]:
    """Rows of transferable skills, by name."""
    return [{"skill": {"slug": one, "label": one.title()}, "text": "It helps."} for one in skills]
