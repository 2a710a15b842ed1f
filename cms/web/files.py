"""Addresses of style sheets, scripts and icons. They tell one version from the next, so that browsers need not ask.

Modules import each other by relative addresses. A hash of all files stands in the place of a folder, so these have it.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response

_BOOTSTRAP = version("bootstrap-flask")


def register(app: Flask) -> None:
    """`url_for` gives addresses that may be kept, except while somebody works on the files."""

    @app.url_defaults
    def known_by_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and not app.debug:
            values["filename"] = f"{_folder(app)}/{values['filename']}"
        elif endpoint == "bootstrap.static":
            values["v"] = _BOOTSTRAP

    def sent(filename: str) -> Response:
        """A page that was opened before an update asks by the hash of then, and gets what there is."""
        folder, _, name = filename.partition("/")
        return app.send_static_file(name if folder.startswith("as-") else filename)

    app.view_functions["static"] = sent


def may_be_kept(app: Flask, asked: Request) -> bool:
    """Whether what is at this address will never be anything else."""
    if asked.endpoint == "bootstrap.static":
        return asked.args.get("v") == _BOOTSTRAP
    if asked.endpoint != "static":
        return False
    return "v" in asked.args or (asked.view_args or {})["filename"].startswith(f"{_folder(app)}/")


def _folder(app: Flask) -> str:
    return f"as-{_digest(Path(app.static_folder or ''))}"


@cache
def _digest(folder: Path) -> str:
    """Of the names and contents of all that is in it."""
    known = sha256()
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        body = file.read_bytes()
        known.update(f"{file.relative_to(folder).as_posix()}\0{len(body)}\0".encode() + body)
    return known.hexdigest()[:12]
