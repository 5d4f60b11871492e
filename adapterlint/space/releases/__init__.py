"""What each release of adapters offers, as `scripts/extract_release.py` found it.

>>> snapshot("1.3.0").configs["LoRAConfig"].fields["r"].default
8
>>> "DoRAConfig" in snapshot("1.2.0").configs
False
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from packaging.specifiers import SpecifierSet

REQUIRED: Final = object()
"""Stands for the default of a field that has none."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a configuration class.

    Attributes:
        type: the annotation in the library, in one spelling: `float | Mapping`, `list[int]`, `Literal['all'] | …`.
        default: a JSON value, or `REQUIRED`.
    """

    type: str
    default: object = REQUIRED

    @property
    def required(self) -> bool:
        """Whether the constructor insists on it."""
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class ConfigClass:
    """A configuration class of the library.

    Attributes:
        bases: the library's classes that it derives from, nearest first.
        fields: what its constructor takes, in the order that positional arguments follow.
        variadic: the name of `*configs`, for the class that takes any number of parts.
        fixed: settings that look like fields in the source but cannot be given to the constructor.
        abstract: whether the constructor raises.
    """

    name: str
    bases: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    variadic: str | None = None
    fixed: Mapping[str, object] = field(default_factory=dict)
    abstract: bool = False

    def derives_from(self, name: str) -> bool:
        """Tell whether this is the named class or derives from it."""
        return name == self.name or name in self.bases


@dataclass(frozen=True, slots=True)
class Identified:
    """A configuration that the library has a name for.

    Attributes:
        changes: the fields that differ from the defaults of the class.
        parts: what a union consists of.
    """

    class_name: str
    changes: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[Identified, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelSupport:
    """How a release supports a model type.

    Attributes:
        adapter_model: the class with flexible heads, if there is one.
        plugin: whether it is supported through a plugin interface.
        methods: the adapter methods of the plugin interface; None where the implementation decides.
        hooks: the plugin interface's optional places: `layer_ln_1`, `layer_pre_ffn` …
        merged_qkv: whether the plugin interface names one projection for query, key and value.
    """

    adapter_model: str | None = None
    plugin: bool = False
    methods: tuple[str, ...] | None = None
    hooks: Mapping[str, str] = field(default_factory=dict)
    merged_qkv: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one release of adapters offers.

    Attributes:
        transformers: the version of transformers that it was read with, which the release pins.
        transformers_requirement: what the release requires of transformers, `~=4.57.6`.
        string_options: whether `name[key=value]` and `name|name` are understood without asking the Hub.
        default_identifier: the configuration of `add_adapter` without one.
        activations: names of activation functions, in lower case.
        compositions: the composition blocks: `Stack`, `Fuse` …
        names: the importable names by module.
    """

    release: str
    transformers: str
    transformers_requirement: str
    string_options: bool
    default_identifier: str
    default_fusion_identifier: str
    configs: Mapping[str, ConfigClass]
    identifiers: Mapping[str, Identified]
    fusion_identifiers: Mapping[str, Identified]
    activations: frozenset[str]
    compositions: frozenset[str]
    models: Mapping[str, ModelSupport]
    names: Mapping[str, frozenset[str]]

    def meets(self, specifier: str) -> bool:
        """Tell whether this is one of the releases that a specifier (PEP 440) is about, `>=1.2`."""
        return _meets(self.release, specifier)


@lru_cache(maxsize=4096)
def _meets(release: str, specifier: str) -> bool:
    return SpecifierSet(specifier).contains(release, prereleases=True)


def _releases() -> tuple[str, ...]:
    names = (entry.name for entry in files(__name__).iterdir())
    found = (name.removesuffix(".json") for name in names if name.endswith(".json"))
    return tuple(sorted(found, key=lambda release: [int(number) for number in release.split(".")]))


RELEASES: Final = _releases()
"""The supported releases, oldest first."""


@cache
def snapshot(release: str) -> Snapshot:
    """Return what a release offers.

    Raises:
        KeyError: the release is not one of `RELEASES`.
    """
    if release not in RELEASES:
        raise KeyError(release)
    raw: dict[str, Any] = json.loads(files(__name__).joinpath(f"{release}.json").read_text(encoding="utf-8"))
    return Snapshot(
        release=raw["release"],
        transformers=raw["transformers"],
        transformers_requirement=raw["transformers_requirement"],
        string_options=raw["string_options"],
        default_identifier=raw["default_identifier"],
        default_fusion_identifier=raw["default_fusion_identifier"],
        configs={name: _config_class(name, raw["configs"]) for name in raw["configs"]},
        identifiers={name: _identified(entry) for name, entry in raw["identifiers"].items()},
        fusion_identifiers={name: _identified(entry) for name, entry in raw["fusion_identifiers"].items()},
        activations=frozenset(raw["activations"]),
        compositions=frozenset(raw["compositions"]),
        models={model_type: _model_support(entry) for model_type, entry in raw["models"].items()},
        names={module: frozenset(names) for module, names in raw["names"].items()},
    )


def _config_class(name: str, entries: Mapping[str, Any]) -> ConfigClass:
    entry = entries[name]
    return ConfigClass(
        name=name,
        bases=tuple(entry["bases"]),
        fields=_fields(name, entries),
        variadic=entry.get("variadic"),
        fixed=entry.get("fixed", {}),
        abstract=entry.get("abstract", False),
    )


def _fields(name: str, entries: Mapping[str, Any]) -> dict[str, Field]:
    """Return all fields of a class; written down are those that differ from its first base."""
    entry = entries[name]
    inherited = _fields(entry["bases"][0], entries) if entry["bases"] else {}
    own = {key: Field(raw["type"], raw.get("default", REQUIRED)) for key, raw in entry.get("fields", {}).items()}
    return {**inherited, **own}


def _identified(entry: Mapping[str, Any]) -> Identified:
    parts = tuple(_identified(part) for part in entry.get("parts", ()))
    return Identified(entry["class"], entry.get("changes", {}), parts)


def _model_support(entry: Mapping[str, Any]) -> ModelSupport:
    return ModelSupport(
        adapter_model=entry.get("adapter_model"),
        plugin=entry.get("plugin", False),
        methods=tuple(entry["methods"]) if "methods" in entry else None,
        hooks=entry.get("hooks", {}),
        merged_qkv=entry.get("merged_qkv", False),
    )
