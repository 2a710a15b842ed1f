"""flask users add · link · list · disable · reset-second-step."""

import sys
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup

from cms.cli.telling import columns, reading, with_database
from cms.services import accounts as acts
from cms.services import handing_over, second_factors
from cms.services.password_links import WELCOME, link_for
from cms.store import accounts
from cms.store.accounts import User
from cms.web.accounts import checked_email, signing_keys
from cms.web.parts import parts
from cms.web.passwords import hashed
from cms.workflow import OPERATOR, Role

group = AppGroup("users", help="People and their roles.")


@group.command(with_appcontext=False)
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--name", help="How others see them; taken from the address when left out.")
@click.option("--password-stdin", is_flag=True, help="Reads the password; without it, a link to choose one is printed.")
@with_database
def add(email: str, roles: Sequence[str], name: str | None, password_stdin: bool) -> None:
    """Add a person. Prints a link, good once and for 24 hours, by which they choose their password."""
    address = checked_email(email)
    name = name if name is not None else _name_in(address)
    password = hashed(sys.stdin.read().rstrip("\r\n"), about=(name, address)) if password_stdin else None
    person = acts.add_person(
        email=address,
        name=name,
        roles=map(Role, roles),
        password_hash=password,
    )
    if password is None:
        click.echo(_welcome_link(person))
    else:
        click.echo(f"{person.email} can sign in now.", err=True)


@group.command(with_appcontext=False)
@click.argument("email")
@with_database
def link(email: str) -> None:
    """Print a new link by which a person chooses a password: for a lost one, or when the first link ran out."""
    person = acts.find(email)
    if not person.active:
        raise click.ClickException(f"{person.email} is disabled.")
    click.echo(_welcome_link(person))


@group.command("list", with_appcontext=False)
@reading
def list_() -> None:
    """One line a person: address, name, roles, whether active; separated by tabs."""
    for person in accounts.everyone():
        standing = "active" if person.active else "disabled"
        columns(person.email, person.name, ",".join(sorted(role.name for role in person.roles)), standing)


@group.command(with_appcontext=False)
@click.argument("email")
@with_database
def disable(email: str) -> None:
    """End a person's sessions and keep them and their tokens out. What they did stays theirs."""
    person = acts.find(email)
    changed = handing_over.disable(person.id, actor=OPERATOR)
    click.echo(f"{person.email} is {'now' if changed else 'already'} disabled.", err=True)


@group.command("reset-second-step", with_appcontext=False)
@click.argument("email")
@with_database
def reset_second_step(email: str) -> None:
    """Let a person who lost phone and recovery codes sign in with the password alone. Ends their sessions."""
    person = acts.find(email)
    second_factors.reset(person.id, parts().letters.site)
    click.echo(f"{person.email} signs in with the password alone now.", err=True)


def _welcome_link(person: User) -> str:
    return link_for(person, WELCOME, signing_keys(current_app), parts().settings.base_url)


def _name_in(address: str) -> str:
    """`Ada Lovelace` from ada.lovelace@example.org."""
    local = address.rpartition("@")[0]
    return " ".join(word.capitalize() for word in local.replace("_", ".").replace("-", ".").split(".") if word)
