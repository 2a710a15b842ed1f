"""Text that would like to be markup stays text, on every page that shows it.

Each field has one of them, and all of them are there; CMS_SOAK=1 gives each of them to every field.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.content import Document
from cms.content.document import walk
from cms.content.kinds import Link, Prose, Text
from cms.services import sharing, starting
from tests.factories import a_document, a_guide, revise
from tests.support import people
from tests.support.screens import Form, Screen, elements, shown
from tests.web.editor.desk import drafted, page_of

INJECTED = "<x-injected onmouseover=alert(1)>"
ATTACKS = (
    f"\"'>{INJECTED}</textarea>{INJECTED}</option></select>{INJECTED}<!--",
    f"</title></script>{INJECTED}<img src=x onerror=alert(1)><svg onload=alert(1)>",
    f'[{INJECTED}](javascript:alert(1)) [a](https://example.org/"onmouseover="alert(1)) <https://a.example/>{INJECTED}',
    "{{7*7}}{% raw %}${7*7}&lt;x-injected&gt;&#x3C;x-injected>]]>",
)
NO_ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "//evil.example", "https:evil", "file:///etc/passwd",
    "https://user:secret@example.org\\@evil.example", "http://", "https://exa mple.org", "about:blank",
)  # fmt: skip
LINKS = [where for where, kind, value in walk(a_document()) if isinstance(kind, Link) and value]
SOAK = bool(os.environ.get("CMS_SOAK"))
TURNS = range(len(ATTACKS)) if SOAK else range(1)


def attacks(turn: int) -> tuple[str, str, str, str]:
    """All of them, another one first."""
    one, two, three, four = (*ATTACKS[turn:], *ATTACKS[:turn])
    return one, two, three, four


def hostile(turn: int = 0) -> Document:
    """A document with an attack in every text that has room for it; ids and codes as they were."""
    document = a_document()
    for number, (where, kind, value) in enumerate(walk(a_document())):
        attack = attacks(turn)[number % len(ATTACKS)]
        if isinstance(kind, Text) and kind.editable and kind.kind in ("line", "prose", "link") and value:
            text = (value if isinstance(kind, Prose) else "") + attack
            _put(document, where, text if len(text) <= kind.max_length else INJECTED)
    for lists, names in ((document["reality_check"], ("love", "miss", "challenges")), (document, ("tags",))):
        for name in names:
            lists[name] = [f"{index}{INJECTED}" for index, _ in enumerate(lists[name])]
    for index, row in enumerate(document["skills_to_learn"]):
        row["skill"]["label"] = f"{index}{INJECTED}"
    for step in document["roadmap"]:
        step["tasks"] = [f"{index} {step['id']} {attacks(turn)[index % 4]}" for index, _ in enumerate(step["tasks"])]
    return document


def _put(document: Any, where: tuple[str | int, ...], value: str) -> None:
    for part in where[:-1]:
        document = document[part]
    document[where[-1]] = value


def sound(html: str) -> None:
    """Valid, with no element, address or attribute that somebody's text brought in."""
    for element in elements(html):
        assert element.tag not in ("x-injected", "img", "iframe", "object", "embed", "base"), element.tag
        assert element.tag != "svg" or element.get("class"), "our own pictures alone"
        if element.tag == "script" and element.get("type") != "application/ld+json":  # which is data, and never runs
            assert re.match("/static/as-[0-9a-f]+/editor/", element.get("src", "")), "modules of our own"
            assert not element.text
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in ("href", "src", "action", "formaction"):
                assert value.startswith(("/", "#", "http://", "https://")), value


def pages(page: str) -> Iterator[str]:
    for more in (
        "",
        "/preview",
        "/versions",
        "/versions/1",
        "/versions/2",
        "/compare",
        "/compare?from=2&to=1",
        "/log",
        "/share",
    ):
        yield f"{page}{more}"


@pytest.mark.parametrize("turn", TURNS)
def test_it_is_text_on_every_page(
    sqlite_app: Flask, author: FlaskClient, client_for: Callable[[str], FlaskClient], turn: int
) -> None:
    one, two, three, four = attacks(turn)
    text = hostile(turn)
    guide, page = drafted(text)
    revise(guide.id, **{name: a_document()[name] for name in ("overview", "roadmap")}, summary=one)
    for path in (*pages(page), "/editor/", *(f"/editor/guides?q={quote(attack)}" for attack in ATTACKS)):
        sound(shown(author, path).html)
    reading = shown(client_for("reviewer"), page)
    sound(reading.html)
    form = shown(author, page).form(page)
    assert form.values["title"] == text["title"]
    assert form.values["demand-text"] == text["demand"]["text"]
    token = {"csrf_token": form.values["csrf_token"], "base": "2"}
    new = {**token, "from_role-label": one, "language": two}
    answers = [
        form.send(author, {"timeline-min": one}),
        form.send(author, {"salary_change-note": two}, press="add:faq"),
        form.send(author, {"summary": three, "csrf_token": four}),
        author.post(f"{page}/actions/{four.partition('/')[0]}", data=token),
        author.post(f"{page}/actions/submit", data={**token, "change_note": one, "major": two}),
        author.post("/editor/guides/new", data=new),
    ]
    assert [answer.status_code for answer in answers] == [422, 200, 400, 404, 422, 422]
    for answer in answers:
        sound(answer.text)
    assert author.get(f"/editor/guides/{quote(three)}").status_code == 404


