"""Warnings that somebody answered for; and what else a page says of where a text stands."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from cms.content import Document
from tests.factories import a_document, a_guide, act, revise, submit
from tests.support.screens import Screen, shown, tags
from tests.web.editor.desk import drafted, page_of
from tests.web.editor.test_html import sound
from tests.web.editor.test_reasons import repeated

ClientFor = Callable[[str], FlaskClient]
TWICE = ("One of these.", "Two of these.", "Three of these.")


def count(screen: Screen) -> list[str]:
    """What the panel's heading counts, and beside that what is answered."""
    heads = [one for one in tags(screen.html) if one.tag in ("h2", "summary")]
    named = [one for one in heads if (one.text or "").strip() in ("Findings", "Answered")]
    return [one.findtext("span") or "" for one in named]


def rows(**changes: Any) -> dict[str, Any]:
    return {f"reality_check-{name}-{at}": text for name in ("love", "miss") for at, text in enumerate(changes["texts"])}


def test_what_is_answered_stands_apart_and_is_counted_apart(sqlite_app: Flask, client_for: ClientFor) -> None:
    document: Document = repeated(*TWICE)
    guide, page = drafted(document)
    author = client_for("author")
    [before] = count(shown(author, page))
    submit(guide.id)
    for path, key in (("", "reviewer"), ("/review", "reviewer"), ("", "author")):
        screen = shown(client_for(key), f"{page}{path}")
        open_, answered = count(screen)
        assert int(open_) + int(answered) == int(before)
        assert int(answered) >= len(TWICE)
        assert "finding-warning" not in screen.html, "nothing is left to mend or to give a reason for"
        assert "It is meant so. Amira Haddad" in screen.text
        sound(screen.html)
    act(guide.id, "recall", "author")
    screen = shown(author, page)
    assert "finding-warning" not in screen.html
    assert 'class="note note-warning"' not in screen.html
    assert 'data-stage="findings"' not in screen.html, "the dots count what is open"
    fields = screen.form(page).values
    told = author.post(f"{page}/findings", data=fields, headers={"X-CSRFToken": fields["csrf_token"]}).get_json()
    assert "finding-warning" not in told["panel"], "as one types, too"
    assert "It is meant so." in told["panel"]
    assert str(told["total"]) == count(screen)[0]


def test_what_is_said_alike_of_many_is_said_once(sqlite_app: Flask, client_for: ClientFor) -> None:
    document = repeated("The same.")
    document["faq"] = [
        {"id": f"q{at}", "question": f"How much is it in year {at}?", "answer": f"About ${at}0,000 a year."}
        for at in range(1, 6)
    ]
    guide = a_guide("in_review", document)
    screen = shown(client_for("reviewer"), f"{page_of(guide)}/review")
    [given] = [one for one in tags(screen.html) if one.get("aria-labelledby") == "stays"]
    assert any((one.text or "").startswith("Figures without a source") for one in given.iter("summary"))
    sound(screen.html)


