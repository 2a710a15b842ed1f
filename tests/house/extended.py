"""Two programs that walk through a changed copy of the product, and tell as JSON what they met there.

`python -m tests.house.extended section FOLDER` where GuideContent has three sections more, and `… state FOLDER` where
the workflow has one state more. FOLDER takes the database. They know the additions by name only, as any client would.
"""

import json
import sys
from pathlib import Path
from typing import Any

from flask import Flask

import cms
from cms import content
from cms.store import guides
from cms.store.db import session
from cms.workflow import State, mermaid
from tests import factories
from tests.factories import a_short_document
from tests.support import clients, people
from tests.support.clients import Api, Client
from tests.support.people import PASSWORD, PEOPLE
from tests.support.screens import Screen, read, shown
from tests.support.sites import File, make_site

PIECES: list[dict[str, Any]] = [
    {"title": "A map of my own street", "hours": 12},
    {"title": "Three late trips, explained"},
]
MOTTO = "Ask the depot first."
MENTORS = ["A planner of the council", "The driver’s union"]


def signed_in(app: Flask, key: str) -> Client:
    client: Any = app.test_client()
    clients.sign_in(client, PEOPLE[key].email, PASSWORD)
    return client  # type: ignore[no-any-return]


def api(app: Flask, key: str) -> Api:
    return Api(app.test_client(use_cookies=False), people.token(key, ["read", "draft", "review", "publish"]))


def with_more_sections(app: Flask) -> dict[str, Any]:
    author, program, reader = signed_in(app, "author"), api(app, "author"), app.test_client()
    plain = a_short_document(slug="without", to_role={"slug": "without", "label": "Without"})
    without = factories.a_guide("draft", plain)
    guide = factories.a_guide("draft", a_short_document(slug="with", portfolio=PIECES[:1]))
    editor, called = f"/editor/guides/{guide.id}", f"/api/v1/editorial/guides/{guide.id}"

    form = shown(author, editor).form(editor)
    blank = shown(author, f"/editor/guides/{without.id}").form(f"/editor/guides/{without.id}")
    fields = [name for name in form.values if name.startswith(("portfolio", "motto", "mentors"))]
    wrong = Screen(form.send(author, {"portfolio-0-hours": "many"}))
    body = {**read_api(program, called)["document"], "portfolio": [{"title": "One", "hours": "many"}]}
    told = program.put(f"{called}/document", json=body, if_match=1)
    found = read_api(program, f"{called}/findings")["findings"]

    typed = {"motto": MOTTO, "portfolio-0-hours": "12", "portfolio-1-title": PIECES[1]["title"]}
    typed |= {f"mentors-{index}": text for index, text in enumerate(MENTORS)}
    saved = form.send(author, typed)
    compared = read_api(program, f"{called}/compare?from=1&to=2")
    screen = shown(author, f"{editor}/compare?from=1&to=2")
    document = read_api(program, called)["document"]
    published(guide.id)
    published(without.id, portfolio=PIECES)
    item = next(one for one in read(reader, "/feed.json")["items"] if one["url"].endswith("/with"))
    return {
        "fields": fields,
        "blank": [name for name in blank.values if name.startswith("portfolio")],
        "wrong": {"status": wrong.status, "complaints": wrong.complaints, "kept": "many" in wrong.html},
        "told": {"status": told.status_code, "errors": told.get_json(force=True)["errors"]},
        "findings": [one for one in found if one["path"].startswith("portfolio")],
        "saved": {"status": saved.status_code, "document": document},
        "compared": {section["name"]: section["label"] for section in compared["sections"]},
        "compare_page": screen.text,
        "page": shown(reader, "/guides/with").text,
        "content_html": item["content_html"],
        "content_text": item["content_text"],
        "fed": item["_guide"]["document"],
        "served": read(reader, "/guides/with.json"),
        "served_without": read(reader, "/guides/without.json"),
        "order": [name for name in content.GuideContent.members() if name in ("resources", "portfolio", "faq")],
    }


def with_a_state_more(app: Flask) -> dict[str, Any]:
    publisher, author, program = signed_in(app, "publisher"), signed_in(app, "author"), api(app, "publisher")
    agreed, objected = factories.a_guide("approved"), factories.a_guide("approved")
    editor, called = f"/editor/guides/{agreed.id}", f"/api/v1/editorial/guides/{agreed.id}"
    offered = shown(publisher, editor)
    theirs = shown(author, editor)
    refused = refused_to(program, called, "send_to_lawyers", {})
    sent = offered.form("/actions/send_to_lawyers").send(publisher, {"reason": "It names a company."})
    there = shown(publisher, editor)
    frozen = api(app, "author").put(f"{called}/document", json=a_short_document(), if_match=1)
    standing = read_api(program, called)
    desk = shown(publisher, "/editor/?state=legal_check")
    back = program.post(f"{called}/actions/lawyers_agree", json={}, if_match=1)
    gone_live = program.post(f"{called}/actions/publish", json={}, if_match=1)

    factories.act(objected.id, "send_to_lawyers", "publisher", reason="It names a company.")
    factories.act(objected.id, "lawyers_object", "publisher", comment="Leave the name out.")
    state_then = guides.find(objected.id).state
    factories.published_again(objected.id, summary="Without the name.")
    return {
        "offered": [offered.offers("/actions/send_to_lawyers"), theirs.offers("/actions/send_to_lawyers")],
        "why_not": theirs.text,
        "refused": refused,
        "sent": sent.status_code,
        "there": {"text": there.text, "forms": [form.action.rpartition("/")[2] for form in there.forms]},
        "frozen": frozen.status_code,
        "standing": {
            "state": standing["state"],
            "actions": {one["action"]: one["allowed"] for one in standing["actions"]},
            "gates": standing["gates"],
        },
        "desk": desk.text,
        "back": back.get_json(force=True),
        "live": gone_live.get_json(force=True),
        "events": read_api(program, f"{called}/events")["events"],
        "log": shown(publisher, f"{editor}/log").text,
        "objected": [state_then, guides.find(objected.id).state],
        "states": [state.value for state in State],
        "drawn": mermaid(),
    }


def published(guide_id: Any, **changes: Any) -> None:
    session().rollback()
    if changes:
        factories.revise(guide_id, **changes)
    factories.submit(guide_id)
    factories.act(guide_id, "approve", "reviewer")
    factories.act(guide_id, "publish", "publisher")


def refused_to(program: Api, called: str, action: str, said: dict[str, Any]) -> list[Any]:
    answer = program.post(f"{called}/actions/{action}", json=said, if_match=1)
    return [answer.status_code, answer.get_json(force=True)["detail"]]


def read_api(program: Api, path: str) -> Any:
    answer = program.get(path)
    assert answer.status_code == 200, answer.text
    return answer.get_json(force=True)


WALKS = {"section": with_more_sections, "state": with_a_state_more}

if __name__ == "__main__":
    walk, folder = sys.argv[1:]
    with make_site(File(Path(folder))).fresh() as app:
        people.ensure()
        print(json.dumps({"from": str(Path(cms.__file__).parent), **WALKS[walk](app)}))
