"""A web process takes along only the database that it asks."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PRINTS = (
    "import sys, wsgi; print(*(name for name in sys.modules if name.startswith('sqlalchemy.dialects.postgresql')))"
)


def test_an_application_on_sqlite_imports_nothing_of_postgresql(tmp_path: Path) -> None:
    environment = {**os.environ, "CMS_DATA_DIR": str(tmp_path), "CMS_DATABASE_URL": ""}
    said = subprocess.run(
        [sys.executable, "-c", _PRINTS], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == []
