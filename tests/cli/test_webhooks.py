"""flask webhooks add · list."""

import pytest
from flask import Flask

from cms.services import sealing
from cms.services import webhooks as acts
from cms.store import webhooks
from cms.store.db import session
from cms.web.accounts import signing_keys
from cms.workflow import OPERATOR
from tests.cli.conftest import Shell, lines

ADDRESS = "https://93.184.216.34/hook"


def test_it_prints_the_secret_and_nothing_else(flask: Shell, app: Flask) -> None:
    done = flask(
        "webhooks", "add", ADDRESS, "--type", "guide.gone", "--type", "guide.published", "--note", "Their\nsite"
    )
    assert done.exit_code == 0
    [secret] = done.stdout.splitlines()
    session().rollback()
    [endpoint] = webhooks.endpoints()
    assert sealing.unseal(endpoint.secret, signing_keys(app)) == secret
    assert endpoint.owner_id == OPERATOR.id

    listed = flask("webhooks", "list")
    assert lines(listed) == [[str(endpoint.id), ADDRESS, "guide.published,guide.gone", "enabled", "Their site"]]
    assert secret not in listed.output
    flask("webhooks", "add", ADDRESS)
    acts.disable(endpoint.id, actor=OPERATOR, why="Enough.")
    assert [row[2:4] for row in lines(flask("webhooks", "list"))] == [
        ["guide.published,guide.gone", "disabled"], ["all", "enabled"],
    ]  # fmt: skip


def test_it_refuses_in_a_sentence(flask: Shell, app: Flask) -> None:
    for url, why in (("https://127.0.0.1/", "cannot be reached from here"), ("hook", "full web address")):
        refused = flask("webhooks", "add", url)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert why in refused.stderr
    assert flask("webhooks", "list").stdout == ""


@pytest.mark.parametrize("words", [("add",), ("add", ADDRESS, "--type", "guide.read"), ("remove",)])
def test_wrong_usage_is_2(flask: Shell, sqlite_app: Flask, words: tuple[str, ...]) -> None:
    assert flask("webhooks", *words).exit_code == 2
