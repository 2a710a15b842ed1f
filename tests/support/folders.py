"""A place for files that live as long as a test run: in memory where there is some, so that syncing costs nothing."""

import os
import tempfile
from pathlib import Path

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # only the parent; each folder below it is made by mkdtemp


def new_folder(purpose: str) -> Path:
    """A folder of our own. Whoever asks for it removes it."""
    parent = _IN_MEMORY if _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix=f"crossway-{purpose}-", dir=parent)).resolve()
