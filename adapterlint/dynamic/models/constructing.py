"""Builds the configuration objects of the library that plain data describes."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import adapters
import torch
from adapters import composition
from adapters.configuration import adapter_config as configuration_classes

from adapterlint.dynamic.planning.recipes import Construct, Load, Plain
from adapterlint.space.dtypes import TorchType

ADAPTER = "adapterlint"
"""The name that the adapter gets."""


def resolved(configuration: object) -> object:
    """Turn a string, a dictionary or what is empty into a configuration object, as `add_adapter` does."""
    configuration = configuration or configuration_classes.DEFAULT_ADAPTER_CONFIG
    if isinstance(configuration, (str, dict)):
        return adapters.AdapterConfig.load(copy.deepcopy(configuration))
    return configuration


def construct(plain: Plain) -> object:
    """Build the configuration objects that plain data describes."""
    match plain:
        case Construct(name, positional, keywords):
            return configuration_class(name)(
                *(construct(value) for value in positional),
                **{key: construct(value) for key, value in keywords.items()},
            )
        case Load():
            return _load(plain)
        case list() | tuple() | set() | frozenset():
            return type(plain)(construct(item) for item in plain)
        case Mapping():
            return {key: construct(value) for key, value in plain.items()}
        case TorchType(name):
            return getattr(torch, name)
        case _:
            return plain


def _load(plain: Load) -> object:
    source = construct(plain.source)
    if plain.class_name is None:
        changes = {key: construct(value) for key, value in plain.keywords.items()}
        loaded = adapters.AdapterConfig.load(source, **changes)
    else:
        config_class: Any = configuration_class(plain.class_name)
        loaded = config_class.from_dict(source)
    if not plain.replaced:
        return loaded
    return loaded.replace(**{key: construct(value) for key, value in plain.replaced.items()})


def configuration_class(name: str) -> type:
    """Return a configuration class of the library, or one of compositions.

    Raises:
        ImportError: the installed release has no such class; the message is Python's own.
    """
    places = (adapters, configuration_classes, composition)
    found = next((held for place in places if (held := getattr(place, name, None)) is not None), None)
    if not isinstance(found, type):
        message = f"cannot import name '{name}' from 'adapters' (release {adapters.__version__})"
        raise ImportError(message)  # noqa: TRY004 - what `from adapters import …` raises
    return found
