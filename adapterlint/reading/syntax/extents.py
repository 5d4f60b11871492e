"""Where each piece of syntax begins and ends in the text that it was parsed from.

libcst does not keep it. It is found by writing the code again and counting characters, as libcst's own
`PositionProvider` does, which takes three times as long: it makes objects of lines and columns for every piece.
"""

from __future__ import annotations

from types import TracebackType

import libcst as cst
from libcst._nodes.internal import CodegenState

Extent = tuple[int, int]
"""The first character, and the one after the last."""
_SPACE = frozenset(
    {cst.EmptyLine, cst.Newline, cst.ParenthesizedWhitespace, cst.SimpleWhitespace, cst.TrailingWhitespace}
)
"""Syntax of which nobody asks where it is, and of which there is more than of all other."""


def extents_of(module: cst.Module, first: int) -> dict[int, Extent]:
    """Return the extents of all syntax of a module but space, without the parentheses around it, by `id` of the node.

    Args:
        first: the number of the first character.

    Raises:
        RecursionError: it is nested too deeply.
    """
    counting = _Counting(module, first)
    module._codegen(counting)  # noqa: SLF001 - what `module.code` does, with counting in place of writing
    return counting.extents


class _Counting(CodegenState):
    """Takes what libcst writes, and counts it."""

    def __init__(self, module: cst.Module, first: int) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.extents: dict[int, Extent] = {}
        self.at = first
        self._indent = 0
        self._begun: list[int] = []

    def increase_indent(self, value: str) -> None:
        super().increase_indent(value)
        self._indent += len(value)

    def decrease_indent(self) -> None:
        self._indent -= len(self.indent_tokens[-1])
        super().decrease_indent()

    def add_indent_tokens(self) -> None:
        self.at += self._indent

    def add_token(self, value: str) -> None:
        self.at += len(value)

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: ARG002 - the signature of libcst
        self._begun.append(self.at)

    def after_codegen(self, node: cst.CSTNode) -> None:
        begun = self._begun.pop()
        if type(node) not in _SPACE:
            # What was recorded without parentheses and whitespace stays.
            self.extents.setdefault(id(node), (begun, self.at))

    def record_syntactic_position(  # type: ignore[override] # any context manager will do
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Recording:
        return _Recording(self, node, start_node, end_node)


class _Recording:
    """Records what is written inside `with` as the extent of a node."""

    __slots__ = ("_begun", "_counting", "_end_node", "_node", "_start_node")

    def __init__(
        self, counting: _Counting, node: cst.CSTNode, start_node: cst.CSTNode | None, end_node: cst.CSTNode | None
    ) -> None:
        self._counting = counting
        self._node = node
        self._start_node = start_node
        self._end_node = end_node
        self._begun = 0

    def __enter__(self) -> None:
        self._begun = self._counting.at

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        extents = self._counting.extents
        start = self._begun if self._start_node is None else extents[id(self._start_node)][0]
        end = self._counting.at if self._end_node is None else extents[id(self._end_node)][1]
        extents[id(self._node)] = (start, end)
