"""Jinja as our templates use it. A page asks for some thousand values, so the ways to them are kept short."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>'\"]").search


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

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.said(")


class PublicTemplates(Environment):
    """Below `folder`. Everything is escaped, and a name that nobody gave is an error."""

    code_generator_class = _Generator

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

    @staticmethod
    def said(value: Any) -> str:
        """As it stands in a page: escaped, unless it is Markup, or says nothing that would be."""
        kind = type(value)
        return value if kind is Markup or (kind is str and not _SPECIAL(value)) else escape(value)
