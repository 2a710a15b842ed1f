"""Jinja as our templates use it. A page asks for some thousand values, so the ways to them are kept short."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame

from cms.rendering.markup import said

# What is never a row or another dict under these names, so that a dot means an attribute.
_OBJECTS = frozenset({
    "article", "fmt", "guide", "kind", "loop", "m", "planned", "refs", "say", "section", "site", "urls",
})  # fmt: skip


class _Generator(CodeGenerator):
    """Calls go straight to what is called: no function of ours takes the context, and macros escape as all does."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  # Jinja's
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for one in (*node.args, *node.kwargs):
            self.visit(one, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  # Jinja's
        of = node.node
        if node.attr == "get" or (isinstance(of, nodes.Name) and of.name in _OBJECTS):
            self.visit(of, frame)
            self.write(f".{node.attr}")
        else:
            super().visit_Getattr(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.said(")


class PublicTemplates(Environment):
    """Below `folder`. Everything is escaped, and a name that nobody gave is an error."""

    code_generator_class = _Generator
    said = staticmethod(said)

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