def test_a_reason_lapses_with_the_words_and_is_proposed_again(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, page = drafted(repeated("The same."))
    author = client_for("author")
    form = shown(author, page).form("/actions/submit")
    [first, _] = [name for name in form.values if name.startswith("answer")]
    assert form.send(author, {first: "It is <both>."}).status_code == 303
    act(guide.id, "request_changes", "reviewer", comment="Otherwise.")
    shown(author, page).form(page).send(author, rows(texts=["Now this."]))
    screen = shown(author, page)
    assert "gave a reason before, and the text has changed since: “It is <both>.”" in screen.text
    form = screen.form("/actions/submit")
    assert form.values[first] == "It is <both>.", "it takes one press"
    sound(screen.html)
    assert Screen(form.send(author, {first: "", "change_note": "\x07"})).form("/actions/submit").values[first] == ""
    assert form.send(author).status_code == 303
    assert "gave a reason before" not in shown(author, page).text


def test_a_reason_is_proposed_for_what_it_was_given_for_alone(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, page = drafted(repeated("One.", "Two."))
    author = client_for("author")
    form = shown(author, page).form("/actions/submit")
    [_, first, second] = [name for name in form.values if name.startswith("answer")]
    assert form.send(author, {first: "The first is meant so.", second: "The other is an echo."}).status_code == 303
    act(guide.id, "request_changes", "reviewer", comment="Otherwise.")
    texts = shown(author, page).form(page)
    texts.send(author, rows(texts=["Now this.", "Two."]))
    screen = shown(author, page)
    assert screen.form("/actions/submit").values["answers-S12"] == "The first is meant so."
    assert "gave a reason before, and the text has changed since: “The other" not in screen.text, "it still holds"
    shown(author, page).form(page).send(author, rows(texts=["Now this.", "Then that."]))
    screen = shown(author, page)
    given = screen.form("/actions/submit").values
    assert {given[name] for name in ("answers-S12", first, second)} == {""}, "nothing tells which line is which"


def test_a_reason_is_proposed_for_the_rule_it_was_given_for_alone(sqlite_app: Flask, client_for: ClientFor) -> None:
    document = a_document()
    for row in document["skills_to_learn"]:
        row.update(priority="critical", duration={"value": 30, "unit": "week"})
    guide, page = drafted(document)
    author = client_for("author")
    form = shown(author, page).form("/actions/submit")
    given = {"answers-all": "It is fine.", "answers-K09": "All are needed.", "answers-T04": "They run side by side."}
    assert given.keys() <= form.values.keys()
    assert form.send(author, given).status_code == 303
    act(guide.id, "request_changes", "reviewer", comment="Otherwise.")
    shown(author, page).form(page).send(author, {"skills_to_learn-0-duration-value": "31"})
    again = shown(author, page).form("/actions/submit").values
    assert again["answers-T04"] == "They run side by side."
    assert "answers-K09" not in again, "it still holds"
    rows = [
        {**one, "priority": "important", "duration": {"value": 40, "unit": "week"}}
        for one in document["skills_to_learn"]
    ]
    revise(guide.id, skills_to_learn=rows)
    again = shown(author, page).form("/actions/submit").values
    assert (again["answers-T04"], again["answers-K09"]) == ("They run side by side.", "All are needed.")


def test_a_finding_about_an_answer_leads_to_the_answer(sqlite_app: Flask, client_for: ClientFor) -> None:
    document = repeated("The same.")
    document["faq"] = [{"id": "q1", "question": "How much is it?", "answer": "About $110,000 a year."}]
    _, page = drafted(document)
    screen = shown(client_for("author"), page)
    assert f'href="{page}#faq-0-answer"' in screen.html


def test_what_changed_is_still_there_after_taking_it_back(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, author = a_guide("published"), client_for("author")
    page = page_of(guide)
    shown(author, page).form(page).send(author, {"summary": "Another one."})
    fresh = shown(author, page).form("/actions/submit").values
    assert (fresh["change_note"], fresh.get("major")) == ("", None), "of what readers have nothing is left to say"
    submit(guide.id, change_note="A new summary.", major=False)
    act(guide.id, "recall", "author")
    kept = shown(author, page).form("/actions/submit").values
    assert (kept["change_note"], kept["major"]) == ("A new summary.", "no")


def test_it_says_that_readers_still_have_what_is_live(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, author = a_guide("published"), client_for("author")
    words = "Readers still see publication 1. What you write here is a draft until it is approved and published."
    assert words in shown(author, page_of(guide)).text
    assert "Readers still see" not in shown(author, drafted()[1]).text


def test_its_author_is_not_told_that_they_have_not_read_it(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("in_review")
    page, author = page_of(guide), client_for("author")
    text = shown(author, f"{page}/review").text
    assert "You had a hand in this text" in text
    assert "have not read" not in text
    assert "I have read" not in text
    reviewer = shown(client_for("reviewer"), f"{page}/review").text
    assert "You have not read this text yet" in reviewer
    assert "With this you say that you have read all of the text" in reviewer


def test_a_comment_on_a_place_leads_back_to_it(sqlite_app: Flask, client_for: ClientFor) -> None:
    page, reviewer = page_of(a_guide("in_review")), client_for("reviewer")
    screen = shown(reviewer, f"{page}/review")
    path = next(link for link in screen.links if "about=roadmap.step-1.title" in link)
    asked = shown(reviewer, path)
    [box] = [one for one in tags(asked.html) if one.get("id") == "words-new"]
    assert box.get("autofocus") is not None
    back = f"{page}/review#read-roadmap.step-1.title"
    assert back in asked.links
    assert 'id="read-roadmap.step-1.title"' in screen.html
    form = asked.form("/comments")
    sent = form.send(reviewer, {"text": "Is it?"}, press="review")
    assert str(sent.location).startswith(f"{page}/review#comment-")
    [box] = [one for one in tags(shown(reviewer, f"{page}/comments").html) if one.get("id") == "words-new"]
    assert box.get("autofocus") is None
    sound(asked.html)
