"""No word of what editors keep to themselves reaches a reader: a canary in every field of twenty texts, and a crawl."""

from collections.abc import Callable, Iterator

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cms.store import guides
from cms.store.db import session
from cms.store.guides import Guide
from cms.store.webhooks import WebhookEvent
from tests.factories import a_document, a_guide, act, revise, submit
from tests.support.canaries import CANARY, seen_in, with_canaries
from tests.support.library import path_of, public, walk
from tests.support.screens import Screen, shown

LISTS = (
    "/api/v1/guides",
    "/api/v1/roles",
    "/api/v1/skills",
    "/api/v1/resources",
    "/api/v1/graph",
    "/feed.json?view=summary",
)
SUFFIXES = ("", ".json", ".md", ".ics", ".png", "/plan")


def unpublished() -> list[Guide]:
    """Texts in every state before publication, and newer ones of guides that are live."""
    made = []
    for number in range(16):
        document = with_canaries(a_document(translation_key="zaunkoenig" if number % 2 else None))
        document["slug"] = f"zaunkoenig-{number}"
        guide = a_guide("draft", document)
        if number % 4 > 0:
            submit(guide.id)
        if number % 4 == 2:
            act(guide.id, "request_changes", "reviewer", comment=f"{CANARY} must go.")
        if number % 4 == 3:
            act(guide.id, "approve", "reviewer")
        made.append(guide)
    for number in range(4):
        live = public(number)
        marked = with_canaries(guides.revision(live.id, 1).document)
        made.append(revise(live.id, **{name: value for name, value in marked.items() if name != "translation_key"}))
    return made


def crawled(client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Every page and list that one comes to from the index, by links alone."""
    open_ones, known = ["/", "/feed.json", "/feed.atom", "/sitemap.xml", "/api/v1/changes", *LISTS], set()
    while open_ones:
        path = open_ones.pop()
        if path in known or path.startswith(("/login", "/static", "/api/docs")):
            continue
        known.add(path)
        answer = client.get(path)
        yield path, answer.data
        if answer.mimetype == "text/html":
            open_ones += [link.partition("#")[0] for link in Screen(answer).links if link.startswith("/")]
        elif answer.headers.get("Link"):
            open_ones += [path_of(page.request.url) for page in walk(client, path)]
    assert len(known) > 30, sorted(known)


def refused(client: FlaskClient, guide: Guide) -> Iterator[tuple[str, bytes]]:
    """What a reader is told who may not see it, asks in the wrong way, or gives a damaged value."""
    for method, path in (
        ("GET", f"/editor/guides/{guide.id}"), ("GET", f"/editor/guides/{guide.id}/preview"),
        ("GET", f"/api/v1/editorial/guides/{guide.id}"), ("POST", f"/guides/{guide.slug}"),
        ("POST", f"/api/v1/guides/{guide.id}"), ("GET", f"/guides/{guide.slug}/plan?hours=x"),
        ("GET", f"/api/v1/guides?cursor={guide.id}"), ("GET", f"/api/v1/changes?cursor={guide.id}"),
        ("GET", f"/api/v1/guides?surprise={guide.id}"), ("GET", f"/shared/{guide.id}"), ("GET", "/?page=0"),
    ):  # fmt: skip
        answer = client.open(path, method=method)
        assert answer.status_code == 303 or answer.status_code >= 400 or guide.public_status == "live", path
        yield f"{method} {path}", answer.data


def told() -> list[str]:
    """What receivers of webhooks are told."""
    return list(session().scalars(select(WebhookEvent.body).order_by(WebhookEvent.id)))


def test_no_word_of_what_was_not_published_is_public(
    sqlite_app: Flask, client: FlaskClient, client_for: Callable[[str], FlaskClient]
) -> None:
    a_guide("published")
    made = unpublished()
    assert len(made) == 20
    found = [path for path, sent in crawled(client) if seen_in(sent)]
    found += [path for guide in made for path, sent in refused(client, guide) if seen_in(sent)]
    assert found == []
    assert len(told()) > 4
    assert [body for body in told() if seen_in(body.encode())] == []
    for guide in made:
        if guide.public_status == "never_published":
            for address in (f"/guides/{guide.slug}", f"/api/v1/guides/{guide.slug}", f"/api/v1/guides/{guide.id}"):
                for suffix in SUFFIXES if address.startswith("/guides/") else ("",):
                    answer = client.get(address + suffix)
                    assert answer.status_code == 404, address + suffix
                    assert seen_in(answer.data) == [], address + suffix
    assert any(seen_in(client_for("author").get(f"/editor/guides/{guide.id}/preview").data) for guide in made)
    act(made[3].id, "publish", "publisher")
    for path in ("/", "/feed.json", "/feed.atom", "/sitemap.xml", "/api/v1/changes", *LISTS):
        assert seen_in(client.get(path).data), f"{path} would have shown it"
    assert seen_in(told()[-1].encode())


def test_whoever_looks_for_such_a_word_learns_nothing(sqlite_app: Flask, client: FlaskClient) -> None:
    """What was asked for is told back; everything else is as it was before there was anything to find."""
    a_guide("published")
    asked = [
        f"/?q={CANARY}",
        "/?q=zaunkoenig",
        "/?tag=Zaunk%C3%B6nig+0",
        "/paths?from=Zaunk%C3%B6nig&to=zaunkoenig-planner",
    ]
    asked += [f"{hold}{name}=zaunkoenig-bus-driver" for hold in ("/?", "/feed.json?", "/feed.atom?", "/api/v1/guides?")
              for name in ("from_role", "role", "skill", "tag")]  # fmt: skip
    asked += [
        "/roles/zaunkoenig-bus-driver",
        "/guides/zaunkoenig-1",
        "/guides/zaunkoenig-1.json",
        "/api/v1/guides/zaunkoenig-1",
    ]
    before = {path: client.get(path) for path in asked}
    for number in range(2):
        document = with_canaries(a_document())
        a_guide("approved" if number else "draft", {**document, "slug": f"zaunkoenig-{number}"})
    for path, answer in before.items():
        after = client.get(path)
        assert (after.status_code, after.data) == (answer.status_code, answer.data), path
    shown(client, "/")
