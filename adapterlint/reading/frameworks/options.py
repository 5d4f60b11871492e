"""What a configuration holds as a mapping: all its options by name, given or not.

Source: `adapters/configuration/adapter_config.py`, `AdapterConfig.__getitem__` and `to_dict`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapterlint.facts import Call, Default, Loaded
from adapterlint.reading.frameworks.library_names import UNIONS
from adapterlint.reading.memory.showing import is_bare
from adapterlint.reading.memory.state import State
from adapterlint.reading.standard_library.containers import dict_items, from_plain
from adapterlint.space.parts import Part
from adapterlint.values import Known, OneOf, Origin, Unknown, Value, choices_in


def mapping_items(state: State, value: Value) -> Mapping[object, Value] | None:
    """Return the items of a dictionary, or the options of a configuration; None if they are not known."""
    match value:
        case Known(Call() | Loaded() as configuration):
            return options_of(state, configuration)
        case _:
            return dict_items(state, value)


def options_of(state: State, configuration: Call | Loaded) -> Mapping[object, Value] | None:
    """Return all options of a configuration by name, of a union after the number of the part; None if not known."""
    parts, is_union = parts_of(configuration)
    held = [options_of_part(state, part, origin_of(configuration)) for part in parts]
    known = [options for options in held if options is not None]
    if not held or len(known) < len(held):
        return None
    if not is_union:
        return known[0]
    return {f"{number}.{name}": value for number, options in enumerate(known) for name, value in options.items()}


def parts_of(configuration: Call | Loaded) -> tuple[tuple[Part, ...], bool]:
    """Return what a configuration consists of, if the file shows it, and whether it is a union."""
    from adapterlint.space.releases import RELEASES, snapshot
    from adapterlint.space.resolution import resolve

    settles_later = choices_in(configuration)
    if settles_later and not (isinstance(configuration, Call) and configuration.class_name not in UNIONS):
        return (), False
    resolved = resolve(configuration, snapshot(RELEASES[-1])).built
    well_known = resolved.complete and not resolved.empty and not resolved.wrong_parts
    is_built = well_known and not (resolved.union and _conflicts(resolved.parts))
    return (resolved.parts if is_built else ()), resolved.union is not None


def _conflicts(parts: Sequence[Part]) -> bool:
    """Tell whether the library may refuse a union of some parts."""
    from adapterlint.space.hidden import NotShown
    from adapterlint.space.unions import conflict_failure

    try:
        return bool(conflict_failure(parts))
    except NotShown:
        return True


def origin_of(configuration: Call | Loaded) -> Origin:
    """Say where the options come from that a configuration is not given."""
    return Origin("a configuration", configuration.span)


def options_of_part(state: State, part: Part, origin: Origin) -> dict[object, Value] | None:
    """Return all options of a part by name; None if they are not known, or if the library would refuse them."""
    fields = part.definition.fields if part.definition else {}
    strange = [name for name in part.given if name not in fields and name not in part.swallowed]
    if not fields or strange or part.missing or part.surplus or part.opaque:
        return None
    options: dict[object, Value] = {}
    for name, field in fields.items():
        if name in part.given:
            options[name] = _held(state, part.given[name].value)
        elif name in part.defaults or name == "architecture":
            options[name] = from_plain(state, part.defaults.get(name, field.default))
        else:
            reason = f"the default of `{part.class_name}`, which depends on the release"
            options[name] = Default(reason, origin, of=(part.class_name, name))
    return options


def _held(state: State, value: Value) -> Value:
    """Return a value that was shown as one that a script can change again."""
    match value:
        case OneOf(choice, alternatives):
            return OneOf(choice, tuple(_held(state, alternative) for alternative in alternatives))
        case Known(list() | dict() | tuple() as thing) if not is_bare(thing):
            return Unknown("a value of which parts are not known")
        case Known(list() | dict() | tuple() as thing):
            return from_plain(state, thing)
        case _:
            return value
