"""Write down what the installed release of adapters offers, for the linter to read without it.

    .environments/1.3.0/bin/python scripts/extract_release.py

The interpreter decides the release. The snapshot holds the configuration classes with their
fields, the identifiers that stand for configurations, the activation functions, the importable
names and the supported model types. `--stdout` prints it instead of writing it.
"""

# ruff: noqa: E402

from __future__ import annotations

import argparse
import collections.abc
import dataclasses
import importlib
import importlib.util
import inspect
import logging
import pkgutil
import socket
import sys
import types
import typing
import warnings
from importlib.metadata import requires, version
from pathlib import Path
from unittest import mock

warnings.simplefilter("ignore")  # before the imports: old releases warn while they are imported

import adapters
import adapters.configuration
from adapters.composition import AdapterCompositionBlock
from adapters.models.auto.adapter_model import ADAPTER_MODEL_MAPPING_NAMES
from adapters.utils import resolve_adapter_config
from adapters.wrappers.model import get_module_name
from json_text import dump
from packaging.requirements import Requirement
from transformers.activations import ACT2FN
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES

SNAPSHOTS = Path(__file__).resolve().parent.parent / "adapterlint" / "space" / "releases"
HANDLED_BY_ADAPTERS = ("leakyrelu",)
"""Activations that adapters knows itself, in Activation_Function_Class; the others are those of transformers."""
SUBMODELS = ("clip_text_model", "clip_vision_model")
"""Model types that not every transformers lists in its mapping of configurations."""
INTERFACE_FIELDS = ("layer_pre_self_attn", "layer_pre_cross_attn", "layer_pre_ffn", "layer_ln_1", "layer_ln_2")

Json = typing.Any


