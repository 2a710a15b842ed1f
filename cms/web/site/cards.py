"""Live guides as cards of a list."""

from cms.rendering import Card
from cms.store.publications import Publication


def card(one: Publication) -> Card:
    return Card(
        slug=one.slug,
        title=one.title,
        summary=one.summary,
        language=one.language,
        from_label=one.from_label,
        to_label=one.to_label,
        difficulty=one.difficulty,
        timeline=one.facts.get("timeline", {}),
        demand_level=one.facts.get("demand", {}).get("level", ""),
    )
