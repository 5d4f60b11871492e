"""Which handler reads which kind of source code: one entry per kind, added by the module that knows it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.reading.interpreter import Interpreter
    from adapterlint.reading.language.invocation import Invocation
    from adapterlint.reading.memory.objects import Arguments, Function
    from adapterlint.values import Known, Value

ExpressionHandler = Callable[["Interpreter", Any], "Value"]
StatementHandler = Callable[["Interpreter", Any], None]
CallHandler = Callable[["Interpreter", "Invocation"], "Value"]
MaybeCallHandler = Callable[["Interpreter", "Invocation"], "Value | None"]
CallableHandler = Callable[["Interpreter", Any, Any, "Arguments"], "Value"]
AttributeHandler = Callable[["Interpreter", "Known", str, "cst.CSTNode"], "Value | None"]
ModuleAttributeHandler = Callable[["Interpreter", str], "Value | None"]
ParametersHandler = Callable[["Interpreter", "Function"], "dict[str, Value]"]
CallsHandler = Callable[["Interpreter", "Function"], "Sequence[tuple[str, Mapping[str, Value]]] | None"]
KeeperHandler = Callable[["Interpreter", "Known", "Value", "cst.CSTNode"], "Value"]
Handler = TypeVar("Handler", bound=Callable[..., Any])

EXPRESSIONS: dict[type[cst.CSTNode], ExpressionHandler] = {}
"""By type of syntax."""
STATEMENTS: dict[type[cst.CSTNode], StatementHandler] = {}
"""By type of syntax; the handler changes the interpreter's state."""
CALLS: dict[str, CallHandler] = {}
"""By the dotted path of what is called: `copy.deepcopy`, `builtins.len`."""
METHODS: dict[tuple[type, str], CallHandler] = {}
"""By the type of the object that a method is called on, and the method's name."""

MODEL_METHODS: dict[str, CallHandler] = {}
"""By the name of a method that adapters gives to models; it is called on anything that may be one."""
METHODS_OF_UNKNOWN: dict[str, MaybeCallHandler] = {}
"""By the name of a method of anything that is not known; the handler gives None if it is no such call after all."""
CALLABLES: dict[type, CallableHandler] = {}
"""By the type of what is called, where it is not known by its path: a function or class of the script."""
KEEPERS: dict[str, KeeperHandler] = {}
"""By the library whose mapping it is: what the mapping holds once the script has given it its items, and more."""
ATTRIBUTES: dict[type, AttributeHandler] = {}
"""By the type of the thing that has them; the handler gives None for one that the file does not show."""
MODULE_ATTRIBUTES: dict[str, ModuleAttributeHandler] = {}
"""By the dotted path of what the attribute is taken from; None if it has no such attribute."""
PARAMETERS: dict[str, ParametersHandler] = {}
"""By name: what knows the parameters of functions that nobody in the file calls."""
CALLERS: dict[str, CallsHandler] = {}
"""By name: what calls functions that nobody in the file calls, and how; the handler gives None if it does not."""


def reads(table: dict[Any, Any], *kinds: Hashable) -> Callable[[Handler], Handler]:
    """Register a handler for some kinds of source code.

    Raises:
        ValueError: a kind has a handler already, which would be lost.
    """

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            if kind in table:
                raise ValueError(f"{kind} is read by `{table[kind].__name__}` and `{handler.__name__}`")
            table[kind] = handler
        return handler

    return register
