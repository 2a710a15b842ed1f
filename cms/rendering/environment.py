"""Jinja as our templates use it. A page asks for some thousand values, so the ways to them are kept short."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import Frame
from jinja2.runtime import Context

from cms.rendering.markup import said
from cms.rendering.straight import Straight

# What is never a row or another dict under these names, so that a dot means an attribute.
_OBJECTS = frozenset({
    "article", "bar", "chart", "fmt", "guide", "kind", "loop", "m", "one", "planned", "refs", "say", "section", "site",
    "tick", "urls", "view",
})  # fmt: skip


class _Generator(Straight):
    """With what is known of our names besides."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  # Jinja's
        of = node.node
        if node.attr == "get" or (isinstance(of, nodes.Name) and of.name in _OBJECTS):
            self.visit(of, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)


class _Context(Context):
    """Without the set of all globals, which is made for imports alone: none of our templates has one."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], name: str | None, blocks: Any, **_: Any
    ) -> None:
        super().__init__(environment, parent, name, blocks)


class PublicTemplates(Environment):
    """Below `folder`. Everything is escaped, and a name that nobody gave is an error.

    Templates do not change while they are in use: what was found once, or was not, is not looked for again.
    """

    code_generator_class = _Generator
    context_class = _Context
    said = staticmethod(said)

    def __init__(self, folder: Path) -> None:
        super().__init__(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )  # fmt: skip
        self._found: dict[str, Template] = {}
        self._first: dict[tuple[str, ...], Template] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        found = self._found.get(name) if isinstance(name, str) and not globals else None
        if found is None:
            found = super().get_template(name, parent, globals)
            self._found[str(found.name)] = found
        return found

    def first(self, *names: str) -> Template:
        """The first of them that there is."""
        found = self._first.get(names)
        if found is None:
            found = self._first[names] = self.select_template(names)
        return found

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.title` is nearly always the member of a document."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
