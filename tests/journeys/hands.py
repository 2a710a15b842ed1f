"""What people do at the editor's pages, by plain forms: write, save, press the buttons of the workflow."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cms.content import Document
from tests.support.clients import CommandLine, sign_in
from tests.support.people import PASSWORD
from tests.support.screens import Screen, shown
from tests.support.typed import typed

FIRST = {"change_note": "First edition.", "major": "yes"}
LATER = {"change_note": "Corrected.", "major": "no"}


class Hands:
    """One person at the editor's pages, who is signed in. `page` is a guide's own: /editor/guides/<id>."""

    def __init__(self, client: FlaskClient, email: str) -> None:
        self.client, self.email = client, email

    def comes_back(self) -> None:
        """Signs in again: a session does not last for a night."""
        sign_in(self.client, self.email, PASSWORD)

    def start(self, document: Document) -> str:
        """A new guide from its two roles, then the whole text in one save; its page."""
        form = shown(self.client, "/editor/guides/new").form("/editor/guides/new")
        named = {name: value for name, value in typed(document).items() if name in form.values}
        answer = form.send(self.client, named)
        assert answer.status_code == 303, Screen(answer).text
        page = str(answer.location).partition("?")[0]
        assert self.save(page, document).location == f"{page}?said=saved"
        return page

    def save(self, page: str, document: Document | None = None, **changes: Any) -> TestResponse:
        """Types over what the form shows, by the names of its controls, and saves."""
        form = shown(self.client, page).form(page)
        return form.send(self.client, {**(typed(document) if document else {}), **changes})

    def act(self, page: str, action: str, **said: Any) -> TestResponse:
        """Presses a button of the workflow that the page offers."""
        return shown(self.client, f"{page}/log").form(f"{page}/actions/{action}").send(self.client, said)

    def does(self, page: str, action: str, **said: Any) -> None:
        answer = self.act(page, action, **said)
        assert answer.status_code == 303, Screen(answer).text

    def insists(self, page: str, action: str, **said: Any) -> Screen:
        """Posts an act whether or not the page offers it."""
        base = shown(self.client, f"{page}/versions").form("/compare").values["to"]
        data = {"csrf_token": self.client.csrf, "base": base, **said}  # type: ignore[attr-defined]
        return Screen(self.client.post(f"{page}/actions/{action}", data=data))


def newcomer(runner: CommandLine, client: FlaskClient, name: str, *roles: str) -> Hands:
    """Someone new with these roles, signed in."""
    email = f"{name.lower()}@example.org"
    options = [option for role in roles for option in ("--role", role)]
    added = runner.invoke(args=["users", "add", email, "--name", name, *options, "--password-stdin"], input=PASSWORD)
    assert added.exit_code == 0, added.output
    sign_in(client, email, PASSWORD)
    return Hands(client, email)
