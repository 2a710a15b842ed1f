"""What a backup must never do. The commands, and restoring: tests/cli/test_backup.py."""

from pathlib import Path

import pytest
from flask import Flask

from cms.errors import CrosswayError
from cms.services import backup
from tests.support.sites import File, make_app


def test_a_backup_that_fails_leaves_the_old_one(
    sqlite_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copy"
    backup.back_up(file)
    before = file.read_bytes()

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(backup, "_sync", full)
    with pytest.raises(OSError, match="No space left"):
        backup.back_up(file, overwrite=True)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_database_in_memory_has_no_file(tmp_path: Path) -> None:
    app = make_app(File(tmp_path), SQLALCHEMY_DATABASE_URI="sqlite://")
    with app.app_context(), pytest.raises(CrosswayError, match="lives in memory"):
        backup.back_up(tmp_path / "copy")


def test_a_restore_that_is_refused_leaves_no_copy_behind(sqlite_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    backup.back_up(file)
    live = Path(str(sqlite_app.config["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"))
    before = {path.name for path in live.parent.iterdir()}
    with pytest.raises(CrosswayError, match="newer version"):
        backup.restore(file, known_versions=["0001"])
    assert {path.name for path in live.parent.iterdir()} <= before | {f"{live.name}-wal", f"{live.name}-shm"}
