"""What crawlers read: the sitemap in one file or in parts, robots.txt, llms.txt."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from cms.store.db import transaction
from tests.factories import a_guide, published_again
from tests.support.library import path_of, public, rows

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TABLES = {"guide": "id", "publication": "guide_id"}


def entries(client: FlaskClient, path: str, kind: str = "urlset") -> list[tuple[str, str]]:
    """Address and last change of everything in that file."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/xml"), path
    root = ElementTree.fromstring(answer.data)  # noqa: S314  # our own, and short
    assert root.tag == f"{NAMESPACE}{kind}"
    return [(one.findtext(f"{NAMESPACE}loc") or "", one.findtext(f"{NAMESPACE}lastmod") or "") for one in root]


def copied(number: int) -> None:
    """That many more live guides, as rows: what stands in the others does not matter to a list of addresses."""
    with transaction() as act:
        for table, key in TABLES.items():
            columns = [row[1] for row in act.execute(text(f"PRAGMA table_info({table})"))]
            made = {key: "printf('%032x', n.i)", "slug": "'copy-' || n.i"}
            values = ", ".join(made.get(name, f"one.{name}") for name in columns)
            act.execute(
                text(
                    f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number) "  # noqa: S608
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM n, (SELECT * FROM {table}) AS one"
                ),
                {"number": number},
            )


def test_the_sitemap_is_the_list_of_live_guides(app: Flask, client: FlaskClient) -> None:
    assert entries(client, "/sitemap.xml") == []
    assert client.get("/sitemap-1.xml").status_code == 404
    moved = public(1)
    public(2)
    a_guide("approved")
    published_again(moved.id, slug="elsewhere")
    listed = {(item["url"], item["date_modified"]) for item in rows(client, "/api/v1/guides")}
    assert len(listed) == 2
    assert set(entries(client, "/sitemap.xml")) == listed
    assert set(entries(client, "/sitemap-1.xml")) == listed


def test_the_sitemap_of_a_large_library_comes_in_parts(sqlite_app: Flask, client: FlaskClient) -> None:
    public(0)
    copied(50_000)
    index = [path_of(url) for url, _ in entries(client, "/sitemap.xml", "sitemapindex")]
    assert index == ["/sitemap-1.xml", "/sitemap-2.xml"]
    parts = [entries(client, path) for path in index]
    assert [len(part) for part in parts] == [50_000, 1]
    assert len({url for part in parts for url, _ in part}) == 50_001
    assert all(lastmod for part in parts for _, lastmod in part)
    for number in ("0", "3", "99999999999999999999", "-1", "x"):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404, number


def test_robots_may_read_what_is_public_and_nothing_else(sqlite_app: Flask, client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    may = [
        "/",
        "/guides/x",
        "/guides/x.json",
        "/roles/x",
        "/paths",
        "/feed.json",
        "/feed.atom",
        "/api/v1/guides",
        "/api/docs",
    ]
    may_not = ["/editor/", "/editor/guides/new", "/admin/webhooks", "/account", "/login", "/api/v1/editorial/guides"]
    assert [path for path in may if not robots.can_fetch("*", path)] == []
    assert [path for path in may_not if robots.can_fetch("*", path)] == []
    assert robots.site_maps() == ["http://guides.test/sitemap.xml"]


def test_llms_txt_leads_to_what_is_there(sqlite_app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    answer = client.get("/llms.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.startswith("# Crossway\n\n> ")
    links = re.findall(r"^- \[.+?\]\((http://guides\.test/\S+)\): \S", answer.text, re.MULTILINE)
    assert len(links) > 8
    for link in links:
        path = path_of(link).replace("{slug}", guide.slug)
        assert client.get(path).status_code == 200, path
