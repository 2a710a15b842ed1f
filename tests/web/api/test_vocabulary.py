"""What live guides are made of: roles, skills, resources, and the graph they span."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_document, a_guide, published_again
from tests.support.library import naming, public, role, rows, walk

CODE = {"scheme": "esco", "code": "8331.1"}


def named(client: FlaskClient, path: str) -> dict[str, dict[str, Any]]:
    """By slug; the order of the list is looked at on the way."""
    found = rows(client, path)
    slugs = [one["slug"] for one in found]
    assert slugs == sorted(set(slugs))
    return {one["slug"]: one for one in found}


def test_roles_in_the_wording_of_the_guide_that_went_public_last(sqlite_app: Flask, client: FlaskClient) -> None:
    first = public(1, from_role={"slug": "cook", "label": "Cook"}, to_role={"slug": "clerk", "label": "Clerk"})
    public(2, from_role={"slug": "clerk", "label": "Office clerk", "codes": [CODE]}, to_role=role("baker"))
    a_guide("approved", a_document(from_role=role("secret"), to_role={"slug": "cook", "label": "Secret"}))
    assert named(client, "/api/v1/roles") == {
        "baker": entry("baker", "Baker", 0, 1),
        "clerk": {**entry("clerk", "Office clerk", 1, 1), "codes": [CODE]},
        "cook": entry("cook", "Cook", 1, 0),
    }
    published_again(first.id, to_role={"slug": "clerk", "label": "Clerk in an office"}, from_role=role("chef"))
    found = named(client, "/api/v1/roles")
    assert set(found) == {"baker", "chef", "clerk"}
    assert found["clerk"] == entry("clerk", "Clerk in an office", 1, 1)


def entry(slug: str, label: str, begin: int, end: int) -> dict[str, Any]:
    url = f"http://guides.test/roles/{slug}"
    return {"slug": slug, "label": label, "codes": [], "guides_from": begin, "guides_to": end, "url": url}


def test_skills_and_how_many_guides_bring_and_teach_them(app: Flask, client: FlaskClient) -> None:
    public(1, **naming(brought=["stock-control"], learnt=["accounting"]))
    public(2, **naming(learnt=["stock-control", "accounting"]))
    found = named(client, "/api/v1/skills")
    counts = {slug: (one["guides_transferable"], one["guides_learn"]) for slug, one in found.items()}
    assert (counts["stock-control"], counts["accounting"]) == ((1, 1), (0, 2))
    assert found["accounting"]["label"] == "Accounting"
    listed = client.get(found["accounting"]["url"])
    assert "2 guides found" in listed.text


def test_resources_are_told_with_provider_and_price(sqlite_app: Flask, client: FlaskClient) -> None:
    a_guide("published")
    a_guide("published")
    found = named(client, "/api/v1/resources")
    own = {row["title"]: row for row in a_document()["resources"]}
    assert {one["title"] for one in found.values()} == set(own)
    for one in found.values():
        row = own[one["title"]]
        assert one["guides"] == 2
        assert one["label"] == row.get("label", row["title"])
        for name in ("provider", "url", "kind", "cost"):
            assert one.get(name) == row.get(name)
        assert "id" not in one


def test_the_graph_has_an_edge_for_each_guide(app: Flask, client: FlaskClient) -> None:
    guides = [public(1, from_role=role("cook"), to_role=role("clerk"), timeline={"min": 10, "max": 20, "unit": "week"})]
    guides += [public(2, from_role=role("clerk"), to_role=role("cook")), public(3, from_role=role("cook"))]
    for limit in (1, 2, 100):
        pages = [page.get_json() for page in walk(client, f"/api/v1/graph?limit={limit}")]
        edges = {edge["guide_id"]: edge for page in pages for edge in page["edges"]}
        assert list(edges) == sorted(str(guide.id) for guide in guides)
        for page in pages:
            ends = {edge[end] for edge in page["edges"] for end in ("from", "to")}
            assert {node["slug"]: node["label"] for node in page["nodes"]} == {
                slug: slug.replace("-", " ").capitalize() for slug in ends
            }
    assert edges[str(guides[0].id)] == {
        "guide_id": str(guides[0].id), "slug": "guide-1", "title": "Guide 1", "language": "en", "from": "cook",
        "to": "clerk", "url": "http://guides.test/guides/guide-1", "min_weeks": 10, "max_weeks": 20,
    }  # fmt: skip


def test_every_list_comes_in_pages(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(3):
        public(number, a_document())
    for path in ("/api/v1/roles", "/api/v1/skills", "/api/v1/resources"):
        whole = rows(client, path)
        assert len(whole) > 1
        for limit in (1, 2, len(whole)):
            pages = list(walk(client, f"{path}?limit={limit}"))
            assert [row for page in pages for row in page.get_json()["items"]] == whole
            assert [len(page.get_json()["items"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)
        answer = client.get(path)
        assert answer.headers["Surrogate-Key"] == "guides"
        assert answer.headers["Cache-Control"].startswith("public, max-age=60")
        cursor = client.get(f"{path}?limit=1").get_json()["next_cursor"]
        for bad in ("limit=501", "limit=0", "cursor=x", "q=x", f"cursor={cursor}&cursor={cursor}"):
            assert client.get(f"{path}?{bad}").status_code == 400, (path, bad)
        for other in {"/api/v1/roles", "/api/v1/skills", "/api/v1/graph", "/api/v1/guides"} - {path}:
            assert client.get(f"{other}?cursor={cursor}").status_code == 400
