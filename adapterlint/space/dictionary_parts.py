"""Which class a configuration dictionary is of, and what it becomes by itself.

Sources: `adapters/configuration/adapter_config.py`, `AdapterConfig.load` and `from_dict`, `BnConfig.__setattr__`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from adapterlint.facts import Argument, Default, Dictionary
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.releases import ConfigClass, Snapshot
from adapterlint.space.saved import is_known_as, likely_defaults
from adapterlint.values import Known, Unknown, plain

FUSION: Final = "AdapterFusionConfig"

_CLASSES: Final[Mapping[object, str]] = {
    None: "BnConfig",
    "lora": "LoRAConfig",
    "mtl_lora": "MTLLoRAConfig",
    "prefix_tuning": "PrefixTuningConfig",
    "prompt_tuning": "PromptTuningConfig",
    "reft": "ReftConfig",
}
"""The class of a configuration dictionary by its `architecture`."""

_ARCHITECTURES_CHECKED: Final = ">=1.2"
"""The releases that refuse an `architecture` that they do not know; older ones take it for `BnConfig`."""


def as_dictionary(options: Dictionary | Mapping[str, object]) -> Dictionary:
    """Return entries without places as a fact."""
    if isinstance(options, Dictionary):
        return options
    return Dictionary(
        {
            str(name): value
            if isinstance(value, Argument)
            else Argument(value if isinstance(value, (Known, Unknown)) else Known(value))
            for name, value in options.items()
        }
    )


def architecture_of(options: Mapping[str, Argument]) -> Known | Unknown:
    """Return the name of the method, as it is written."""
    value = plain(options["architecture"].value) if "architecture" in options else Known(None)
    return Known(value.value) if isinstance(value, Known) else value


def class_of(options: Mapping[str, Argument], snapshot: Snapshot) -> str | None:
    """Return the class that `load` makes of a dictionary; None if there is none, or if it is not known."""
    architecture = architecture_of(options)
    if isinstance(architecture, Unknown):
        return None
    name = architecture.value
    known = _CLASSES.get(name) if name is None or isinstance(name, str) else None
    is_old = not snapshot.meets(_ARCHITECTURES_CHECKED)
    if is_old and (known is None or known not in snapshot.configs):
        return _CLASSES[None]
    return known


def part_of(
    number: int, options: Mapping[str, Argument], class_name: str | None, snapshot: Snapshot
) -> Part | Resolved:
    """Return what a dictionary becomes, or why it becomes nothing that is known."""
    if class_name is None:
        architecture = architecture_of(options)
        if isinstance(architecture, Known):
            return Resolved(built_in="add_adapter", architectures=((number, architecture.value),))
        return Resolved(unreadable=("a configuration dictionary of unknown architecture",))
    definition = snapshot.configs.get(class_name)
    given, defaults = settled(options, snapshot, definition)
    if definition is None or "architecture" not in definition.fields:
        given = {name: one for name, one in given.items() if name != "architecture" or not is_known_as(None, one)}
    if definition is not None and definition.derives_from("BnConfig"):
        given = dict(_with_nested_invertible_adapter(given))
    return Part(number, class_name, definition, given, defaults=defaults, swallowed=frozenset(given), hashes_all=True)


def settled(
    options: Mapping[str, Argument], snapshot: Snapshot, definition: ConfigClass | None
) -> tuple[dict[str, Argument], dict[str, object]]:
    """Split what a dictionary holds into what is written, and what the defaults of a class were when it was made."""
    defaults: dict[str, object] = {}
    given: dict[str, Argument] = {}
    for name, argument in options.items():
        if not isinstance(argument.value, Default):
            given[name] = argument
            continue
        class_name, option = argument.value.of
        origin = snapshot.configs[class_name].fields.get(option) if class_name in snapshot.configs else None
        if origin is not None and not origin.required and definition is not None and name in definition.fields:
            defaults[name] = origin.default
    return given, defaults


def _with_nested_invertible_adapter(options: Mapping[str, Argument]) -> Iterator[tuple[str, Argument]]:
    """Replace `invertible_adapter`, as the first releases of adapter-transformers wrote it, by its two options."""
    nested = options.get("invertible_adapter")
    yield from ((name, argument) for name, argument in options.items() if name != "invertible_adapter")
    if nested is None:
        return
    match plain(nested.value):
        case Known({"block_type": block, "reduction_factor": factor}):
            yield "inv_adapter", dataclasses.replace(nested, value=Known(block))
            yield "inv_adapter_reduction_factor", dataclasses.replace(nested, value=Known(factor))
        case Known(value) if not value:
            return
        case _:
            unknown = dataclasses.replace(nested, value=Unknown("`invertible_adapter` sets it"))
            yield from ((name, unknown) for name in ("inv_adapter", "inv_adapter_reduction_factor"))


def fusion_part(options: Mapping[str, Argument], snapshot: Snapshot) -> Part:
    """Return the configuration of a fusion, which has to give every option: those that differ from defaults count."""
    definition = snapshot.configs[FUSION]
    given, defaults = settled(options, snapshot, definition)
    part = Part(0, FUSION, definition, given, swallowed=given)
    return dataclasses.replace(part, defaults={**likely_defaults(part, snapshot), **defaults})
