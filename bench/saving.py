"""Server time of saving and opening a full guide: `python -m bench.saving [DATABASE_URL [GUIDE]]`.

Without an address (or with an empty one) it measures a SQLite file in a temporary folder. Each figure is the median of
its runs; the ratio compares it with answering /healthz in the same process, which says how much is the framework.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from flask_security import hash_password
from werkzeug.datastructures import MultiDict

from cms.app import create_app
from cms.cli import database
from cms.content import json_text
from cms.services import accounts
from cms.settings import Settings
from cms.workflow import Role

_RUNS = 60
_EMAIL, _PASSWORD = "writer@example.org", "a pass phrase for measuring"
_GUIDE = (
    Path(__file__).parent.parent / "cms" / "demonstration" / "registered-nurse-to-health-informatics-specialist.json"
)


def main(address: str = "", guide: str = str(_GUIDE)) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=folder, database_url=address, secret_key="measuring" * 5)
        app = create_app(settings, WTF_CSRF_ENABLED=False)
        document = json_text.parse(Path(guide).read_bytes())
        with app.app_context():
            database.migrate()
            hashed = hash_password(_PASSWORD)
            person = accounts.add_person(email=_EMAIL, name="Writer", roles=[Role.AUTHOR], password_hash=hashed)
            token = accounts.issue_token(person.id, name="measuring", scopes=["read", "draft"])
        client = app.test_client()
        calls = {"Authorization": f"Bearer {token}"}
        made = client.post("/api/v1/editorial/guides", json={"document": document}, headers=calls).get_json()
        path, number = f"/api/v1/editorial/guides/{made['id']}/document", made["revision"]

        def save_by_api(run: int) -> None:
            nonlocal number
            body = json_text.plain({**document, "summary": f"Run {run}"})
            headers = {**calls, "If-Match": f'"{number}"', "Content-Type": "application/json"}
            answer = client.put(path, data=body, headers=headers)
            assert answer.status_code == 200, answer.text  # noqa: S101  # a refused save would measure nothing
            number = answer.get_json()["revision"]

        alone = _median(lambda run: client.get("/healthz"))
        _show("answer /healthz", alone, alone)
        _show("save by API", _median(save_by_api), alone)
        _by_form(client, f"/editor/guides/{made['id']}", number, document, alone)


def _by_form(client: FlaskClient, page: str, number: int, document: Any, alone: float) -> None:
    client.post("/login", data={"email": _EMAIL, "password": _PASSWORD})
    _show("open the form", _median(lambda run: client.get(page)), alone)
    values = FormValues.of(client.get(page).text)

    def save(run: int) -> None:
        values["summary"], values["base"] = f"Form {run}", str(number + run)
        answer = client.post(page, data=values)
        assert answer.status_code == 303, answer.status  # noqa: S101

    _show(f"save the form ({len(list(values.items(multi=True)))} values)", _median(save), alone)
    _by_itself(client, page, FormValues.of(client.get(page).text), document, alone)


def _by_itself(client: FlaskClient, page: str, values: MultiDict[str, str], document: Any, alone: float) -> None:
    """What a page sends while somebody types."""
    body = {"base": int(values["base"]), "tab": values["tab"], "document": document}

    def send(run: int) -> None:
        body["sequence"], body["document"] = run + 1, {**document, "overview": f"{document['overview']} {run}"}
        answer = client.post(f"{page}/autosave", json=body)
        assert answer.status_code == 200, answer.text  # noqa: S101
        body["base"] = answer.get_json()["revision"]

    _show("save by itself", _median(send), alone)


class FormValues(HTMLParser):
    """What a browser would post from the page's form of a guide."""

    def __init__(self) -> None:
        super().__init__()
        self.values: MultiDict[str, str] = MultiDict()
        self._inside, self._select, self._area = False, "", ""

    @classmethod
    def of(cls, html: str) -> MultiDict[str, str]:
        parser = cls()
        parser.feed(html)
        return parser.values

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known: dict[str, Any] = dict(attrs)
        if tag == "form":
            self._inside = known.get("id") == "guide-form"
        elif not self._inside:
            return
        elif tag == "input" and "name" in known and (known.get("type") != "checkbox" or "checked" in known):
            self.values.add(known["name"], known.get("value") or "")
        elif tag == "select":
            self._select = known["name"]
            self.values[self._select] = ""
        elif tag == "option" and "selected" in known:
            self.values[self._select] = known["value"]
        elif tag == "textarea":
            self._area = known["name"]
            self.values[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data


def _median(act: Callable[[int], object]) -> float:
    """Milliseconds, after three runs that do not count."""
    taken = []
    for run in range(_RUNS + 3):
        began = time.perf_counter()
        act(run)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[3:]) * 1000


def _show(what: str, milliseconds: float, alone: float) -> None:
    print(f"{what:32} {milliseconds:8.1f} ms   {milliseconds / alone:6.1f} times /healthz")


if __name__ == "__main__":
    main(*sys.argv[1:3])
