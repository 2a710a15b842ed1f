"""What Jinja makes of a template, with shorter ways: a page calls some thousand things, and says as many."""

from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class Straight(CodeGenerator):
    """Calls go straight to what is called: no function of ours takes the context, and macros escape as all does."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  # Jinja's
        named_oddly = any(iskeyword(one.key) for one in node.kwargs)  # `class`
        if forward_caller or node.dyn_args or node.dyn_kwargs or named_oddly:
            super().visit_Call(node, frame, forward_caller=forward_caller)
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
