"""flask webhooks add · list."""

from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup

from cms.cli.telling import columns, reading, with_database
from cms.services import webhooks as acts
from cms.store import webhooks
from cms.web.accounts import signing_keys
from cms.web.admin.webhooks import refusal
from cms.workflow import OPERATOR

group = AppGroup("webhooks", help="Addresses that are told of public changes.")


@group.command(with_appcontext=False)
@click.argument("url")
@click.option(
    "--type", "types", multiple=True, type=click.Choice(list(acts.TYPES)),
    help="What it wants to be told of; without it, everything.",
)  # fmt: skip
@click.option("--note", default="", help="Whose site it is; only admins see it.")
@with_database
def add(url: str, types: Sequence[str], note: str) -> None:
    """Print the secret of a new endpoint, alone on its line. It cannot be shown again."""
    _, secret = acts.register_endpoint(url, types, note, actor=OPERATOR, keys=signing_keys(current_app), check=refusal)
    click.echo(secret)


@group.command("list", with_appcontext=False)
@reading
def list_() -> None:
    """One line an endpoint: id, address, types, whether enabled, failing or disabled, note; separated by tabs."""
    for one in webhooks.endpoints():
        standing = "disabled" if one.disabled_at else "failing" if one.failing_since else "enabled"
        columns(one.id, one.url, ",".join(one.types) or "all", standing, one.note)
