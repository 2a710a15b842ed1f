"""A web process takes along only what it uses: each of these is megabytes of its memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_UNUSED = ("sqlalchemy.dialects.postgresql", "rich", "pygments", "alembic")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """By an application on SQLite."""
    folder = str(tmp_path_factory.mktemp("data"))
    said = subprocess.run(
        [sys.executable, "-c", "import sys, wsgi; print(*sys.modules)"],
        cwd=ROOT, env={**os.environ, "CMS_DATA_DIR": folder, "CMS_DATABASE_URL": ""}, check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    return set(said.stdout.split())


@pytest.mark.parametrize("name", _UNUSED)
def test_an_application_on_sqlite_does_not_import(name: str, imported: set[str]) -> None:
    assert "cms.app" in imported
    assert name not in imported