def test_it_is_text_where_two_texts_meet(sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient) -> None:
    guide, page = drafted(hostile())
    stale = shown(author, page).form(page)
    revise(
        guide.id, "second_author", title=f"Theirs {ATTACKS[1]}", faq=[{"question": ATTACKS[0], "answer": ATTACKS[2]}]
    )
    screen = Screen(stale.send(author, {"title": f"Mine {ATTACKS[2]}", "overview": ATTACKS[3]}))
    assert screen.status == 409
    sound(screen.html)
    assert INJECTED in screen.text
    assert json.loads(screen.form("/conflict").values["mine"])["overview"] == ATTACKS[3]
    again = Screen(screen.form("/conflict").send(author, {"choice-0": ATTACKS[0], "hand0": ATTACKS[1]}))
    assert again.status == 422
    sound(again.html)


def test_what_people_say_in_an_act_is_text(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()

    def form(action: str) -> Form:
        return shown(author, page).form(f"/actions/{action}")

    form("submit").send(author, {"change_note": ATTACKS[0], "major": "yes"})
    form("recall").send(author)
    shown(author, page).form("/actions/discard").send(author, {"reason": ATTACKS[1]})
    log = shown(author, f"{page}/log")
    sound(log.html)
    assert ATTACKS[0] in log.text


@pytest.mark.parametrize("first", range(0, len(NO_ADDRESSES), 1 if SOAK else len(LINKS)))
def test_an_address_that_is_not_one_is_a_finding_and_never_a_link(
    sqlite_app: Flask, author: FlaskClient, first: int
) -> None:
    addresses = [NO_ADDRESSES[(first + number) % len(NO_ADDRESSES)] for number in range(len(LINKS))]
    form_names = {"-".join(map(str, where)): address for where, address in zip(LINKS, addresses, strict=True)}
    overview = " and ".join(f"[here]({address}) and <{address}>" for address in NO_ADDRESSES)
    _, page = drafted()
    answer = shown(author, page).form(page).send(author, {**form_names, "overview": overview})
    assert answer.status_code == 303, Screen(answer).complaints
    screen = shown(author, page)
    assert screen.text.count("must be a full web address that begins with") >= len(LINKS) >= 5
    assert not screen.offers("/actions/submit")
    for path in pages(page):
        if not path.endswith("2"):
            assert not {link.strip() for link in shown(author, path).links} & {one.strip() for one in NO_ADDRESSES}, (
                path
            )


def test_readers_get_text_too(sqlite_app: Flask, client: FlaskClient) -> None:
    document = hostile()
    for where, kind, value in walk(a_document()):
        if isinstance(kind, Link) and value:
            _put(document, where, value)
    guide = a_guide("published", document)
    for path in (
        f"/guides/{guide.slug}",
        "/",
        f"/?q={quote(INJECTED)}",
        f"/?from_role={quote(ATTACKS[0])}",
        f"/guides/{quote(INJECTED)}",
    ):
        sound(client.get(path).text)
    assert INJECTED in Screen(client.get("/")).text


@pytest.mark.parametrize("turn", TURNS)
def test_it_is_text_beside_a_translation_and_in_what_is_shared(
    sqlite_app: Flask, author: FlaskClient, client: FlaskClient, turn: int
) -> None:
    one, two, three, four = attacks(turn)
    guide, page = drafted({**hostile(turn), "language": "en", "translation_key": "planner"})
    made = starting.start_translation(guide.id, language="de", actor=people.actor("author"))
    revise(made.id, title=one, overview=two)
    revise(guide.id, title=f"{three} again", overview=f"{four} again", summary=f"{one} again")
    for path in (page_of(made), f"{page_of(made)}/translation", f"{page_of(made)}/log", page):
        sound(shown(author, path).html)
    form = shown(author, page).form(page)
    sound(author.post(f"{page}/preview", data=form.filled()).text)
    _, token = sharing.make(guide.id, revision_number=None, days=1, note=two[:120], actor=people.actor("author"))
    sound(shown(author, f"{page}/share").html)
    sound(shown(client, f"/shared/{token}").html)
