"""flask audit."""

import click
from flask.cli import AppGroup

from cms.cli.telling import reading
from cms.services import verifying_logs

group = AppGroup("audit", help="The logs of what was done.")


@group.command(with_appcontext=False)
@reading
def verify() -> None:
    """Look at every link of every log. Exit code 1 when one does not hold; each chain's first is named."""
    verdict = verifying_logs.verify()
    for sentence in verdict.broken:
        click.echo(sentence)
    if verdict.broken:
        raise click.exceptions.Exit(1)
    click.echo(f"{verdict.links} events in {verdict.chains} chains: every link holds.")
