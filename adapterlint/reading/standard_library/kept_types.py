"""Mappings whose items keep their types: `ConfigDict` of ml_collections, and what is merged into a `CfgNode` of yacs.

Source: `_safe_cast` in `ml_collections/config_dict/config_dict.py`, and `_check_and_coerce_cfg_value_type` in
`yacs/config.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import DictObject, ListObject
from adapterlint.reading.registry import KEEPERS, reads
from adapterlint.reading.standard_library.containers import contents, new_list, sequence_items
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

ML_COLLECTIONS: Final = "ml_collections"
_PLAIN: Final = frozenset({bool, int, float, str, tuple, list})


@reads(KEEPERS, ML_COLLECTIONS)
def keep_types(interpreter: Interpreter, receiver: Known, after: Value, _: cst.CSTNode) -> Value:
    """Return what a `ConfigDict` holds once something is assigned to items that it held before."""

    def kept(before: object, items: object) -> Value:
        if not isinstance(before, dict) or not isinstance(items, dict):
            return after
        changed = {key: value for key, value in items.items() if key in before and before[key] is not value}
        converted = {
            key: in_type_of(interpreter, before[key], value, with_floats=True) for key, value in changed.items()
        }
        return Known({**items, **converted})

    return lift(kept, contents(interpreter.state, receiver), after)


def in_type_of(interpreter: Interpreter, before: Value, value: Value, *, with_floats: bool) -> Value:
    """Return what an item holds, to which a value is given; unknown if its type is refused.

    Args:
        before: what the item held until then.
        with_floats: whether integers become floats where it was a float.
    """

    def convert(new: Known | Unknown, old: Known | Unknown) -> Value:
        kind, held = _kind(new), _kind(old)
        if isinstance(old, Unknown):
            may_change = kind in {list, tuple} or (with_floats and kind in {bool, int})
            return Unknown(f"of the type of what is not known: {old.reason}", new.origin) if may_change else new
        if kind not in _PLAIN or held not in _PLAIN or kind is held:
            return new
        items = sequence_items(interpreter.state, new) if {kind, held} == {list, tuple} else None
        match new:
            case Known(int() as number) if with_floats and held is float:
                return Known(float(number), new.origin)
            case Known(bool()) if with_floats and held is int:
                return new
        if items is None:
            return Unknown("of another type than it was before", new.origin)
        return new_list(interpreter.state, items) if held is list else Known(items, new.origin)

    return interpreter.per_option(value, lambda new: interpreter.per_option(before, lambda old: convert(new, old)))


def _kind(value: Known | Unknown) -> type | None:
    match value:
        case Known(ListObject()):
            return list
        case Known(DictObject()):
            return dict
        case Known(thing):
            return type(thing)
        case _:
            return None
