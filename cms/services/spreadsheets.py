"""Tables for spreadsheets, line by line, in which no cell is a formula, whoever opens them with whatever."""

import csv
import io
from collections.abc import Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@")
_FIRST = ("\t", "\r", "\n")  # some programs skip them, and read a formula behind


def line(cells: Sequence[Any]) -> str:
    """As CSV, with its line end."""
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return written.getvalue()


def harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula begins with an apostrophe, and is text (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FIRST) else cell
