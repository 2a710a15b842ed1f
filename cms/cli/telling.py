"""What every command does alike: errors in one sentence, plain lines of output, a database that is there."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from cms.cli import database
from cms.content.text import UNSAFE
from cms.errors import CrosswayError, InvalidContent, flat
from cms.store.db import only_reading

P = ParamSpec("P")
R = TypeVar("R")


def in_sentences(command: Callable[P, R]) -> Callable[P, R]:
    """Errors of the domain, the database and the file system as one sentence on standard error; exit code 1."""

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InvalidContent as error:
            raise click.ClickException(" ".join(message for _, message in flat(error.errors))) from None
        except CrosswayError as error:
            raise click.ClickException(str(error)) from None
        except SQLAlchemyError as error:
            why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise click.ClickException(f"The database did not do this: {why}") from None
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends quietly
        except OSError as error:
            raise click.ClickException(f"{error.strerror}: {error.filename}") from None

    return told


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """As in_sentences, and sets an empty database up first; one of another version is refused."""

    @functools.wraps(command)
    def prepared(*args: P.args, **kwargs: P.kwargs) -> R:
        database.ready()
        return command(*args, **kwargs)

    return with_appcontext(in_sentences(prepared))


def reading(command: Callable[P, R]) -> Callable[P, R]:
    """As with_database, for a command that writes nothing: it keeps nobody from writing, however long it takes."""

    @functools.wraps(command)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        with only_reading():
            return command(*args, **kwargs)

    return with_database(read)


def columns(*values: object) -> None:
    """One line on standard output, tab-separated."""
    click.echo("\t".join(one_line(str(value)) for value in values))


def one_line(text: str) -> str:
    """`text` without line ends and tabs; characters that a terminal would obey or could not write are spelled out."""
    return UNSAFE.sub(lambda found: ascii(found.group())[1:-1], " ".join(text.split()))
