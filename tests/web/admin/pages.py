"""The pages of webhooks, as they are asked for."""

from flask.testing import FlaskClient

from cms.store.webhooks import WebhookEndpoint
from tests.support.screens import Screen, shown
from tests.web.test_accounts import assert_sound

ALL, NEW = "/admin/webhooks", "/admin/webhooks/new"


def at(endpoint: WebhookEndpoint, more: str = "") -> str:
    return f"{ALL}/{endpoint.id}{more}"


def sound(client: FlaskClient, path: str, status: int = 200) -> Screen:
    page = shown(client, path, status)
    assert_sound(page.html)
    return page