def main() -> None:
    """Write or print the snapshot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stdout", action="store_true", help="print the snapshot instead of writing it")
    arguments = parser.parse_args()
    logging.disable()
    snapshot = extract()
    if arguments.stdout:
        print(dump(snapshot))
        return
    target = SNAPSHOTS / f"{snapshot['release']}.json"
    target.write_text(dump(snapshot) + "\n", encoding="utf-8")
    print(target)


def extract() -> dict[str, Json]:
    """Return the snapshot of the installed release."""
    configuration = adapters.configuration
    classes = config_classes()
    return {
        "release": version("adapters"),
        "transformers": version("transformers"),
        "transformers_requirement": transformers_requirement(),
        "string_options": understands_string_options(),
        "default_identifier": configuration.DEFAULT_ADAPTER_CONFIG,
        "default_fusion_identifier": configuration.DEFAULT_ADAPTERFUSION_CONFIG,
        "configs": {name: describe_class(config_class) for name, config_class in sorted(classes.items())},
        "identifiers": describe_identifiers(configuration.ADAPTER_CONFIG_MAP),
        "fusion_identifiers": describe_identifiers(configuration.ADAPTERFUSION_CONFIG_MAP),
        "activations": sorted({*ACT2FN, *HANDLED_BY_ADAPTERS}),
        "compositions": sorted(block.__name__ for block in AdapterCompositionBlock.__subclasses__()),
        "models": models(),
        "names": {module.__name__: importable_names(module) for module in modules()},
    }


def transformers_requirement() -> str:
    """Return which versions of transformers the release asks for."""
    requirements = (Requirement(line) for line in requires("adapters") or ())
    return next(str(one.specifier) for one in requirements if one.name == "transformers" and not one.marker)


def understands_string_options() -> bool:
    """Tell whether `name[key=value]` is understood without asking the Hub for its index."""
    with mock.patch.object(socket, "socket", side_effect=OSError), mock.patch("builtins.print"):
        try:
            config = resolve_adapter_config("seq_bn[reduction_factor=2]", adapters.ADAPTER_CONFIG_MAP)
        except (OSError, ValueError):
            return False
    return isinstance(config, adapters.SeqBnConfig)


def config_classes() -> dict[str, type]:
    """Return all configuration classes that can be imported from `adapters.configuration`, by that name."""
    base = adapters.configuration.AdapterConfig
    members = inspect.getmembers(adapters.configuration, inspect.isclass)
    return {name: member for name, member in members if issubclass(member, base)}


def describe_class(config_class: type) -> dict[str, Json]:
    """Describe a configuration class: what it derives from, and the fields that differ from its first base."""
    lineage = [base.__name__ for base in config_class.__mro__[1:] if base.__module__.startswith("adapters.")]
    description: dict[str, Json] = {"bases": lineage}
    if not lineage or "__init__" not in vars(config_class):
        return {**description, "abstract": True}  # the base class raises in __init__, and so does what inherits it
    if not dataclasses.is_dataclass(config_class):
        return {**description, **describe_signature(config_class)}
    inherited = own_and_inherited_fields(config_class.__mro__[1])
    fields = own_and_inherited_fields(config_class)
    description["fields"] = {name: field for name, field in fields.items() if field != inherited.get(name)}
    fixed = fixed_attributes(config_class)
    return {**description, "fixed": fixed} if fixed else description


def own_and_inherited_fields(config_class: type) -> dict[str, Json]:
    """Describe all fields of a class, in their order; none if it is not a dataclass."""
    if not dataclasses.is_dataclass(config_class):
        return {}
    return {field.name: describe_field(field) for field in dataclasses.fields(config_class)}


def describe_field(field: dataclasses.Field[typing.Any]) -> dict[str, Json]:
    """Describe a field of a dataclass; one without default is required."""
    description: dict[str, Json] = {"type": type_text(field.type)}
    if field.default is not dataclasses.MISSING:
        description["default"] = field.default
    elif field.default_factory is not dataclasses.MISSING:
        description["default"] = field.default_factory()
    return description


def describe_signature(config_class: type) -> dict[str, Json]:
    """Describe what the constructor of a union takes."""
    fields: dict[str, Json] = {}
    description: dict[str, Json] = {"fields": fields}
    hints = typing.get_type_hints(config_class.__init__)
    for parameter in inspect.signature(config_class).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            description["variadic"] = parameter.name
            continue
        fields[parameter.name] = {"type": type_text(hints[parameter.name]), "default": parameter.default}
    return description


def fixed_attributes(config_class: type) -> dict[str, Json]:
    """Return the settings that lack an annotation: they look like fields but cannot be given to the constructor."""
    attributes: dict[str, Json] = {}
    fields = {field.name for field in dataclasses.fields(config_class)}
    for ancestor in reversed(config_class.__mro__):
        if ancestor.__module__.startswith("adapters."):
            attributes |= {
                name: value
                for name, value in vars(ancestor).items()
                if isinstance(value, (bool, int, float, str)) and not name.startswith("_") and name not in fields
            }
    return attributes


def type_text(annotation: object) -> str:
    """Write a type the same way whatever the version of Python: `float | Mapping`, `list[int] | None`."""
    if isinstance(annotation, str):
        return annotation
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if origin is typing.Union or origin is types.UnionType:
        return " | ".join(type_text(argument) for argument in arguments)
    if annotation is type(None):
        return "None"
    name = getattr(origin or annotation, "__name__", str(annotation))
    return f"{name}[{', '.join(map(type_text, arguments))}]" if arguments else name


def describe_identifiers(mapping: collections.abc.Mapping[str, typing.Any]) -> dict[str, Json]:
    """Describe what each identifier stands for."""
    return {name: describe_instance(config) for name, config in sorted(mapping.items())}


def describe_instance(config: adapters.AdapterConfig) -> dict[str, Json]:
    """Describe a configuration: its class, and its parts or the fields that differ from the class defaults."""
    description: dict[str, Json] = {"class": type(config).__name__}
    if not dataclasses.is_dataclass(config):
        return {**description, "parts": [describe_instance(part) for part in config.configs]}
    defaults = {name: field.get("default") for name, field in own_and_inherited_fields(type(config)).items()}
    changes = {name: config[name] for name, default in defaults.items() if config[name] != default}
    return {**description, "changes": changes} if changes else description


def models() -> dict[str, Json]:
    """Describe the supported model types: `native` ones, and those that a plugin interface describes."""
    native = {model_type: describe_native(model_type) for model_type in native_types()}
    return dict(sorted({**native, **plugins()}.items()))


def native_types() -> list[str]:
    """Return the model types that adapters has an implementation for."""
    known = {*CONFIG_MAPPING_NAMES, *SUBMODELS}
    return sorted(model_type for model_type in known if has_implementation(get_module_name(model_type)))


def has_implementation(module_name: str) -> bool:
    """Tell whether `adapters.init` finds its classes for a module of transformers."""
    try:
        return importlib.util.find_spec(f"adapters.models.{module_name}.modeling_{module_name}") is not None
    except ModuleNotFoundError:
        return False


def describe_native(model_type: str) -> dict[str, Json]:
    """Describe a native model type: its class with flexible heads, if there is one."""
    flexible = ADAPTER_MODEL_MAPPING_NAMES.get(model_type)
    return {"adapter_model": flexible} if flexible else {}


def plugins() -> dict[str, Json]:
    """Describe the built-in plugin interfaces; there are none before 1.2."""
    try:
        interfaces = importlib.import_module("adapters.wrappers.interfaces").CUSTOM_INTERFACES
    except ModuleNotFoundError:
        return {}
    return {
        model_type: {
            "plugin": True,
            "methods": list(interface.adapter_methods),
            "hooks": {name: getattr(interface, name) for name in INTERFACE_FIELDS if getattr(interface, name)},
            "merged_qkv": getattr(interface, "attn_qkv_proj", None) is not None,
        }
        for model_type, interface in interfaces.items()
    }


def modules() -> list[types.ModuleType]:
    """Import and return every module of the release."""
    found = pkgutil.walk_packages(adapters.__path__, "adapters.")
    return [
        adapters,
        *sorted(map(importlib.import_module, (info.name for info in found)), key=lambda one: one.__name__),
    ]


def importable_names(module: types.ModuleType) -> list[str]:
    """Return the public names of a module that belong to adapters."""
    names = {*dir(module), *getattr(module, "__all__", ())}
    return sorted(name for name in names if name.isidentifier() and not name.startswith("_") and is_own(module, name))


def is_own(module: types.ModuleType, name: str) -> bool:
    """Tell whether a name of a module is adapters' own, and not merely imported from elsewhere."""
    value = getattr(module, name, None)
    if isinstance(value, types.ModuleType):
        return value.__name__.startswith("adapters")
    if inspect.isclass(value) or inspect.isroutine(value):
        return str(value.__module__).startswith("adapters")
    return name.isupper()


if __name__ == "__main__":
    sys.exit(main())
