"""Classes of the script that are dictionaries, whose keys may be attributes: `class AttrDict(dict)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from adapterlint.reading.language.ancestry import paths_above, script_bases
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.standard_library.collection_functions import call_dict
from adapterlint.reading.standard_library.namespaces import call_namespace
from adapterlint.values import Value

if TYPE_CHECKING:
    from adapterlint.reading.interpreter import Interpreter
    from adapterlint.reading.memory.objects import Arguments, Function, UserClass

_OF_DICTIONARIES = frozenset({"builtins.dict", "collections.OrderedDict", "collections.UserDict"})
_ATTRIBUTES = "__getattr__"
_HARMLESS = frozenset(
    {"__delattr__", "__dir__", "__getattr__", "__getstate__", "__init__", "__repr__", "__setattr__", "__setstate__"}
)


def make_dictionary(interpreter: Interpreter, made: UserClass, node: cst.Call, arguments: Arguments) -> Value | None:
    """Make the dictionary that a call of a class makes; None if it does more than hand out keys as attributes."""
    classes = script_bases(made)
    methods = {name: method for one in classes for name, method in one.methods.items()}
    if not paths_above(made.bases) & _OF_DICTIONARIES or not _HARMLESS.issuperset(methods):
        return None
    has_attributes = _ATTRIBUTES in methods or any(
        interpreter.state.get((one.identity, _ATTRIBUTES)) is not None for one in classes
    )
    init = methods.get("__init__")
    if init is not None and not _hands_on(init):
        return None
    has_attributes = has_attributes or (init is not None and "__dict__" in init.assigned_to_self)
    call = Invocation(node, "dict", arguments)
    return call_namespace(interpreter, call) if has_attributes else call_dict(interpreter, call)


def _hands_on(init: Function) -> bool:
    """Tell whether an `__init__` takes what that of a dictionary takes."""
    parameters = init.node.params
    return init.assigned_to_self <= {"__dict__"} and (
        (isinstance(parameters.star_arg, cst.Param) and parameters.star_kwarg is not None)
        or (len(parameters.params) == 2 and not parameters.kwonly_params)  # noqa: PLR2004 - `self` and the items
    )
