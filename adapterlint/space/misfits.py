"""What is given where a configuration belongs, and is none: what the library raises.

Sources: `adapters/utils.py`, `resolve_adapter_config`; `adapters/configuration/adapter_config.py`, `from_dict`;
`adapters/configuration/model_adapters_config.py`, `add_fusion`.
"""

from __future__ import annotations

from collections.abc import Callable

from adapterlint.facts import Call, ClassItself, Dictionary, Loaded, Uncalled
from adapterlint.space.parts import Resolved
from adapterlint.values import Known, Value


def misfit(value: Value, failure: Callable[[object], str], what: str = "is no configuration") -> Resolved:
    """Resolve what is no configuration.

    Args:
        failure: what the library raises for what the value stands for.
    """
    if not isinstance(value, Known):
        return Resolved(unreadable=("a configuration that is not known",))
    problem = f"`{described(value.value)}` {what}"
    return Resolved(built_in="add_adapter", broken=((0, problem, failure(value.value)),))


def not_loaded(value: object) -> str:
    """Return what loading raises: it takes anything for a name, then for a path, then for text."""
    return "AttributeError" if isinstance(value, int) else "TypeError"


def not_fused(value: object) -> str:
    """Return what `add_adapter_fusion` raises: it asks the configuration of an adapter for the dropout of a fusion."""
    return "AttributeError" if isinstance(value, (Call, Loaded)) else "ValueError"


def not_updated(_: object) -> str:
    """Return what loading a fusion raises, given the configuration of an adapter: it is changed as a dictionary is."""
    return "AttributeError"


def not_read(class_name: str, value: object = None) -> str:
    """Return what `from_dict` of a class raises, given something else than a dictionary."""
    if isinstance(value, ClassItself):
        return "TypeError"
    return "TypeError" if class_name in ("ConfigUnion", "MAMConfig", "UniPELTConfig") else "AttributeError"


def not_a_part(value: object, union: str) -> str:
    """Return what a union raises; UniPELT asks its parts for `.replace(use_gating=True)`, and a text cannot do that."""
    has_replace = isinstance(value, (str, bytes, Call, ClassItself, Loaded))
    return "AttributeError" if union == "UniPELTConfig" and not has_replace else "TypeError"


def described(value: object) -> str:
    """Name something in a few words of code."""
    match value:
        case Call(class_name) | ClassItself(class_name):
            return class_name
        case Uncalled(name):
            return name
        case Loaded():
            return "AdapterConfig.load(…)"
        case str() | bytes() | int() | float() | None:
            return repr(value)
        case Dictionary():
            return "dict"
        case _:
            return type(value).__name__
