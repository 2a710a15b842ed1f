"""Jinja as our templates use it. A page asks for some thousand values, so the ways to them are kept short."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context, Macro


class _Context(Context):
    """None of our functions takes the context, so that only macros need Jinja's own, slower way to call."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if isinstance(called, Macro):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)  # what the compiler hands to functions that take the context
        kwargs.pop("_block_vars", None)
        return called(*args, **kwargs)


class PublicTemplates(Environment):
    """Below `folder`. Everything is escaped, and a name that nobody gave is an error."""

    context_class = _Context

    def __init__(self, folder: Path) -> None:
        super().__init__(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.title` is nearly always the member of a document."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
