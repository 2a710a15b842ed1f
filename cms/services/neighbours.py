"""What a guide's page shows of other guides besides its translations."""

from dataclasses import replace

from cms.content import Document, graph
from cms.content.graph import Edge
from cms.store import neighbours
from cms.store.publications import Publication


def related(publication: Publication, document: Document) -> list[Edge]:
    """The live guides picked by hand, then computed ones, as `graph.related` orders them.

    publication: needs no more than its guide's id, for that of a preview has little else.
    """
    picked = neighbours.picked(document.get("related_slugs", []))
    near = [*picked, *neighbours.beside(publication.guide_id, document)]
    own = _own(publication, document)
    found = graph.related(own, picked, near)
    if graph.is_settled(own, picked, found):
        return found  # one query, as in every library where roles have many guides
    rows = [*document.get("transferable_skills", []), *document.get("skills_to_learn", [])]
    skills = {row["skill"]["slug"] for row in rows if "slug" in row.get("skill", {})}
    every = {one.guide_id: one for one in (*near, *neighbours.alike(publication.guide_id, document, skills))}
    shared = neighbours.skills_shared(every.keys(), skills)
    edges = [replace(one, skills=frozenset(shared[one.guide_id])) for one in every.values()]
    return graph.related(replace(own, skills=frozenset(skills)), picked, edges)


def _own(publication: Publication, document: Document) -> Edge:
    start, goal = document.get("from_role", {}), document.get("to_role", {})
    return Edge(
        publication.guide_id, publication.slug, document.get("title", ""), document.get("language", ""), "",
        start.get("slug", ""), start.get("label", ""), goal.get("slug", ""), goal.get("label", ""),
    )  # fmt: skip
