"""What a script is prepared to see fail: the exceptions that `with`, `try` and the marks of tests deal with."""

from __future__ import annotations

import builtins
import functools
from collections.abc import Iterable, Iterator, Sequence
from operator import or_

import libcst as cst

from adapterlint.facts import Expected
from adapterlint.reading.syntax.walking import below, dotted_name

_EXPECTING = ("suppress", "raises", "assertRaises", "assertRaisesRegex", "assertRaisesRegexp", "assertRaisesMessage")
"""What context managers are called that expect exceptions, in contextlib, pytest, unittest and what builds on them."""
_MARKS = frozenset({"xfail", "expectedFailure"})
"""Decorators of tests that fail."""
_NEVER_RUN = frozenset({"skip"})
"""Decorators of tests that are not run: whatever they would raise is never seen."""
WHATEVER = frozenset({"Exception", "BaseException"})
"""The classes of exceptions that catch any mistake."""
_PUTTING_IN = frozenset({"add_adapter", "add_adapter_fusion", "load_adapter"})
"""Methods of models that a handler calls again with something that works."""
_LEAVING = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort", "pytest.fail", "self.fail"})
"""Functions with which a handler ends the program, or the test, as if nothing had been caught."""


def expected_by_manager(manager: cst.BaseExpression) -> Expected:
    """Return what a context manager expects: `pytest.raises(TypeError)`, `suppress(KeyError, ValueError)`."""
    match manager:
        case cst.Call(func=func, args=args) if (dotted_name(func) or "").split(".")[-1] in _EXPECTING:
            meant = args if "suppress" in (dotted_name(func) or "") else args[:1]
            return Expected(frozenset(_names(argument.value for argument in meant)) or frozenset({"BaseException"}))
        case _:
            return Expected()


def expected_of_callable(call: cst.Call) -> Expected:
    """Return what is expected of a function that is called with arguments: `pytest.raises(TypeError, f, 1)`."""
    is_given = len(call.args) > 1 and call.args[1].keyword is None and not call.args[1].star
    return expected_by_manager(call) if is_given else Expected()


def expected_by_decorators(decorators: Iterable[cst.Decorator]) -> Expected:
    """Return what a test is marked to fail with: `pytest.mark.xfail(raises=TypeError)`, `unittest.expectedFailure`."""
    return functools.reduce(or_, (expected_by_mark(decorator.decorator) for decorator in decorators), Expected())


def expected_by_mark(mark: cst.BaseExpression) -> Expected:
    """Return what one decorator tells of a test."""
    called, given = (mark.func, mark.args) if isinstance(mark, cst.Call) else (mark, ())
    name = (dotted_name(called) or "").split(".")[-1]
    if name in _NEVER_RUN:
        return Expected(frozenset({"BaseException"}))
    if name not in _MARKS:
        return Expected()
    named = {argument.keyword.value: argument.value for argument in given if argument.keyword is not None}
    conditions = [argument.value for argument in given if argument.keyword is None]
    is_run = dotted_name(named.get("run", called)) != "False"
    names = frozenset(_names([named["raises"]])) if "raises" in named and is_run else frozenset({"BaseException"})
    match [*conditions, *([named["condition"]] if "condition" in named else [])]:
        case [] | [cst.Name("True")]:
            return Expected(names)
        case [cst.Name("False")]:
            return Expected()
        case _:
            return Expected(perhaps=names)


def expected_by_handlers(node: cst.Try | cst.TryStar, *, in_search: bool = False) -> Expected:
    """Return what the handlers of a `try` deal with.

    Args:
        in_search: whether it stands in a loop whose rounds leave it, unless they are cut short.

    One for whatever is raised says nothing of what its author expects, and one that raises now and then deals with the
    rest; one that ends by raising deals with nothing.
    """
    tried = _attempts(node.body.body)
    succeeded = is_left_at_end(node.orelse.body.body if node.orelse is not None else node.body.body)
    certainly: set[str] = set()
    perhaps: set[str] = set()
    replaced: set[str] = set()
    for handler in node.handlers:
        body = handler.body.body
        if leaves(body):
            continue
        names = set(_names([handler.type])) if handler.type is not None else {"BaseException"}
        raises = any(isinstance(node, cst.Raise) for node in below(body, cst.BaseExpression))
        sure = set() if raises else names - WHATEVER
        certainly |= sure
        perhaps |= names - sure
        goes_on = _ends_with(body, cst.Continue) if in_search else succeeded and not _ends_with(body, cst.Return)
        replaced |= names if (goes_on or tried & _attempts(body)) and not raises else set()
    return Expected(frozenset(certainly), frozenset(perhaps), frozenset(replaced))


def _attempts(body: Sequence[cst.CSTNode]) -> frozenset[str]:
    """Return what a block tries: names to which it assigns what a call makes, what it puts into models, and helpers."""
    assigned = {
        target.target.value
        for node in below(body, cst.BaseExpression)
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.Call)
        for target in node.targets
        if isinstance(target.target, cst.Name)
    }
    called = {dotted_name(node.func) or "" for node in below(body) if isinstance(node, cst.Call)}
    methods = {name.split(".")[-1] for name in called} & _PUTTING_IN
    return frozenset(assigned | methods | {name for name in called if _is_helper(name)})


def _is_helper(name: str) -> bool:
    """Tell whether what is called is certainly a function of the script's own: `build`, `self.build`."""
    first, *rest = name.split(".")
    return len(rest) == 1 if first == "self" else bool(first) and not rest and not hasattr(builtins, first)


def is_left_at_end(body: Sequence[cst.CSTNode]) -> bool:
    """Tell whether a block that is run to its end leaves the function or loop around it."""
    return _ends_with(body, cst.Return, cst.Break)


def _ends_with(body: Sequence[cst.CSTNode], *kinds: type[cst.CSTNode]) -> bool:
    last = body[-1] if body else None
    return _ends_with(last.body, *kinds) if isinstance(last, cst.SimpleStatementLine) else isinstance(last, kinds)


def leaves(body: Sequence[cst.CSTNode]) -> bool:
    """Tell whether a block ends by raising, or by ending the program."""
    match body[-1] if body else None:
        case cst.SimpleStatementLine(body=parts) | cst.SimpleStatementSuite(body=parts):
            return leaves(parts)
        case cst.Raise():
            return True
        case cst.Expr(value=cst.Call(func=func)):
            return dotted_name(func) in _LEAVING
        case _:
            return False


def _names(types: Iterable[cst.BaseExpression]) -> Iterator[str]:
    """Yield the names of exceptions; what stands for one that is not shown may be any."""
    for written in types:
        if isinstance(written, cst.Tuple):
            yield from _names(element.value for element in written.elements)
            continue
        name = (dotted_name(written) or "").split(".")[-1]
        is_class = name[:1].isupper() or hasattr(builtins, name)
        yield name if is_class else "BaseException"
