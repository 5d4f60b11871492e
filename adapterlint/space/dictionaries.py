"""Configuration dictionaries: which class one is of, and what the library makes of it before it builds that class.

Sources: `adapters/configuration/adapter_config.py`, `AdapterConfig.load` and `from_dict`, `BnConfig.__setattr__`;
`adapters/loading.py`, `load_weights_config` and `_fix_backward_compat`.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Final

from packaging.version import InvalidVersion, Version

from adapterlint.facts import Argument, Call, Default, Dictionary, Loaded
from adapterlint.space.calls import from_call
from adapterlint.space.misfits import described
from adapterlint.space.parts import Part, Resolved, WrongPart
from adapterlint.space.releases import RELEASES, ConfigClass, Snapshot, snapshot
from adapterlint.space.unions import UNIONS, completed
from adapterlint.values import Known, Unknown, plain

Resolve = Callable[[Call | Loaded], Resolved]

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

_ARCHITECTURES_CHECKED: Final = ">=1.2"
"""The releases that refuse an `architecture` that they do not know; older ones take it for `BnConfig`."""
_RENAMED_ACTIVATIONS: Final = {"gelu": "gelu_new", "gelu_orig": "gelu"}
"""What the library reads instead, in files without a version."""
_SCALING_MENDED: Final = Version("1.1.0")
"""The first release that scales LoRA by alpha / r, and sets `alpha` so that older files work as they were trained."""
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


def from_dictionary(
    dictionary: Dictionary, snapshot: Snapshot, resolve: Resolve, class_name: str | None = None
) -> Resolved:
    """Resolve a configuration dictionary; options that its class does not have are swallowed.

    Args:
        resolve: what resolves a part of a union that is an object.
        class_name: the class whose `from_dict` it is given to; None if it says itself which class it is of.
    """
    options = dict(dictionary.options)
    if dictionary.saved_with is not None:
        options = _as_loaded(options, dictionary.saved_with, snapshot)
    if dictionary.is_fusion:
        part: Part | Resolved = fusion_part(options, snapshot)
    elif class_name in UNIONS or (class_name is None and _architecture(options) == Known(_UNION)):
        union, is_saved = class_name or "ConfigUnion", dictionary.saved_with is not None
        whole = _from_union(options, union, snapshot, resolve, is_saved=is_saved)
        return dataclasses.replace(whole, parts=tuple(_aged(one, dictionary, snapshot) for one in whole.parts))
    else:
        part = _part(0, options, class_name or _class_of(options, snapshot), snapshot)
    if isinstance(part, Resolved):
        return part
    if dictionary.saved_with is not None:
        part = _saved(part, snapshot)
    return Resolved((_aged(part, dictionary, snapshot),), built_in="add_adapter")


def _aged(part: Part, dictionary: Dictionary, snapshot: Snapshot) -> Part:
    """Return a part with what the release that saved it tells of its training."""
    saved = saved_with_release(dictionary.saved_with or "")
    if saved is None or saved >= _SCALING_MENDED or not snapshot.meets(f">={_SCALING_MENDED}"):
        return part
    return dataclasses.replace(part, trained_unscaled=True)


def _saved(part: Part, snapshot: Snapshot) -> Part:
    """Return a part as a file shows it that the library wrote."""
    return dataclasses.replace(part, given=_without_foreign(part), defaults=_likely_defaults(part, snapshot))


def _part(number: int, options: Mapping[str, Argument], class_name: str | None, snapshot: Snapshot) -> Part | Resolved:
    """Return what a dictionary becomes, or why it becomes nothing that is known."""
    if class_name is None:
        architecture = _architecture(options)
        if isinstance(architecture, Known):
            return Resolved(built_in="add_adapter", architectures=((number, architecture.value),))
        return Resolved(unreadable=("a configuration dictionary of unknown architecture",))
    definition = snapshot.configs.get(class_name)
    given, defaults = settled(options, snapshot, definition)
    if definition is None or "architecture" not in definition.fields:
        given = {name: one for name, one in given.items() if name != "architecture" or not _is(None, one)}
    if definition is not None and definition.derives_from("BnConfig"):
        given = dict(_with_nested_invertible_adapter(given))
    return Part(number, class_name, definition, given, defaults=defaults, swallowed=frozenset(given), hashes_all=True)


def fusion_part(options: Mapping[str, Argument], snapshot: Snapshot) -> Part:
    """Return the configuration of a fusion, which has to give every option: those that differ from defaults count."""
    part = Part(0, FUSION, snapshot.configs[FUSION], options, swallowed=options)
    return dataclasses.replace(part, defaults=_likely_defaults(part, snapshot))


def _class_of(options: Mapping[str, Argument], snapshot: Snapshot) -> str | None:
    """Return the class that `load` makes of a dictionary; None if there is none, or if it is not known."""
    architecture = _architecture(options)
    if isinstance(architecture, Unknown):
        return None
    name = architecture.value
    known = _CLASSES.get(name) if isinstance(name, Hashable) else None
    is_old = not snapshot.meets(_ARCHITECTURES_CHECKED)
    if is_old and (known is None or known not in snapshot.configs):
        return _CLASSES[None]
    return known


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


def _architecture(options: Mapping[str, Argument]) -> Known | Unknown:
    """Return the name of the method, as it is written."""
    value = plain(options["architecture"].value) if "architecture" in options else Known(None)
    return Known(value.value) if isinstance(value, Known) else value


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


def _from_union(
    options: Mapping[str, Argument], class_name: str, snapshot: Snapshot, resolve: Resolve, *, is_saved: bool
) -> Resolved:
    """Resolve the parts of a union one by one."""
    members = options["configs"].value if "configs" in options else None
    match members:
        case Known(str() | dict() | Dictionary() | Call() | Loaded() as other) if other:
            problem = f"`configs` is `{described(other)}`, and no list"
            return Resolved(built_in="add_adapter", broken=((0, problem, "AttributeError"),))
        case Known(list() | tuple() as listed) if listed:
            made: list[Part | Resolved] = [
                _member(number, member, snapshot, resolve) for number, member in enumerate(listed)
            ]
        case None:
            return Resolved(built_in="add_adapter", broken=((0, "it has no `configs`", "KeyError"),))
        case Known(list() | tuple() | str() | dict()):
            made = []
        case Known(None | int() | float() as other):
            return Resolved(built_in="add_adapter", broken=((0, f"`configs={other!r}` is no list", "TypeError"),))
        case Unknown(reason):
            return Resolved(unreadable=(reason,))
        case _:
            return Resolved(unreadable=("`configs` that are no list of configurations",))
    parts = tuple(one for one in made if isinstance(one, Part))
    failed = [one for one in made if isinstance(one, Resolved)]
    if is_saved:
        parts = tuple(_saved(part, snapshot) for part in parts)
    return Resolved(
        parts if failed else completed(parts, class_name, snapshot),
        class_name,
        "add_adapter",
        unreadable=tuple(reason for one in failed for reason in one.unreadable),
        wrong_parts=tuple(name for one in failed for name in one.wrong_parts),
        inner=tuple(nested for one in failed for nested in one.inner),
        architectures=tuple(found for one in failed for found in one.architectures),
        broken=tuple(found for one in failed for found in one.broken),
        swallowed={name: argument for name, argument in options.items() if name not in {"configs", "architecture"}},
        call=from_call(Call(class_name, tuple(Argument(Known(part)) for part in made)), len(made), snapshot),
    )


def _member(number: int, member: object, snapshot: Snapshot, resolve: Resolve) -> Part | Resolved:
    """Return a part of a union, or why there is none."""
    match member.value if isinstance(member, Known) else member:
        case Call() | Loaded() as configuration:
            return _as_part(resolve(configuration), number, snapshot)
        case Dictionary() | Mapping() as options:
            written = as_dictionary(options).options
            if _architecture(written) == Known(_UNION):
                return _nested(number, _from_union(written, "ConfigUnion", snapshot, resolve, is_saved=False))
            return _part(number, written, _class_of(written, snapshot), snapshot)
        case Unknown(reason):
            return Resolved(unreadable=(reason,))
        case None | bool() | int() | float() | str() | list() as other:
            return Resolved(broken=((number, f"`{other!r}` is no configuration", "AttributeError"),))
        case _:
            return Resolved(unreadable=("a configuration of an unexpected kind",))


def _nested(number: int, union: Resolved) -> Resolved:
    """Return what comes of a union in a union: it is built, if it can be, and then turned away."""
    return Resolved(
        wrong_parts=(WrongPart("ConfigUnion"),),
        inner=(*union.inner, union),
        unreadable=union.unreadable,
        architectures=tuple((number, name) for _, name in union.architectures),
        broken=tuple((number, problem, failure) for _, problem, failure in union.broken),
    )


def _as_part(made: Resolved, number: int, snapshot: Snapshot) -> Part | Resolved:
    """Return a configuration that was built before the union as a part of it."""
    made = made.built
    if made.union:
        return Resolved(wrong_parts=(WrongPart(made.union),), inner=(*made.inner, made))
    if not made.complete:
        return Resolved(unreadable=("a part that cannot be loaded",))
    part = dataclasses.replace(made.parts[0], number=number, is_object=True)
    return Resolved(architectures=nameless) if (nameless := nameless_architectures([part], snapshot)) else part


def nameless_architectures(parts: Iterable[Part], snapshot: Snapshot) -> tuple[tuple[int, object], ...]:
    """Return the architectures that parts of a dictionary name, and that the release has no class for."""
    named = [(part, {"architecture": part.given["architecture"]}) for part in parts if "architecture" in part.given]
    architectures = [(part.number, _architecture(options), options) for part, options in named]
    return tuple(
        (number, name.value)
        for number, name, options in architectures
        if isinstance(name, Known) and name.value != _UNION and _class_of(options, snapshot) is None
    )


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


def _as_loaded(options: dict[str, Argument], saved_with: str, snapshot: Snapshot) -> dict[str, Argument]:
    """Return the options of a saved configuration as a release changes them before it builds the configuration."""
    if not saved_with and "non_linearity" in options:
        activation = options["non_linearity"]
        match activation.value:
            case Known(str() as name):
                renamed = Known(_RENAMED_ACTIVATIONS.get(name, name))
                options["non_linearity"] = dataclasses.replace(activation, value=renamed)
    is_lora = _architecture(options) == Known("lora")
    saved = saved_with_release(saved_with) if saved_with.startswith(_BRAND) else None
    is_mended = saved is not None and saved < _SCALING_MENDED and snapshot.meets(f">={_SCALING_MENDED}")
    if is_lora and is_mended and {"r", "alpha"} <= options.keys():
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
