"""Configuration dictionaries: which class one is of, and what the library makes of it before it builds that class.

Sources: `adapters/configuration/adapter_config.py`, `AdapterConfig.load` and `from_dict`, `BnConfig.__setattr__`;
`adapters/loading.py`, `load_weights_config` and `_fix_backward_compat`.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from typing import Final

from packaging.version import InvalidVersion, Version

from adapterlint.facts import Argument, Call, Dictionary
from adapterlint.space.calls import from_call
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.releases import RELEASES, Snapshot, snapshot
from adapterlint.space.unions import UNIONS
from adapterlint.values import Known, Unknown, Value, plain

FUSION: Final = "AdapterFusionConfig"

_UNION: Final = "union"
_CLASSES: Final[Mapping[object, str]] = {
    None: "BnConfig",
    "lora": "LoRAConfig",
    "mtl_lora": "MTLLoRAConfig",
    "prefix_tuning": "PrefixTuningConfig",
    "prompt_tuning": "PromptTuningConfig",
    "reft": "ReftConfig",
}
"""The class of a configuration dictionary by its `architecture`."""

ARCHITECTURES: Final = (*(str(name) for name in _CLASSES if name), _UNION)
"""What `architecture` can be, besides nothing."""
_RENAMED_ACTIVATIONS: Final = {"gelu": "gelu_new", "gelu_orig": "gelu"}
"""What the library reads instead, in files without a version."""
_SCALING_MENDED: Final = Version("1.1.0")
"""The first release that scales LoRA by alpha / r, and sets `alpha` so that older files work as they were trained."""
_TABLE_SINCE: Final = Version("1.2.0")
"""The first release that looks the class up in a table; before, every other architecture is taken for bottlenecks."""
_BRAND: Final = "adapters."
"""How the version begins in files of adapters from 1.0 on."""


def saved_with_release(version: str) -> Version | None:
    """Return the release of adapters that saved a file; None for adapter-transformers, and for what is no version.

    Before 1.0, adapters wrote its bare version, and so did adapter-transformers, which began with 1.0.
    """
    try:
        saved = Version(version.removeprefix(_BRAND))
    except InvalidVersion:
        return None
    return saved if version.startswith(_BRAND) or saved.major == 0 else None


def from_dictionary(dictionary: Dictionary, snapshot: Snapshot) -> Resolved:
    """Resolve a configuration dictionary; options that its class does not have are swallowed."""
    options = dict(dictionary.options)
    if dictionary.saved_with is not None:
        options = _as_loaded(options, dictionary.saved_with, Version(snapshot.release))
    if dictionary.is_fusion:
        part: Part | None = _fusion(options, snapshot)
    elif _architecture(options) == Known(_UNION):
        return _from_union(options.get("configs"), snapshot, is_saved=dictionary.saved_with is not None)
    else:
        part = _part(0, options, snapshot)
    if part is None:
        architecture = _architecture(options)
        named = str(architecture.value) if isinstance(architecture, Known) else None
        unreadable = () if named else ("a configuration dictionary of unknown architecture",)
        return Resolved(built_in="add_adapter", unreadable=unreadable, architecture=named)
    if dictionary.saved_with is not None:
        part = _saved(part, snapshot)
    return Resolved((part,), built_in="add_adapter")


def _saved(part: Part, snapshot: Snapshot) -> Part:
    """Return a part as a file shows it that the library wrote."""
    return dataclasses.replace(part, given=_without_foreign(part), defaults=_likely_defaults(part, snapshot))


def _part(number: int, options: Mapping[str, Argument], snapshot: Snapshot) -> Part | None:
    """Return what a dictionary becomes; None if its class is not known."""
    architecture = _architecture(options)
    if not isinstance(architecture, Known):
        return None
    name = _CLASSES.get(architecture.value)
    if Version(snapshot.release) < _TABLE_SINCE and (name is None or name not in snapshot.configs):
        name = "BnConfig"
    if name is None:
        return None
    given = dict(options)
    definition = snapshot.configs.get(name)
    if definition is None or "architecture" not in definition.fields:
        given.pop("architecture", None)
    if name == "BnConfig":
        given = dict(_with_nested_invertible_adapter(given))
    return Part(number, name, definition, given, swallowed=given)


def _fusion(options: Mapping[str, Argument], snapshot: Snapshot) -> Part:
    """Return the configuration of a fusion, which has to give every option: those that differ from defaults count."""
    part = Part(0, FUSION, snapshot.configs[FUSION], options, swallowed=options)
    return dataclasses.replace(part, defaults=_likely_defaults(part, snapshot))


def _architecture(options: Mapping[str, Argument]) -> Value:
    """Return the name of the method; what is neither a name nor nothing is unknown."""
    value = options["architecture"].value if "architecture" in options else Known(None)
    is_name = isinstance(value, Known) and (value.value is None or isinstance(value.value, str))
    return Known(value.value) if is_name and isinstance(value, Known) else Unknown("an `architecture` that is no name")


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


def _from_union(configs: Argument | None, snapshot: Snapshot, *, is_saved: bool) -> Resolved:
    """Resolve the parts of a union one by one."""
    parts: list[Part] = []
    unreadable: list[str] = []
    wrong: list[str] = []
    members: Value = configs.value if configs else Unknown("a union without `configs`")
    listed = members.value if isinstance(members, Known) and isinstance(members.value, (list, tuple)) else None
    if listed is None:
        reason = members.reason if isinstance(members, Unknown) else "`configs` that are no list"
        return Resolved(unreadable=(reason,))
    for member in listed:
        match member.value if isinstance(member, Known) else member:
            case Call(class_name) if class_name in UNIONS:
                wrong.append(class_name)
            case Call() as call:
                parts.append(from_call(call, len(parts), snapshot))
            case Dictionary() | Mapping() as options:
                written = as_dictionary(options).options
                if _architecture(written) == Known(_UNION):
                    wrong.append("ConfigUnion")
                elif part := _part(len(parts), written, snapshot):
                    parts.append(_saved(part, snapshot) if is_saved else part)
                else:
                    unreadable.append("a configuration dictionary of unknown architecture")
            case Unknown(reason):
                unreadable.append(reason)
            case _:
                unreadable.append("a configuration of an unexpected kind")
    return Resolved(tuple(parts), "ConfigUnion", "add_adapter", unreadable=tuple(unreadable), wrong_parts=tuple(wrong))


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


def _likely_defaults(part: Part, snapshot: Snapshot) -> Mapping[str, object]:
    """Return the defaults of the class that was most likely saved, for the options that were; no file names the class.

    An option that the saving release did not have is not saved, and gets the default of the class that is loaded.
    """
    derived = [one for one in snapshot.configs.values() if one.derives_from(part.class_name)]
    if not derived:
        return {}
    defaults = [{name: one.default for name, one in each.fields.items() if not one.required} for each in derived]
    likely = max(defaults, key=lambda each: sum(_is(value, part.given.get(name)) for name, value in each.items()))
    return {name: value for name, value in likely.items() if name in part.given}


def _is(value: object, given: Argument | None) -> bool:
    """Tell whether an argument is known to be some value."""
    known = plain(given.value) if given else None
    return isinstance(known, Known) and known.value == value


def _as_loaded(options: dict[str, Argument], saved_with: str, release: Version) -> dict[str, Argument]:
    """Return the options of a saved configuration as a release changes them before it builds the configuration."""
    if not saved_with and "non_linearity" in options:
        activation = options["non_linearity"]
        match activation.value:
            case Known(str() as name):
                renamed = Known(_RENAMED_ACTIVATIONS.get(name, name))
                options["non_linearity"] = dataclasses.replace(activation, value=renamed)
    is_lora = _architecture(options) == Known("lora")
    saved = saved_with_release(saved_with) if saved_with.startswith(_BRAND) else None
    if is_lora and saved is not None and saved < _SCALING_MENDED <= release and {"r", "alpha"} <= options.keys():
        options["alpha"] = dataclasses.replace(options["alpha"], value=options["r"].value)
    return options


def _without_foreign(part: Part) -> dict[str, Argument]:
    """Leave out entries that the release does not have, and that nobody misses.

    These are what older libraries and forks wrote, which look like no option of any release: they were ignored when the
    adapter was trained, or they are for another library than this one. And what newer releases wrote with the default.
    """
    return {name: argument for name, argument in part.given.items() if _is_meant_as_option(name, argument, part)}


def _is_meant_as_option(name: str, argument: Argument, part: Part) -> bool:
    if part.definition is not None and name in part.definition.fields:
        return True
    classes = (snapshot(release).configs.get(part.class_name) for release in reversed(RELEASES))
    options = {option: field for one in classes if one is not None for option, field in one.fields.items()}
    absent = [option for option in options if option not in part.given]
    if name in options:
        return not _is(options[name].default, argument)
    return bool(difflib.get_close_matches(name.lower(), absent, n=1))
