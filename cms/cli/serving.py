"""What must hold before anyone is served."""

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from cms.settings import SettingsError
from cms.store import accounts
from cms.web.parts import parts


def refuse_open_doors(app: Flask) -> None:
    """Raises SettingsError for production with people whose password everyone knows.

    Commands are not refused, `flask users disable` above all; nor is a database that does not answer or has no tables:
    nobody signs in there.
    """
    context = click.get_current_context(silent=True)
    if context is not None and context.info_name != "run":
        return
    with app.app_context():
        if not parts().settings.production:
            return
        try:
            known = accounts.any_demonstration_people()
        except SQLAlchemyError:
            return
    if known:
        raise SettingsError(
            "There are demonstration people, so production does not start. Disable them: flask users disable."
        )
