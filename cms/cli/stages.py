"""flask stages show · load."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from cms.cli.telling import reading, with_database
from cms.content import parse
from cms.services import staging
from cms.web.parts import parts
from cms.workflow import OPERATOR

group = AppGroup("stages", help="The stages that reviews go through.")


@group.command(with_appcontext=False)
@reading
def show() -> None:
    """Print the stages in force, as JSON that `load` takes."""
    stages = staging.in_force(parts().rules.reviewers_required)
    click.echo(json.dumps([stage.to_dict() for stage in stages], indent=2, ensure_ascii=False))


@group.command(with_appcontext=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
def load(file: Path) -> None:
    """Make the stages in FILE, a JSON list, those of reviews from now on; [] brings the default back."""
    stages = staging.configure(parse(file.read_bytes()), actor=OPERATOR)
    click.echo(", ".join(stage.name for stage in stages) or "the default")
