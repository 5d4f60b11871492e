"""Models of Pydantic as dictionaries: `model.model_dump(exclude={"note"}, exclude_none=True)`.

Source: https://docs.pydantic.dev/latest/concepts/serialization/.
"""

from __future__ import annotations

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.classes import has_foreign_base
from adapterlint.reading.language.instances import default_of_field
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import leaves, lift
from adapterlint.reading.memory.objects import Arguments, FieldDefault, Instance, UserClass
from adapterlint.reading.memory.showing import settled
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.containers import dict_items, new_dict
from adapterlint.reading.standard_library.record_functions import as_data
from adapterlint.values import Known, Unknown, Value

_PLAIN = {"mode": "python", "by_alias": False, "round_trip": False, "warnings": True, "serialize_as_any": False}
"""Arguments of `model_dump` and what they are where they change nothing."""
_FLAGS = frozenset({"exclude_defaults", "exclude_none"})


@reads(METHODS, *((Instance, name) for name in ("dict", "model_dump")))
def call_dump(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `model.model_dump()`, without what its arguments leave out."""
    unknown = interpreter.unknown(invocation.node, "an object whose attributes are not known")
    match invocation.receiver:
        case Known(Instance(UserClass(fields=tuple()) as made)) as model if not has_foreign_base(made):
            pass
        case _:
            return unknown
    arguments = invocation.arguments
    no_none = _flag(interpreter, arguments, "exclude_none")
    items = dict_items(interpreter.state, as_data(interpreter, model, inner_none=no_none != Known(value=True)))
    if items is None or arguments.positional or arguments.opaque:
        return unknown
    others = {name: passed for name, passed in arguments.keywords.items() if name not in _FLAGS}
    given = {name: _plain(interpreter, passed.value) for name, passed in others.items()}
    exclude, include = (given.pop(name, None) for name in ("exclude", "include"))
    no_defaults = _flag(interpreter, arguments, "exclude_defaults")
    without, only = _names(exclude), _names(include)
    is_changed = any(name not in _PLAIN or one != Known(_PLAIN[name], one.origin) for name, one in given.items())
    if (
        is_changed
        or without is None
        or only is None
        or isinstance(no_none, Unknown)
        or isinstance(no_defaults, Unknown)
    ):
        return unknown
    takes_all = include is None or (isinstance(include, Known) and include.value is None)
    kept = {name: value for name, value in items.items() if name not in without and (takes_all or name in only)}
    dropped = {name: [Known(None)] if no_none.value else [] for name in kept}
    if no_defaults.value:
        for name, value in kept.items():
            default = _default(interpreter, made, str(name))
            if default is None or not all(map(_is_scalar, (leaf for _, leaf in leaves(value)))):
                return unknown
            dropped[name] += default
    return _without(interpreter, kept, dropped, unknown)


def _default(interpreter: Interpreter, made: UserClass, name: str) -> list[Known] | None:
    """Return the default of a field, nothing where it has none; None if it is no plain value that is known."""
    match default_of_field(interpreter, made, name):
        case FieldDefault(default=None, factory=None):
            return []
        case FieldDefault(default=Known() as default, factory=None) if _is_scalar(default):
            return [default]
        case _:
            return None


def _is_scalar(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.value, (bool, int, float, str, type(None)))


def _flag(interpreter: Interpreter, arguments: Arguments, name: str) -> Known | Unknown:
    """Return whether an argument says that some items are left out; without origin."""
    held = _plain(interpreter, arguments.get(-1, name) or Known(value=False))
    return Known(bool(held.value)) if isinstance(held, Known) else held


def _plain(interpreter: Interpreter, value: Value) -> Known | Unknown:
    held = settled(interpreter.state, value.value) if isinstance(value, Known) else value
    return held if isinstance(held, (Known, Unknown)) else Unknown("it depends on something")


def _names(given: Known | Unknown | None) -> frozenset[object] | None:
    """Return the names in a set, nothing where none is given; None if they are not known."""
    match given:
        case None | Known(None):
            return frozenset()
        case Known((set() | frozenset()) as names):
            return frozenset(names)
        case _:
            return None


def _without(
    interpreter: Interpreter, items: dict[object, Value], dropped: dict[object, list[Known]], unknown: Unknown
) -> Value:
    """Return a dictionary without the values for which keys are dropped, which may be decided by choices."""
    possible = {name: [leaf for _, leaf in leaves(items[name])] for name, values in dropped.items() if values}
    if any(isinstance(leaf, Unknown) for found in possible.values() for leaf in found):
        return unknown
    reasons = {name: [one.value for one in dropped[name]] for name in possible}
    undecided = {
        name: items[name]
        for name, found in possible.items()
        if any(isinstance(leaf, Known) and leaf.value in reasons[name] for leaf in found)
    }

    def left(*held: object) -> Value:
        absent = {name for name, one in zip(undecided, held, strict=True) if one in reasons[name]}
        return new_dict(interpreter.state, {name: value for name, value in items.items() if name not in absent})

    return lift(left, *undecided.values())
