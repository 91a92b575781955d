"""The walls around a foreign chat template: no way out of Jinja, and no text without bounds."""

from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

LONGEST = 64_000_000
"""Characters: no prompt is longer, but a few harmless-looking lines can double a text until the memory is full."""


class _Generation(Extension):
    """`{% generation %}`, with which trainers mark the assistant's text: what is inside is rendered as it is."""

    tags = {"generation"}  # noqa: RUF012 - the base class declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _ConcatAsAdd(NodeTransformer):
    """Writes `a ~ b` as `a|string + b|string`, since only operators like + can be watched."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - the base class looks for this name
        self.generic_visit(node)
        total: nodes.Expr = nodes.Const("", lineno=node.lineno)
        for one in node.nodes:
            text = nodes.Filter(one, "string", [], [], None, None, lineno=node.lineno)
            total = nodes.Add(total, text, lineno=node.lineno)
        return total


class Sandbox(ImmutableSandboxedEnvironment):
    """As transformers sets it up."""

    intercepted_binops = frozenset({"+", "*", "**"})

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, _Generation])

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _ConcatAsAdd().visit(super()._parse(source, name, filename))
        return tree

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - any template value
        """Refuses what would be longer than LONGEST, and powers: no chat needs them."""
        if operator == "**" or _length(operator, left, right) > LONGEST:
            raise TemplateError(f"{operator} makes too much")
        return super().call_binop(context, operator, left, right)


def _length(operator: str, left: object, right: object) -> int:
    sizes = [len(value) if isinstance(value, str | list | tuple) else 1 for value in (left, right)]
    if operator == "+":
        return sum(sizes)
    times = [value for value in (left, right) if isinstance(value, int)]
    return sizes[0] * sizes[1] * max(times, default=1) if len(times) < 2 else 1
