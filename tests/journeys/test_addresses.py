"""A guide that moves leaves no dead link behind, and no detour longer than one step."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import a_document
from tests.journeys.hands import FIRST, LATER, Hands
from tests.support.screens import read, shown

OLD, NEW, NEWEST = "bus-driver-to-transport-planner", "driver-to-planner", "from-bus-to-plan"


@pytest.fixture
def publish(author: Hands, reviewer: Hands, publisher: Hands) -> Callable[..., str]:
    """publish() starts and publishes the guide; publish(page, slug=…) its next edition."""

    def publish(page: str = "", **changes: Any) -> str:
        said = LATER if page else FIRST
        if page:
            assert author.save(page, **changes).status_code == 303
        else:
            page = author.start(a_document())
        author.does(page, "submit", **said)
        reviewer.does(page, "approve")
        publisher.does(page, "publish")
        return page

    return publish


@pytest.mark.usefixtures("sqlite_app")
def test_old_addresses_lead_to_the_newest(client: FlaskClient, publish: Callable[..., str], author: Hands) -> None:
    page = publish()
    [first] = read(client, "/feed.json")["items"]
    author.save(page, slug=NEW)
    assert client.get(f"/guides/{OLD}").status_code == 200, "an address moves when the text is published"
    assert client.get(f"/guides/{NEW}").status_code == 404

    publish(page, slug=NEW)
    for suffix in ("", ".json"):
        moved = client.get(f"/guides/{OLD}{suffix}")
        assert (moved.status_code, moved.location) == (301, f"/guides/{NEW}{suffix}")
        assert client.get(f"/guides/{NEW}{suffix}").status_code == 200
        assert client.head(f"/guides/{OLD}{suffix}").location == f"/guides/{NEW}{suffix}"

    publish(page, slug=NEWEST)
    for address in (OLD, NEW):
        for suffix in ("", ".json"):
            assert client.get(f"/guides/{address}{suffix}").location == f"/guides/{NEWEST}{suffix}", "one step"
    [item] = read(client, "/feed.json")["items"]
    assert item["id"] == first["id"]
    assert item["url"].endswith(f"/guides/{NEWEST}")
    assert item["_guide"]["content_hash"] == first["_guide"]["content_hash"], "an address is no part of the text"
    assert item["date_modified"] == first["date_modified"]

    publish(page, slug=OLD)
    assert client.get(f"/guides/{OLD}").status_code == 200
    assert [client.get(f"/guides/{one}").location for one in (NEW, NEWEST)] == [f"/guides/{OLD}"] * 2


@pytest.mark.usefixtures("sqlite_app")
def test_an_address_that_was_public_stays_with_its_guide(
    client: FlaskClient, publish: Callable[..., str], colleague: Hands
) -> None:
    page = publish()
    publish(page, slug=NEW)
    other = colleague.start(a_document(slug="another", to_role={"slug": "cook", "label": "Cook"}, title="To the stove"))
    colleague.save(other, slug=OLD)
    assert f"The address “{OLD}” belongs to another guide." in shown(colleague.client, other).text
    assert "belongs to another guide" in colleague.insists(other, "submit", **FIRST).text
    assert client.get(f"/guides/{OLD}").location == f"/guides/{NEW}"
