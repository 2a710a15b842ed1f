"""A page that saves by itself, without a browser: what its script would send, and does when it is answered."""

import copy
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cms.content import Document
from tests.support.screens import shown
from tests.web.editor.desk import newest


class Page:
    """A page with its script: it counts, remembers what it was told, and leaves its form as it is."""

    def __init__(self, client: FlaskClient, path: str) -> None:
        self.client, self.path = client, path
        self.form = shown(client, path).form(path)
        self.base, self.tab = int(self.form.values["base"]), self.form.values["tab"]
        self.sequence = int(self.form.values["sequence"])
        self.document: Document = copy.deepcopy(newest(UUID(path.rpartition("/")[2])).document)

    def sends(
        self,
        *,
        sequence: int | None = None,
        base: int | None = None,
        typed: Sequence[str] = (),
        by_hand: bool = False,
        **changes: Any,
    ) -> TestResponse:
        self.document |= changes
        self.sequence = self.sequence + 1 if sequence is None else sequence
        body = {
            "base": self.base if base is None else base, "tab": self.tab, "sequence": self.sequence,
            "document": self.document, **({"typed": list(typed)} if typed else {}),
            **({"by_hand": True} if by_hand else {}),
        }  # fmt: skip
        headers = {"X-CSRFToken": self.form.values["csrf_token"]}
        return self.client.post(f"{self.path}/autosave", json=body, headers=headers)

    def keeps(self, **more: Any) -> Any:
        answer = self.sends(**more)
        assert answer.status_code == 200, answer.text
        told = answer.get_json()
        self.base = told["revision"]
        return told

    def saved_by_hand(self, **typed: str) -> TestResponse:
        fields = {"base": str(self.base), "sequence": str(self.sequence), **typed}
        return self.form.send(self.client, fields)


def guide_id(page: Page) -> UUID:
    return UUID(page.path.rpartition("/")[2])
