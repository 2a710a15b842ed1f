"""What the tests of the editorial API say often."""

import json
from typing import Any

from werkzeug.test import TestResponse

from tests.factories import a_document
from tests.support import snapshots
from tests.support.clients import Api

EDITORIAL = "/api/v1/editorial"
GUIDES = f"{EDITORIAL}/guides"


def at(guide_id: object, *more: object) -> str:
    """The path of a guide, and of what lies below it."""
    return "/".join(map(str, (GUIDES, guide_id, *more)))


def created(api: Api, **changes: Any) -> str:
    """The id of a new guide with a complete text."""
    document = a_document(**changes)

    def written() -> str:
        answer = api.post(GUIDES, json={"document": document})
        assert answer.status_code == 201, answer.text
        return str(told(answer)["id"])

    return snapshots.once(("created", api.token, json.dumps(document)), written)


def done(api: Api, guide_id: str, action: str, **said: Any) -> dict[str, Any]:
    """Performs an act on the newest revision and expects it to succeed."""
    answer = api.post(at(guide_id, "actions", action), json=said, if_match=newest(api, guide_id))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = told(answer)
    return body


def newest(api: Api, guide_id: str) -> int:
    return int(told(api.get(at(guide_id)))["revision"])


def saved(api: Api, guide_id: str, **changes: Any) -> int:
    """Saves the newest text with other sections; the new revision's number."""
    guide = told(api.get(at(guide_id)))
    answer = api.put(at(guide_id, "document"), json={**guide["document"], **changes}, if_match=guide["revision"])
    assert answer.status_code == 200, answer.text
    return int(told(answer)["revision"])


def told(answer: TestResponse) -> Any:
    """The JSON of an answer."""
    return answer.json


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of a refusal."""
    assert answer.status_code == status, f"{answer.status} {answer.text[:500]}"
    assert answer.mimetype == "application/problem+json"
    body: dict[str, Any] = told(answer)
    assert body["status"] == status
    assert body["detail"], "a refusal has a sentence"
    return body


def paths(answer: TestResponse) -> list[str]:
    """The paths that a 422 complains about."""
    return [one["path"] for one in problem(answer, 422)["errors"]]
