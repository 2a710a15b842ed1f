"""Tables for spreadsheets, line by line, in which no cell is a formula, whoever opens them with whatever."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@")  # also in the full width of Japanese and Chinese text
_FIRST = ("\t", "\r", "\n")  # some programs skip them, and read a formula behind


def line(cells: Sequence[Any]) -> str:
    """As CSV, with its line end."""
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return written.getvalue()


def harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula begins with an apostrophe, and is text (OWASP, CSV injection)."""
    begins = "".join(one for one in cell if unicodedata.category(one) != "Cf").lstrip()[:1]  # what nobody sees aside
    is_formula = unicodedata.normalize("NFKC", begins).startswith(_FORMULA)
    return f"'{cell}" if is_formula or cell.startswith(_FIRST) else cell
