"""Server time of saving and opening guides, on both databases: `python -m bench.saving [--runs 60] [--only sqlite]`.

Two guides: one of usual size, and one with every list and text at its limit. SQLite is a file in a temporary folder,
PostgreSQL a server of its own from the wheel. Each figure is the median of its runs, as time on the clock and as time
of this process; the second does not move when the machine is busy, and leaves out what PostgreSQL does.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from flask_security import hash_password

from bench.form_values import FormValues
from cms.app import create_app
from cms.cli import database
from cms.content import Document, json_text
from cms.services import accounts
from cms.settings import Settings
from cms.store.db import read_by_default
from cms.workflow import Role
from tests.factories import DEMONSTRATION, a_full_document
from tests.support import postgres

_EMAIL, _PASSWORD = "writer@example.org", "a pass phrase for measuring"
_USUAL = DEMONSTRATION / "registered-nurse-to-health-informatics-specialist.json"
_NOT_COUNTED = 3


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--runs", type=int, default=60)
    asked.add_argument("--only", choices=("sqlite", "postgresql"))
    asked.add_argument("--guide", type=Path, default=_USUAL)
    options = asked.parse_args()
    guides = {"usual": json_text.parse(options.guide.read_bytes()), "at its limits": a_full_document()}
    for kind in (options.only,) if options.only else ("sqlite", "postgresql"):
        with _address(kind) as address:
            _measure(kind, address, guides, options.runs)


@contextmanager
def _address(kind: str) -> Iterator[str]:
    """SQLite needs none: it is a file in the folder of the data."""
    if kind == "sqlite":
        yield ""
        return
    source = postgres.find()
    if source is None:
        raise SystemExit(postgres.NOT_FOUND)
    with postgres.serve(source) as server:
        server.create("measured")
        yield server.address("measured")


def _measure(kind: str, address: str, guides: dict[str, Document], runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=folder, database_url=address, secret_key="measuring" * 5, seed=False)
        app = create_app(settings, WTF_CSRF_ENABLED=False)
        with app.app_context():
            read_by_default(False)  # a request of the application before may have left it otherwise
            database.migrate()
            hashed = hash_password(_PASSWORD)
            person = accounts.add_person(email=_EMAIL, name="Writer", roles=[Role.AUTHOR], password_hash=hashed)
            token = accounts.issue_token(person.id, name="measuring", scopes=["read", "draft"])
        client = app.test_client()
        client.post("/login", data={"email": _EMAIL, "password": _PASSWORD})
        for name, document in guides.items():
            print(f"{kind}, a guide {name}: milliseconds on the clock, and of this process")
            _Measured(client, document, f"Bearer {token}", runs).all()


class _Measured:
    """One guide, and the number of its newest revision."""

    def __init__(self, client: FlaskClient, document: Document, token: str, runs: int) -> None:
        self.client, self.document, self.runs = client, document, runs
        self.headers = {"Authorization": token, "Content-Type": "application/json"}
        body = json_text.plain({"document": document})
        answer = client.post("/api/v1/editorial/guides", data=body, headers=self.headers)
        assert answer.status_code == 201, answer.text  # noqa: S101  # what is refused would measure nothing
        made = answer.get_json()
        self.api = f"/api/v1/editorial/guides/{made['id']}/document"
        self.page = f"/editor/guides/{made['id']}"
        self.number = made["revision"]

    def all(self) -> None:
        self._show("save by API", self._by_api)
        self._show("open the form", self._open)
        values = FormValues.of(self.client.get(self.page).text)
        self._show(f"save the form, {len(list(values.items(multi=True)))} values", self._by_form(values))
        values = FormValues.of(self.client.get(self.page).text)
        self._show("save by itself", self._by_itself(values["tab"]))

    def _by_api(self, run: int) -> None:
        body = json_text.plain({**self.document, "summary": f"Run {run}"})
        headers = {**self.headers, "If-Match": f'"{self.number}"'}
        answer = self.client.put(self.api, data=body, headers=headers)
        assert answer.status_code == 200, answer.text  # noqa: S101
        self.number = answer.get_json()["revision"]

    def _open(self, run: int) -> None:
        answer = self.client.get(self.page)
        assert "guide-form" in answer.text  # noqa: S101

    def _by_form(self, values: Any) -> Callable[[int], None]:
        def save(run: int) -> None:
            values["summary"], values["base"] = f"Form {run}", str(self.number)
            answer = self.client.post(self.page, data=values)
            assert answer.status_code == 303, answer.status  # noqa: S101
            self.number += 1

        return save

    def _by_itself(self, tab: str) -> Callable[[int], None]:
        """What a page sends while somebody types."""
        body: dict[str, Any] = {"base": self.number, "tab": tab}

        def send(run: int) -> None:
            body["sequence"], body["document"] = run + 1, {**self.document, "summary": f"Typed {run}"}
            answer = self.client.post(f"{self.page}/autosave", json=body)
            assert answer.status_code == 200, answer.text  # noqa: S101
            body["base"] = self.number = answer.get_json()["revision"]

        return send

    def _show(self, what: str, act: Callable[[int], None]) -> None:
        clock, own = [], []
        for run in range(self.runs + _NOT_COUNTED):
            began, had = time.perf_counter(), time.process_time()
            act(run)
            clock.append(time.perf_counter() - began)
            own.append(time.process_time() - had)
        on_clock, of_process = (statistics.median(taken[_NOT_COUNTED:]) * 1000 for taken in (clock, own))
        print(f"  {what:32} {on_clock:8.1f} {of_process:8.1f}", flush=True)


if __name__ == "__main__":
    main()
