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


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
