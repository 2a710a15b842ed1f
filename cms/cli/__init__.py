"""The command line: flask guides · users · tokens · webhooks · seed · rerender · backup · restore · worker, and what
`make run` starts.

Imports web (how passwords are hashed), worker, services and store; called by app and by make. A command turns words
into plain values, calls one act a line of output, and says in its exit code how it went: 0 done, 1 something was
refused or errors were found, 2 wrong usage.
"""

from flask import Flask

from cms.cli import guides, maintenance, tokens, users, webhooks, worker

__all__ = ["register"]


def register(app: Flask) -> None:
    """Adds the commands to `flask`."""
    for group in (guides.group, users.group, tokens.group, webhooks.group):
        app.cli.add_command(group)
    for command in (*maintenance.COMMANDS, worker.worker):
        app.cli.add_command(command)
