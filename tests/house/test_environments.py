"""How the Makefile makes the virtual environment, on a machine without uv."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Says which Python it is, writes down what it is asked, and puts itself into the environments it makes.
STUB = """#!/bin/sh
echo "$*" >>asked
case "$*" in
  "-m venv"*) mkdir -p .venv/bin; [ -e .venv/bin/python ] && [ "$3" != --clear ] || cp "$0" .venv/bin/python;;
  -c*) echo {version};;
esac
"""


def python(at: Path, version: str) -> Path:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text(STUB.format(version=version))
    at.chmod(0o755)
    return at


@pytest.mark.parametrize(
    ("before", "asked"),
    [("3.12.1", "-m venv --clear .venv"), ("3.11.2", "-m venv .venv"), ("", "-m venv --clear .venv")],
    ids=["of another Python", "of the same", "none yet"],
)
def test_an_environment_of_another_python_is_made_anew(tmp_path: Path, before: str, asked: str) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "touch", "mkdir", "cp"):
        (tools / name).symlink_to(shutil.which(name) or "")
    if before:
        python(tmp_path / ".venv" / "bin" / "python", before)

    debian = python(tmp_path / "debian" / "python3", "3.11.2")
    subprocess.run(
        [shutil.which("make") or "make", ".venv/installed", f"PYTHON={debian}"],
        cwd=tmp_path, env={"PATH": os.fspath(tools)}, check=True,
    )  # fmt: skip

    assert asked in (tmp_path / "asked").read_text().splitlines()
    assert "3.11.2" in (tmp_path / ".venv" / "bin" / "python").read_text()
