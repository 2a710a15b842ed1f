"""flask seed · rerender · backup · restore."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_security import hash_password

from cms.cli import database
from cms.cli.telling import columns, in_sentences, with_database
from cms.services import backup as copies
from cms.services import demonstration, rendering, searching
from cms.web.parts import parts

_SAID_EVERY = 500
_RECOVERY_CODES_VOID = (
    "Everybody signs in again. Recovery codes are void; new ones are made on one’s account’s page. Second steps are "
    "those of the backup’s day, also what was removed since: --void-second-steps ends them all."
)
_SECOND_STEPS_VOID = "Everybody signs in again, with the password alone, and sets up a new second step."
_OF_ITS_DAY = "Passwords, roles, closed accounts and tokens of programs are those of that day, too. Look them through."


@click.command("seed")
@with_database
def seed() -> None:
    """Add demonstration people and guides. A second run changes nothing; production refuses."""
    if parts().settings.production:
        raise click.ClickException("Demonstration people have a password that everyone knows; production refuses them.")
    plant()
    click.echo(f"Sign in with the password {demonstration.PASSWORD} as:")
    for person in demonstration.PEOPLE:
        columns(person.email, person.name, person.role.label)


def plant() -> None:
    """What `seed` and `make run` add, with a line for each new guide."""
    if missing := demonstration.missing_people():
        demonstration.add_people(missing, hash_password(demonstration.PASSWORD))
    for slug, state in demonstration.add_guides(parts().renderer, parts().rules):
        click.echo(f"Added {slug}: {state.lower()}.")


@click.command("rerender")
@with_database
def rerender() -> None:
    """Render again what was rendered with other templates or settings; the texts stay as they were approved."""
    render_outdated()


def render_outdated() -> None:
    """A line for each guide as it is done, and the sum."""
    done = _rendered()
    click.echo(f"{done} rendered again; the others were up to date." if done else "Everything was up to date.")


def _rendered() -> int:
    done = 0
    for left in searching.keep_what_is_missing():
        if left % _SAID_EVERY == 0:
            click.echo(f"Search learns what was there before it; {left} to go.")
    for slug, left in rendering.render_outdated(parts().renderer):
        done += 1
        click.echo(f"Rendered {slug}; {left} to go.")
    return done


_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command("backup")
@_FILE
@click.option("--force", is_flag=True, help="Overwrites FILE.")
@with_database
def backup(file: Path, force: bool) -> None:
    """Write the whole database to FILE, as of one moment, while people go on working."""
    copies.back_up(file, overwrite=force)
    click.echo(f"Backed up to {file}.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--void-second-steps", is_flag=True, help="Everybody sets up a new second step at signing in.")
@with_appcontext
@in_sentences
def restore(file: Path, void_second_steps: bool) -> None:
    """Replace everything by what FILE holds. A running server goes on with it; followers of the feed start afresh.

    What was used up or taken away since must not open a door: nobody is signed in, and recovery codes are void.
    """
    copies.restore(file, known_versions=database.known_versions(), void_second_steps=void_second_steps)
    database.migrate()
    _rendered()  # a backup of an earlier version lacks what this one answers with
    click.echo(f"Restored from {file}.")
    click.echo(_SECOND_STEPS_VOID if void_second_steps else _RECOVERY_CODES_VOID)
    click.echo(_OF_ITS_DAY)


COMMANDS = (seed, rerender, backup, restore)
