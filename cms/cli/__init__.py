"""The command line: flask guides · users · tokens · webhooks · stages · seed · rerender · backup · restore · worker,
and what `make run` starts.

Imports web (how passwords are hashed), worker, services and store; called by app and by make. A command turns words
into plain values, calls one act a line of output, and says in its exit code how it went: 0 done, 1 something was
refused or errors were found, 2 wrong usage.
"""

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

__all__ = ["register"]

# Command to the module that holds it under the name beside it.
_COMMANDS = {
    "guides": ("guides", "group"),
    "users": ("users", "group"),
    "tokens": ("tokens", "group"),
    "webhooks": ("webhooks", "group"),
    "stages": ("stages", "group"),
    "audit": ("audit", "group"),
    "seed": ("maintenance", "seed"),
    "rerender": ("maintenance", "rerender"),
    "backup": ("maintenance", "backup"),
    "restore": ("maintenance", "restore"),
    "worker": ("worker", "worker"),
}


class Commands(AppGroup):
    """Loads a command when it is called: a web process calls none, and needs the memory for better things."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = _COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return found


def register(app: Flask) -> None:
    """Adds the commands to `flask`."""
    app.cli = Commands(name=app.name)
    if click.get_current_context(silent=True) is not None:
        import_module(f"{__name__}.database").attach(app)  # for `flask db`, which Flask-Migrate brings itself
