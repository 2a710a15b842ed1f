"""Every page, in every state, is valid HTML that can be read and operated without seeing it."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_document, a_full_document, a_guide, act, published_again, revise
from tests.support.screens import Screen, elements, shown, tags
from tests.web.editor.desk import drafted, page_of

Pages = Iterator[tuple[str, str]]
_CONTROLS = {"input", "select", "textarea"}


def sound(html: str) -> None:
    """Valid; one heading above all, none left out; every id once; every control and every button has its name."""
    found = list(elements(html))
    [body] = [one for one in found if one.tag == "body"]
    ids = [one.get("id", "") for one in found if one.get("id")]
    known = set(ids)
    assert len(ids) == len(known), [one for one in ids if ids.count(one) > 1]
    levels = [int(one.tag[1]) for one in found if one.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    labels = [one for one in found if one.tag == "label"]
    labelled = {one.get("for") for one in labels}
    wrapped = {id(inner) for one in labels for inner in one.iter()}
    for one in found:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert known.issuperset(one.get(name, "").split()), (one.tag, one.attrib)
        if one.tag == "a" and one.get("href", "").startswith("#"):
            assert one.get("href", "")[1:] in known, one.get("href")
        if one.tag in _CONTROLS and one.get("type") not in ("hidden", "submit"):
            names = (one.get("aria-label"), one.get("aria-labelledby"), one.get("id") in labelled, id(one) in wrapped)
            assert any(names), one.attrib
        if one.tag == "button":
            assert "".join(one.itertext()).strip() or one.get("aria-label"), one.attrib
        assert not [name for name in one.attrib if name == "style" or name.startswith("on")], one.attrib
    inline = [one for one in found if one.tag in ("style", "script") and not one.get("src")]
    assert all(one.get("type") == "application/ld+json" for one in inline)
    _landmarks(found, body)


def _landmarks(found: list[Element], body: Element) -> None:
    [main] = [one for one in found if one.tag == "main"]
    if any(one.tag == "nav" for one in found):
        first = next(body.iter("a"))
        assert first.get("class") == "skip", "the first thing one can reach leads past the navigation"
        assert first.get("href") == f"#{main.get('id')}"
    navigations = [one.get("aria-label") or one.get("aria-labelledby") for one in found if one.tag == "nav"]
    assert len(navigations) == len(set(navigations))
    [title] = [one for one in found if one.tag == "title" and not one.get("class")]
    assert (title.text or "").strip()
    [html] = [one for one in found if one.tag == "html"]
    assert html.get("lang")


@pytest.fixture
def everyones(client_for: Callable[[str], FlaskClient], client: FlaskClient) -> Callable[[str], FlaskClient]:
    return lambda key: client_for(key) if key else client


def outside(client: Callable[[str], FlaskClient]) -> Pages:
    yield "sign-in", client("").get("/login").text
    yield "forgotten password", client("").get("/account/forgotten").text
    yield "index, empty", client("").get("/").text
    guide = a_guide("published")
    wrong = shown(client(""), "/login").form("/login").send(client(""), {"email": "x", "password": ""})
    yield "sign-in, refused", wrong.text
    yield "index", client("").get("/").text
    yield "index, nothing found", client("").get("/?q=nothing-like-it&language=de").text
    yield "guide", client("").get(f"/guides/{guide.slug}").text
    yield "not found", client("").get("/guides/nothing").text
    yield "bad page", client("").get("/?page=0").text
    yield "wrong method", client("").post("/").text


def desk(client: Callable[[str], FlaskClient]) -> Pages:
    author = client("author")
    yield "desk, empty", author.get("/editor/").text
    yield "desk, empty, for a reviewer", client("reviewer").get("/editor/").text
    a_guide("in_review")
    a_guide("published")
    yield "desk", author.get("/editor/").text
    yield "list", author.get("/editor/guides?q=bus").text
    yield "list, narrowed", author.get("/editor/guides?state=in_review&sort=title&wants=removal&author=x").text
    yield "list, nothing found", author.get("/editor/guides?q=zebra").text
    many = shown(author, "/editor/guides").form("/bulk")
    yield "many, refused", many.send(author, {"action": "add_tag", "tag": ""}).text
    picked = [one.get("value", "") for one in tags(author.get("/editor/guides").text) if one.get("name") == "pick"]
    done = many.send(author, {"action": "add_tag", "tag": "<new>", "pick": picked})
    yield "many", author.get(str(done.location)).text
    yield "new", author.get("/editor/guides/new").text
    new = shown(author, "/editor/guides/new").form("/editor/guides/new")
    yield "new, refused", new.send(author, {"from_role-label": "\u202e"}).text
    yield "account", author.get("/account").text
    yield "audit", author.get("/editor/audit?action=create").text
    yield "the feed on a day", author.get("/editor/audit/feed").text
    yield "the feed on an early day", author.get("/editor/audit/feed?on=2020-01-01").text
    yield "audit, nothing found", author.get("/editor/audit?action=purge").text
    yield "audit of the site", client("admin").get("/editor/audit").text
    yield "inbox, empty", author.get("/editor/inbox").text
    yield "inbox", client("reviewer").get("/editor/inbox").text
    yield "not allowed", client("nobody").get("/editor/").text
    yield "not found", author.get("/editor/nowhere").text
    yield "too much", author.post("/editor/guides/new", data=b"x" * 5_000_000).text
    yield "expired", author.post("/editor/guides/new", data={}).text


def writing(client: Callable[[str], FlaskClient]) -> Pages:
    author, colleague = client("author"), client("second_author")
    _, bare = drafted({name: a_document()[name] for name in ("language", "from_role", "to_role")})
    yield "form, empty", author.get(bare).text
    guide, page = drafted()
    stale = shown(author, page).form(page)
    yield "form", author.get(f"{page}?said=saved").text
    wrong = {
        "timeline-min": "six",
        "roadmap-1-tasks-0": "\u202e",
        "roadmap-0-skill_slugs": "\u202e",
        "faq-1-id": "faq-1",
    }
    wrong |= {f"tags-{index}": str(index) for index in range(12)} | {"entry_requirements-0-mandatory": "maybe"}
    yield "form, with errors", stale.send(author, wrong).text
    yield "form, expired", stale.send(author, {"csrf_token": ""}).text
    for button in ("add:roadmap", "remove:faq-0", "up:roadmap-1", "add:roadmap-0-tasks"):
        yield button, stale.send(author, press=button).text
    shown(colleague, page).form(page).send(colleague, {"title": "Theirs", "overview": "Theirs."})
    mine = {"title": "Mine", "overview": "Mine.", "cta-url": "javascript:x"}
    asked = stale.send(author, mine)
    yield "conflict", asked.text
    yield "conflict, undecided", Screen(asked).form("/conflict").send(author, {"choice-0": "hand"}).text
    yield "conflict, in the form", Screen(asked).form("/conflict").send(author, press="write").text
    revise(guide.id, cta={"url": "nowhere"}, faq=[{"question": "Half?"}], overview=None)
    yield "form, with findings", author.get(page).text
    discard = shown(author, page).form("/actions/discard")
    yield "form, act refused", author.post(f"{page}/actions/submit", data={**discard.values, "change_note": "x"}).text


def about(client: Callable[[str], FlaskClient]) -> Pages:
    author = client("author")
    guide = a_guide("published")
    page = page_of(guide)
    published_again(guide.id, overview="Another text.\n\nOf two paragraphs.", roadmap=a_document()["roadmap"][::-1])
    revise(guide.id, title="A third")
    for key in ("author", "reviewer", "publisher", "managing_editor"):
        for more in ("", "/versions", "/versions/1", "/compare", "/compare?from=1&to=1", "/log", "/preview"):
            yield f"{key} {more}", client(key).get(f"{page}{more}").text
    yield "no such revision", author.get(f"{page}/versions/77").text
    review = a_guide("in_review")
    for key in ("author", "reviewer"):
        yield f"in review for {key}", client(key).get(page_of(review)).text


def leaving(client: Callable[[str], FlaskClient]) -> Pages:
    asked, withdrawn, gone = (a_guide("published") for _ in range(3))
    for guide, kind in ((asked, "redirect"), (withdrawn, "withdrawn")):
        act(guide.id, "request_removal", "author", removal=kind, target=gone.slug, reason="<Old>", public_text="<Wait>")
    act(withdrawn.id, "confirm_removal", "publisher")
    act(gone.id, "takedown", "managing_editor", removal="gone", reason="Wrong.")
    for key in ("author", "reviewer", "publisher", "managing_editor"):
        yield f"desk for {key}", client(key).get("/editor/").text
        for guide in (asked, withdrawn, gone):
            yield f"{guide.public_status} for {key}", client(key).get(page_of(guide)).text
    page = page_of(asked)
    form = shown(client("author"), page).form("/actions/request_removal")
    yield "refused", form.send(client("author"), {"removal": "redirect", "target": '"nowhere"'}).text
    yield "withdrawn", client("").get(f"/guides/{withdrawn.slug}").text
    yield "gone", client("").get(f"/guides/{gone.slug}").text


def sharing(client: Callable[[str], FlaskClient]) -> Pages:
    author = client("author")
    guide, page = drafted()
    yield "no links", author.get(f"{page}/share").text
    form = shown(author, f"{page}/share").form("/share")
    made = form.send(author, {"note": "<Ada>", "shows": "pinned"}).text
    yield "a new link", made
    yield "a wrong one", form.send(author, {"days": "x", "note": "x" * 200, "shows": "pinned", "revision": "77"}).text
    yield "shared", client("").get(f"/shared/{made.partition('/shared/')[2].partition(chr(34))[0]}").text
    yield "no such link", client("").get("/shared/x").text
    shown(author, f"{page}/share").form("/revoke").send(author)
    yield "revoked", author.get(f"{page}/share?said=revoked").text
    act(guide.id, "discard", "author")
    yield "in the trash", author.get(f"{page}/share").text


def starting(client: Callable[[str], FlaskClient]) -> Pages:
    author = client("author")
    source, page = drafted(a_document(translation_key="planner"))
    start = shown(author, page).form("/translate")
    yield "wrong language", start.send(author, {"language": "<x>"}).text
    location = start.send(author, {"language": "de"}).location
    yield "just begun", author.get(location).text
    yield "translations of it", author.get(page).text
    for key in ("author", "reviewer"):
        yield f"what waits, for {key}", client(key).get(f"{location.partition('?')[0]}/translation").text
    revise(source.id, overview="Two\n\nparagraphs & <more>.", faq=[{"question": "New?", "answer": "Yes."}])
    made = location.partition("?")[0]
    yield "notes beside fields", author.get(made).text
    yield "moved on", author.get(f"{made}/translation?said=settled").text
    yield "log", author.get(f"{made}/log").text


@pytest.mark.parametrize("screens", [outside, desk, writing, about, leaving, sharing, starting])
def test_every_page_is_sound(
    sqlite_app: Flask,
    everyones: Callable[[str], FlaskClient],
    screens: Callable[[Callable[[str], FlaskClient]], Pages],
) -> None:
    for name, html in screens(everyones):
        try:
            sound(html)
        except Exception as error:
            raise AssertionError(f"{name}: {error!r}\n{html[:3000]}") from error


def test_the_longest_form_is_sound(sqlite_app: Flask, everyones: Callable[[str], FlaskClient]) -> None:
    _, page = drafted(a_full_document())
    html = everyones("author").get(page).text
    ids = [part.partition('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) > 3000
