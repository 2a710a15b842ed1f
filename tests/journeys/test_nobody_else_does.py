"""Whatever is not offered to someone is refused to them, with a sentence, by form and by program; and nothing changes.

Every act of the workflow table is tried wherever the work on a guide stands, by each person in every other place;
with CMS_SOAK=1 by everyone everywhere.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.store.guides import Guide
from tests.services.together import everything
from tests.support.clients import Api, Client, submit
from tests.support.people import PEOPLE
from tests.support.screens import Screen
from tests.support.standings import SAID, STANDINGS
from tests.web.api.calls import at, told

NOTES = {"user_session", "presence", "idempotency_key", "person_look"}  # kept beside the work, and no part of it
EVERYONE = [key for key in PEOPLE if not key.startswith("second_")]
REFUSED = {403, 404, 409, 422}
ACTS = [action for action in SAID if action != "edit"]
SOAK = bool(os.environ.get("CMS_SOAK"))


@pytest.mark.parametrize("standing", STANDINGS)
def test_refuses_what_it_does_not_offer(
    sqlite_app: Flask, api_for: Callable[..., Api], client_for: Callable[[str], FlaskClient], standing: str
) -> None:
    guide = STANDINGS[standing].made()
    apis, browsers = {key: api_for(key) for key in EVERYONE}, {key: client_for(key) for key in EVERYONE}
    before, turn = _kept(), list(STANDINGS).index(standing)
    for place, (key, api) in enumerate(apis.items()):
        offered = _offered(api, guide)
        for number, action in enumerate(ACTS):
            if action in offered or (not SOAK and (number + place + turn) % 2):
                continue
            said = SAID[action][1]
            answer = api.post(at(guide.id, "actions", action), json=said, if_match=guide.newest)
            assert answer.status_code in REFUSED, (key, action, answer.text)
            assert told(answer)["detail"], (key, action)
            if number // 2 % len(EVERYONE) == place:  # a form is tried by each in turn: it answers with a whole page
                _by_form(browsers[key], guide, key, action, said)
        if "edit" not in offered:
            document = {**told(apis["author"].get(at(guide.id)))["document"], "title": "Slipped in: 6–9 months"}
            answer = api.put(at(guide.id, "document"), json=document, if_match=guide.newest)
            assert answer.status_code in REFUSED, (key, answer.text)
    assert _kept() == before


def _by_form(client: FlaskClient, guide: Guide, key: str, action: str, said: dict[str, Any]) -> None:
    assert isinstance(client, Client)
    fields = {name: ("yes" if value is True else "no" if value is False else value) for name, value in said.items()}
    path = f"/editor/guides/{guide.id}/actions/{action}"
    page = Screen(submit(client, path, {**fields, "base": guide.newest}, page="/account"))
    assert page.status in REFUSED, (key, action, page.text[:300])
    assert page.text, (key, action)


def _offered(api: Api, guide: Guide) -> set[str]:
    answer = api.get(at(guide.id))
    if answer.status_code == 403:  # no editorial role, so not even a look
        return set()
    return {one["action"] for one in told(answer)["actions"] if one["allowed"]}


def _kept() -> dict[str, Any]:
    return {name: rows for name, rows in everything().items() if name not in NOTES}
