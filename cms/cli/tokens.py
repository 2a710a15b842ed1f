"""flask tokens issue · list · revoke."""

from collections.abc import Sequence
from uuid import UUID

import click
from flask.cli import AppGroup

from cms.cli.telling import columns, reading, with_database
from cms.services import accounts as acts
from cms.store import api_tokens

group = AppGroup("tokens", help="Tokens by which programs act for people.")


@group.command(with_appcontext=False)
@click.argument("email")
@click.option("--name", required=True, help="What the token is for, such as the program that uses it.")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(list(acts.SCOPES)),
    help="What it may do, never more than its owner; without it, all that the owner's roles cover.",
)  # fmt: skip
@with_database
def issue(email: str, name: str, scopes: Sequence[str]) -> None:
    """Print a new token, alone on its line. It cannot be shown again."""
    click.echo(acts.issue_token(acts.find(email).id, name=name, scopes=scopes))


@group.command("list", with_appcontext=False)
@click.argument("email")
@reading
def list_(email: str) -> None:
    """One line a token that works: id, name, scopes, day of issue; separated by tabs."""
    for token in api_tokens.tokens_of(acts.find(email).id):
        columns(token.id, token.name, ",".join(token.scopes), token.created_at.date())


@group.command(with_appcontext=False)
@click.argument("token_id", metavar="ID", type=click.UUID)
@with_database
def revoke(token_id: UUID) -> None:
    """End a token for good. ID: as `list` prints it."""
    acts.revoke_token(token_id)
    click.echo("The token is revoked.", err=True)
