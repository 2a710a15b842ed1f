"""What is written to the log meanwhile, as production writes it unless told otherwise."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cms import logs


class Written(logging.Handler):
    """lines: each as it goes to standard error."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self.setFormatter(logs.formatter(as_json=as_json))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """What the lines say, oldest first; only those of that name, if one is given."""
        said = [json.loads(line) for line in self.lines]
        return [one for one in said if name in ("", one["event"])]

    def event(self, name: str) -> dict[str, Any]:
        """The one line of that name."""
        [found] = self.events(name)
        return found


@contextmanager
def written(*, as_json: bool = True) -> Iterator[Written]:
    handler, root, ours = Written(as_json), logging.getLogger(), logging.getLogger("cms")
    level = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        ours.setLevel(level)
        root.removeHandler(handler)
