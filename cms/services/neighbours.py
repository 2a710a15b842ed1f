"""What a guide's page shows of other guides besides its translations."""

from cms.content import Document, graph
from cms.content.graph import Edge
from cms.store import roads
from cms.store.publications import Publication


def related(publication: Publication, document: Document) -> tuple[Publication, ...]:
    """The live guides picked by hand, then computed ones, as `graph.related` orders them. Three queries at most.

    publication: needs no more than its guide's id, for that of a preview has little else.
    """
    rows = [*document.get("transferable_skills", []), *document.get("skills_to_learn", [])]
    skills = {row["skill"]["slug"] for row in rows if "slug" in row.get("skill", {})}
    picked = roads.picked(document.get("related_slugs", []))
    found = {one.guide_id: one for one in (*picked, *roads.related_of(publication.guide_id, document, skills))}
    shared = roads.skills_shared(found.keys(), skills)
    edges = {guide_id: roads.edge(one, shared[guide_id]) for guide_id, one in found.items()}
    others = graph.related(
        _own(publication, document, skills), [edges[one.guide_id] for one in picked], list(edges.values())
    )
    return tuple(found[edge.guide_id] for edge in others)


def _own(publication: Publication, document: Document, skills: set[str]) -> Edge:
    start, goal = document.get("from_role", {}), document.get("to_role", {})
    return Edge(
        publication.guide_id, publication.slug, document.get("title", ""), document.get("language", ""), "",
        start.get("slug", ""), start.get("label", ""), goal.get("slug", ""), goal.get("label", ""),
        skills=frozenset(skills),
    )  # fmt: skip
