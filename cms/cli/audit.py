"""flask audit."""

import click
from flask.cli import AppGroup

from cms.cli.telling import with_database
from cms.services import auditing
from cms.store.db import read_by_default

group = AppGroup("audit", help="The logs of what was done.")


@group.command(with_appcontext=False)
@with_database
def verify() -> None:
    """Look at every link of every log. Exit code 1 when one does not hold; each chain's first is named."""
    read_by_default(True)  # else it would keep everybody from writing as long as it looks
    verdict = auditing.verify()
    for sentence in verdict.broken:
        click.echo(sentence)
    if verdict.broken:
        raise click.exceptions.Exit(1)
    click.echo(f"{verdict.links} events in {verdict.chains} chains: every link holds.")
