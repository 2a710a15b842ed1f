"""Logs: every event is one line on standard error, JSON in production and readable columns in development.

A module takes `logs.logger(__name__)` and says an event in plain words with its facts by name. What libraries log in
the standard library's way goes through the same formatter. Passwords, tokens, cookies and bodies are never logged;
should one get into a line all the same, it is struck out here.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cms.content.text import UNSAFE

# Where rich is installed, as it is beside the tests, structlog imports it for tracebacks in colour, which nobody gets
# here: four megabytes of every web process.
_rich: Any = sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
try:
    import structlog
    from structlog.dev import ConsoleRenderer, plain_traceback
    from structlog.processors import JSONRenderer
    from structlog.stdlib import BoundLogger, ProcessorFormatter
    from structlog.typing import EventDict
finally:
    if _rich is None:
        del sys.modules["rich"]

_STRUCK = "[struck out]"
_SECRET_NAME = re.compile("password|secret|token|authorization|cookie|key", re.IGNORECASE)
# Our own tokens, what follows an authorization scheme, and the password in the address of a database.
_SECRET_TEXT = re.compile(r"\bcw_[\w-]{8,}|(?<=\bBearer )\S+|(?<=\bBasic )\S+|(?<=://)[^/\s@]*:[^/\s@]*(?=@)")
# What may stand in a text and yet breaks a line, or turns the order of its letters round.
_BREAKING = re.compile(f"{UNSAFE.pattern[:-1]}\t\n\u061c\u200e\u200f\u2028\u2029]")
_LONGEST_MESSAGE = 300
_MOST_CAUSES = 10


def logger(name: str) -> BoundLogger:
    """The logger of a module, by its `__name__`."""
    made: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[structlog.stdlib.filter_by_level, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=True,
    )
    return made


def to_standard_error(*, as_json: bool) -> None:
    """Sends all that this process logs to standard error. For programs that start, not for `create_app`."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(as_json=as_json))
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger("cms").setLevel(logging.INFO)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its line of each request has the query string in it
    logging.captureWarnings(True)


def formatter(*, as_json: bool) -> ProcessorFormatter:
    """What makes a record of the standard library, or of `logger`, into a line."""
    last = JSONRenderer() if as_json else _columns(sys.stderr.isatty())
    errors = [_causes] if as_json else []
    return ProcessorFormatter(processors=[structlog.contextvars.merge_contextvars, _head, *errors, _clean, last])


def _columns(colours: bool) -> ConsoleRenderer:
    return ConsoleRenderer(
        colors=colours, exception_formatter=plain_traceback, sort_keys=False, timestamp_key="time", pad_event_to=20
    )


def _head(_: Any, level: str, event: EventDict) -> EventDict:
    """Begins the line with when, how grave, what and where."""
    record: logging.LogRecord = event.pop("_record")
    del event["_from_structlog"]
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    head = {"time": at, "level": record.levelname.lower(), "event": event.pop("event"), "logger": record.name}
    return {**head, **event}


def _causes(_: Any, level: str, event: EventDict) -> EventDict:
    """Puts the error and what it came from in place of `exc_info`: types, places, and no value of any variable.

    Only the first line of a message is kept: in the lines that follow, databases quote whole rows.
    """
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    causes: list[dict[str, Any]] = []
    while isinstance(error, BaseException) and len(causes) < _MOST_CAUSES:
        said = str(error).partition("\n")[0][:_LONGEST_MESSAGE]
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        causes.append({"type": type(error).__qualname__, "said": said, "at": places})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {**event, "error": causes} if causes else event


def _clean(_: Any, level: str, event: EventDict) -> EventDict:
    return {name: value if name == "exc_info" else _cleaned(value, name) for name, value in event.items()}


def _cleaned(value: Any, name: str = "") -> Any:
    """Without secrets, and on one line: what a terminal would obey is spelled out."""
    if _SECRET_NAME.search(name):
        return _STRUCK
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _cleaned(one, str(key)) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(one) for one in value]
    text = _SECRET_TEXT.sub(_STRUCK, str(value))
    return text if text.isprintable() else _BREAKING.sub(lambda found: ascii(found.group())[1:-1], text)
