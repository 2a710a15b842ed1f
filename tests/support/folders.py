"""A place for files that live as long as a test run: in memory where there is some, so that syncing costs nothing."""

import os
import shutil
import tempfile
from pathlib import Path

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # only the parent; each folder below it is made by mkdtemp


def new_folder(purpose: str) -> Path:
    """A folder of our own. Whoever asks for it removes it; if that process was killed, the next run does."""
    parent = _IN_MEMORY if _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    _sweep(parent)
    return Path(tempfile.mkdtemp(prefix=f"crossway-{purpose}-{os.getpid()}-", dir=parent)).resolve()


def _sweep(parent: Path) -> None:
    """Removes the folders of test processes that are no more."""
    for left in parent.glob("crossway-*-*-*"):
        process = left.name.split("-")[2]
        if process.isdigit() and not _is_alive(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)  # asks, and sends nothing
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
