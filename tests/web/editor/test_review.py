"""The review screen: what is new to this reader, comments beside the text, the checklist; without scripts."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from cms.content import compare, spots
from cms.services import commenting, reviewing
from cms.store import guides
from tests.factories import a_document, a_guide, act, revise, submit
from tests.services.records import decisions_of
from tests.support.people import actor
from tests.support.screens import Screen, shown, tags
from tests.web.editor.desk import page_of
from tests.web.editor.test_html import sound

ClientFor = Callable[[str], FlaskClient]
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_opens_on_what_changed_since_the_same_person_looked(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("in_review")
    page, reviewer = page_of(guide), client_for("reviewer")
    screen = shown(reviewer, f"{page}/review")
    assert "You have not read this text yet" in screen.text
    sound(screen.html)
    screen.form("/looked").send(reviewer)
    assert "you have read this very text" in shown(reviewer, f"{page}/review").text
    assert "You have not read this text yet" in shown(client_for("second_reviewer"), f"{page}/review").text
    act(guide.id, "request_changes", "second_reviewer", comment="Shorter, please.")
    revise(guide.id, summary="Shorter.")
    submit(guide.id)
    screen = shown(reviewer, f"{page}/review")
    assert "What changed since you last looked Compared with revision 1" in screen.text
    assert "<ins>Shorter.</ins>" in screen.html
    decided = shown(client_for("second_reviewer"), f"{page}/review")
    assert "Compared with revision 1" in decided.text, "who decides has read it"
    sound(screen.html)


def test_compares_with_what_is_live_for_those_who_never_looked(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("published")
    revise(guide.id, summary="Another.")
    screen = shown(client_for("publisher"), f"{page_of(guide)}/review")
    assert "What changed against what readers have" in screen.text
    assert "Another." in screen.text


def test_keeps_what_was_ticked_with_the_approval(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("in_review")
    page, reviewer = page_of(guide), client_for("reviewer")
    form = shown(reviewer, f"{page}/review").form("/approve")
    refused = form.send(reviewer, {"checklist": ["numbers", "nonsense"]})
    assert refused.status_code == 422
    assert "not on the list: nonsense" in refused.text
    assert Screen(refused).form("/approve").values.getlist("checklist") == ["numbers"]
    assert form.send(reviewer, {"checklist": ["numbers", "pay"]}).status_code == 303
    [decision] = decisions_of(guide.id)
    assert (decision.verdict, decision.checklist) == ("approve", ["numbers", "pay"])
    assert reviewing.reading(guide, guides.revision(guide.id, 1), actor("reviewer")).changes == []


def test_shows_comments_beside_what_they_are_about_and_all_text_as_text(
    sqlite_app: Flask, client_for: ClientFor
) -> None:
    guide = a_guide("in_review", a_document(summary=EVIL))
    for anchor in ("roadmap.step-1.title", "roadmap.step-1", "roadmap", "demand.text", "summary", ""):
        commenting.comment(guide.id, anchor=anchor, text=EVIL, blocking=False, actor=actor("author"))
    reviewer = client_for("reviewer")
    screen = shown(reviewer, f"{page_of(guide)}/review")
    assert screen.text.count(EVIL) == 7
    assert "<script>alert" not in screen.html
    assert "onerror=alert(2)>" not in screen.html
    sound(screen.html)
    first = next(one for one in screen.forms if one.action.endswith("/answers"))
    [name] = [one for one in first.values if one.startswith("answer-")]
    assert first.send(reviewer, {name: "Yes."}).location.startswith(f"{page_of(guide)}/review#comment-")


def test_names_the_place_of_each_difference_as_comments_do(sqlite_app: Flask) -> None:
    before = a_document()
    steps = before["roadmap"]
    after = a_document(roadmap=[{**steps[1], "title": "Draw more"}, steps[0]], summary="New.", demand=None)
    for section in compare(before, after):
        for one in section.differences:
            known = spots.nearest(before, one.anchor) or spots.nearest(after, one.anchor)
            assert known is not None, one
    titles = [one.anchor for section in compare(before, after) for one in section.differences if "Title" in one.label]
    assert titles == [f"roadmap.{steps[1]['id']}.title"]


def test_shows_lists_within_a_group(sqlite_app: Flask, client_for: ClientFor) -> None:
    text = shown(client_for("reviewer"), f"{page_of(a_guide('in_review'))}/review").text
    codes = a_document()["from_role"]["codes"]
    assert f"Occupation codes Comment on From role › Occupation codes Scheme: ISCO-08 Code: {codes[0]['code']}" in text


def test_begins_the_text_with_its_title_and_ends_with_address_and_language(
    sqlite_app: Flask, client_for: ClientFor
) -> None:
    document = a_document()
    html = shown(client_for("reviewer"), f"{page_of(a_guide('in_review', document))}/review").html
    parts = [one.get("id", "") for one in tags(html) if one.get("class") == "sheet review-part"]
    assert parts[:3] == ["read-title", "read-summary", "read-from_role"]
    assert parts[-4:] == ["read-slug", "read-language", "read-region", "read-translation_key"]
    assert sorted(parts) == sorted({f"read-{one.where[0]}" for one in spots.spots(document)}), "nothing is left out"
    assert html.index("on From role › Name<") < html.index("on From role › Name in addresses<")


def test_names_sources_and_days(sqlite_app: Flask, client_for: ClientFor) -> None:
    source = {"id": "s9", "title": "Wages of painters", "accessed_on": "2026-09-30"}
    level = {"level": "high", "text": "Wanted.", "source_ids": ["s9"]}
    document = a_document(sources=[*a_document()["sources"], source], demand=level)
    text = shown(client_for("reviewer"), f"{page_of(a_guide('in_review', document))}/review").text
    assert "Sources Comment on Demand › Sources Wages of painters" in text
    assert "“Wages of painters” › Read on 30 Sep 2026" in text
