"""What live guides are made of: roles, skills, resources, and the graph over roles. `guides…`: how many guides."""

from cms.content import rows
from cms.content.schema import Reading
from cms.web.api.openapi.answers import ADDRESS, UUID, Described, listed, page_of, ref, shape, text, whole

_COUNT = whole(minimum=0)
_NUMBER: Described = {"type": "number"}


def shapes() -> dict[str, Described]:
    named = {"slug": text(), "label": text()}
    reading = Reading(served=True, place="#/components/schemas/")
    reading.of(rows.Resource)
    declared = reading.shapes["Resource"]["properties"].items()
    resource = {name: said for name, said in declared if name not in ("id", "label", "title")}
    edge = {
        "guide_id": UUID, "slug": text(), "title": text(), "language": text(), "from": text("Slug of a role."),
        "to": text("Slug of a role."), "url": ADDRESS, "min_weeks": _NUMBER, "max_weeks": _NUMBER,
    }  # fmt: skip
    graph = page_of(ref("GraphEdge"))["properties"]
    return {
        "RoleEntry": shape(
            {
                **named, "codes": listed(ref("OccupationCode")), "guides_from": _COUNT, "guides_to": _COUNT,
                "url": ADDRESS,
            }
        ),
        "SkillEntry": shape({**named, "guides_transferable": _COUNT, "guides_learn": _COUNT, "url": ADDRESS}),
        "ResourceEntry": shape(
            {**named, "title": text(), **resource, "guides": _COUNT}, *resource,
            says="One entry for the same title of the same provider.",
        ),
        "GraphNode": shape({**named, "url": ADDRESS}),
        "GraphEdge": shape(edge, "min_weeks", "max_weeks", says="A live guide, from role to role."),
        "Graph": shape({"nodes": listed(ref("GraphNode")), "edges": graph.pop("items"), **graph}),
    }  # fmt: skip
