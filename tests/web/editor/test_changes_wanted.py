"""What a reviewer asked for is where the author goes on."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide, act, revise
from tests.support.screens import shown, tags
from tests.web.editor.desk import page_of
from tests.web.editor.test_html import sound
from tests.web.editor.test_inbox import leading

ClientFor = Callable[[str], FlaskClient]
WORDS = "Say what <you> found.\nThen the pay."


def test_says_what_is_asked_for_wherever_one_goes_on(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, author = a_guide("in_review"), client_for("author")
    page = page_of(guide)
    assert WORDS not in shown(author, page).text
    act(guide.id, "request_changes", "reviewer", comment=WORDS)
    for path in ("", "/review", "/comments"):
        screen = shown(author, f"{page}{path}")
        [asked] = [one for one in tags(screen.html) if one.get("id") == "asked"]
        assert asked.get("tabindex") == "-1", "the fragment leads to it"
        assert screen.text.count("asked for changes") == (2 if path == "" else 1), "beside the text in Actions, too"
        assert "Say what &lt;you&gt; found.\nThen the pay.</blockquote>" in screen.html
        assert f"{page}/comments#open-comments" in screen.html
        sound(screen.html)
    assert "Say what &lt;you&gt; found." in author.get(f"{page}/standing").text, "a save by itself keeps it"
    revise(guide.id, summary="Mended.")
    assert 'id="asked"' in shown(author, page).html, "it is asked for until the text is sent again"


def test_is_gone_once_the_text_is_sent_again_and_says_the_newest_request(
    sqlite_app: Flask, client_for: ClientFor
) -> None:
    guide, author = a_guide("in_review"), client_for("author")
    act(guide.id, "request_changes", "reviewer", comment="The first.")
    act(guide.id, "submit", "author", change_note="Mended.", major=False)
    assert 'id="asked"' not in shown(author, page_of(guide)).html
    act(guide.id, "request_changes", "second_reviewer", comment="The second.")
    text = shown(author, page_of(guide)).text
    assert "The second." in text
    assert "The first." not in text


def test_desk_and_inbox_lead_to_it_and_reviewers_to_the_review(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, author, reviewer = a_guide("in_review"), client_for("author"), client_for("reviewer")
    page = page_of(guide)

    def told(client: FlaskClient) -> str:
        form, *_ = leading(shown(client, "/editor/inbox"))
        return str(form.send(client).location)

    assert f'<a href="{page}/review"' in reviewer.get("/editor/").text
    assert told(reviewer) == f"{page}/review"
    act(guide.id, "request_changes", "reviewer", comment=WORDS)
    assert f'<a href="{page}#asked"' in author.get("/editor/").text
    assert told(author) == f"{page}#asked"
