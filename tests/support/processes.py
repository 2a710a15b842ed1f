"""Processes that a server started, as Linux lists them."""

import os
from pathlib import Path


def below(process: int) -> list[int]:
    """Those that its threads started; none once it has ended."""
    try:
        threads = list(Path(f"/proc/{process}/task").glob("*/children"))
        return [int(one) for thread in threads for one in thread.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def all_below(process: int) -> list[int]:
    """Those as well that these started."""
    return [one for child in below(process) for one in (child, *all_below(child))]


def command_of(process: int) -> str:
    """What it was started with, parted by NUL; nothing once it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
