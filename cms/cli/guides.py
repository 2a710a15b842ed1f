"""flask guides import · export · check."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from cms import clock
from cms.cli.telling import columns, in_sentences, one_line, reading, with_database
from cms.content import Finding, Severity
from cms.errors import NotFound
from cms.services import accounts, guide_files
from cms.services.guide_files import Forced, Outcome
from cms.web.parts import parts
from cms.workflow import OPERATOR, Actor

group = AppGroup("guides", help="Guides as files.")
_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))


@group.command("import", with_appcontext=False)
@_PATHS
@click.option("--as", "email", metavar="EMAIL", help="Whose act this is; without it, the operator's.")
@click.option("--dry-run", is_flag=True, help="Says what would happen and keeps nothing.")
@click.option("--publish", is_flag=True, help="Publishes at once, without review: a second look is then owed.")
@click.option("--reason", default="", help="Why without review; kept in the log. Needed with --publish.")
@with_database
def import_(paths: Sequence[Path], email: str | None, dry_run: bool, publish: bool, reason: str) -> None:
    """Create or update guides from JSON files, or from all *.json of a folder.

    One line a file: outcome (created, updated, unchanged, refused), slug, why; separated by tabs.
    """
    if publish and not reason.strip():
        raise click.UsageError("--publish needs --reason: it is kept in the log.")
    if reason and not publish:
        raise click.UsageError("--reason belongs to --publish.")
    forced = Forced(reason, parts().renderer, parts().rules) if publish else None
    files = _files(paths)
    if dry_run:
        with guide_files.rehearsal():
            refused = _import(files, email, forced)
    else:
        refused = _import(files, email, forced)
    if refused:
        click.get_current_context().exit(1)


def _import(files: Sequence[Path], email: str | None, forced: Forced | None) -> int:
    refused = 0
    for file in files:
        try:
            made = guide_files.bring_in(file, actor=_actor(email), forced=forced)
        except NotFound as error:
            made = Outcome("refused", file.stem, str(error))
        columns(made.outcome, made.slug, made.why)
        refused += made.outcome == "refused"
    return refused


def _actor(email: str | None) -> Actor:
    if email is None:
        return OPERATOR
    person = accounts.find(email)
    if not person.active:
        raise NotFound(f"{person.email} is disabled.")
    return person.actor()


@group.command(with_appcontext=False)
@click.argument("slugs", nargs=-1)
@click.option("--to", "folder", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@reading
def export(slugs: Sequence[str], folder: Path) -> None:
    """Write the newest revision of guides as DIR/<slug>.json: those named, or all that are not in the trash.

    Importing the files again changes nothing.
    """
    for _, file in guide_files.write_out(slugs, folder):
        click.echo(file)


@group.command(with_appcontext=False)
@_PATHS
@click.option("--json", "as_json", is_flag=True, help="One JSON list: file, rule, severity, path, message.")
@click.option("--today", "day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Judge as on this day.")
@in_sentences
def check(paths: Sequence[Path], as_json: bool, day: datetime | None) -> None:
    """Say what is wrong with guide files, without a database."""
    today = day.date() if day else clock.today()
    found = [(file, finding) for file in _files(paths) for finding in guide_files.judge(file, today)]
    if as_json:
        click.echo(json.dumps([{"file": str(file), **_told(finding)} for file, finding in found], indent=2))
    else:
        for file, finding in found:
            where = " ".join(part for part in (finding.rule, finding.severity, finding.path) if part)
            click.echo(one_line(f"{file}: {where}: {finding.message}"))
    if any(finding.severity is Severity.ERROR for _, finding in found):
        click.get_current_context().exit(1)


def _told(finding: Finding) -> dict[str, str]:
    return {name: value for name, value in asdict(finding).items() if name in ("rule", "severity", "path", "message")}


def _files(paths: Sequence[Path]) -> list[Path]:
    """Files as they are, folders as their *.json by name."""
    files = []
    for path in paths:
        inside = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not inside:
            click.echo(f"There is no .json file in {path}.", err=True)
        files += inside
    return files
