"""If-Match on what writes."""

from collections.abc import Callable

import pytest

from tests.factories import a_document
from tests.support.clients import Api
from tests.web.api.calls import at, created, newest, problem, told

For = Callable[..., Api]


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 428),
        ("*", 400),
        ('W/"1"', 400),
        ("1", 400),
        ('"1', 400),
        ("'1'", 400),
        ('""', 400),
        ('"0"', 400),
        ('"01"', 400),
        ('"-1"', 400),
        ('"1.0"', 400),
        ('"١"', 400),
        ('"1", "2"', 400),
        ('"' + "9" * 10 + '"', 400),
        ('"' + "9" * 6000 + '"', 400),
        ("", 400),
    ],
)
def test_a_write_says_which_revision_it_saw(api_for: For, given: str | None, status: int) -> None:
    api = api_for("author")
    guide_id = created(api)
    sent = given.encode().decode("latin-1") if given else given
    put = problem(api.put(at(guide_id, "document"), json=a_document(title="Mine"), if_match=sent), status)
    post = problem(api.post(at(guide_id, "actions", "submit"), json={}, if_match=sent), status)
    said = {"revision": 1, "about": "title"}
    part = problem(api.post(at(guide_id, "restore-part"), json=said, if_match=sent), status)
    assert "If-Match" in put["detail"]
    assert put == post == part
    assert newest(api, guide_id) == 1


@pytest.mark.usefixtures("sqlite_app")
def test_an_act_on_an_older_revision_is_stale(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    api.put(at(guide_id, "document"), json=a_document(title="Mine"), if_match=1)
    said = {"change_note": "First.", "major": True}
    refused = problem(api.post(at(guide_id, "actions", "submit"), json=said, if_match=1), 409)
    assert refused["refusals"][0]["code"] == "stale"
    assert "revision 2" in refused["detail"]
    assert told(api.get(at(guide_id)))["state"] == "draft"
