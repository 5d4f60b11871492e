"""`check_config`: judge a configuration that is given as data, without a script."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from adapterlint.base_models import BaseModel, from_checkpoint, from_model_type, from_saved
from adapterlint.errors import InputError
from adapterlint.facts import Argument, Call, Site, Text
from adapterlint.findings import Finding
from adapterlint.judging import Circumstances, judge
from adapterlint.releases import admitted
from adapterlint.rules import load
from adapterlint.space.class_names import RENAMED, meant_by
from adapterlint.space.dtypes import torch_type
from adapterlint.space.fused import names_fusion
from adapterlint.space.releases import RELEASES, snapshot
from adapterlint.space.unions import UNIONS
from adapterlint.values import Known, Unknown, Value

DEEPEST = 20
LARGEST = 2_000
LONGEST_INTEGER = 1_024
"""What a literal can be: its levels, its items, the bits of its integers. A value beyond that is not known."""

_SCALARS = (type(None), bool, int, float, complex, str, bytes, type(...))
_CONTAINERS = (list, tuple, set, frozenset, dict)
_SHOWN_AT_MOST = 80


def check_config(
    config: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    base_model: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    adapters: str | None = None,
    installed: Mapping[str, bool] | None = None,
) -> list[Finding]:
    """Judge one configuration of the adapters library.

    Args:
        config: the name of a configuration class (`"BnConfig"`), or a configuration string (`"seq_bn[leave_out=[0]]"`),
            which `add_adapter` is given, or `add_adapter_fusion` if it names a fusion (`"static"`).
        arguments: the keyword arguments of the class, plain Python literals or data types of torch; any other value
            (an array, say) is taken for unknown. A nested configuration is a pair `(name, arguments)`, as in
            `{"configs": [("SeqBnConfig", {}), ("LoRAConfig", {"r": 4})]}` for `ConfigUnion`.
        base_model: what the adapter is put into: a transformers config.json as a dictionary or its path, the name of
            a checkpoint, or a model type. None if it is not known; so is a dictionary of an unsupported model type.
        adapters: the releases of adapters to judge for, a PEP 440 specifier such as `">=1.0,<1.2"`. None if it is
            not known; then every supported release is admitted.
        installed: what is known of the environment, `{"torchvision": False}`; what is not named is unknown.

    Returns:
        What is wrong, the first failure first. A `claim` names the exception that the library raises.

    Raises:
        ValueError: `adapters` is no specifier, or admits no supported release; there is no such class, base model
            or optional package; or `arguments` come with a string.
        TypeError: an argument is of a type that it cannot have.

    Example:
        >>> [finding.code for finding in check_config("ParBnConfig", {"ln_before": True}, adapters="==1.0.1")]
        ['ADL201']
    """
    _expect("adapters", adapters, str, "a version specifier")
    _expect("installed", installed, Mapping, "a mapping of packages to whether they are there")
    circumstances = Circumstances(
        releases=admitted(adapters),
        declared=adapters is not None,
        base_model=find_base_model(base_model),
        installed=dict(installed or {}),
    )
    return judge(Site(Known(written(config, arguments))), circumstances, load())


def find_base_model(base_model: Mapping[str, Any] | str | os.PathLike[str] | None) -> BaseModel | None:
    """Return what is known of a base model: of a config.json or its path, a checkpoint or a model type.

    Returns:
        None if it is not given, and for the dictionary of a model that adapters does not support.

    Raises:
        InputError: there is no base model of that name, or the file of that name tells of none.
        TypeError: it is neither.
    """
    _expect("base_model", base_model, (str, os.PathLike, Mapping), "a name, a path or a config.json as a dictionary")
    if base_model is None:
        return None
    if isinstance(base_model, Mapping):
        return from_saved(base_model)
    name = os.fspath(base_model)
    model = from_checkpoint(name) or from_model_type(name) or _from_file(name)
    if model is None:
        raise InputError(
            f"the base model `{_shortened(name)}` is not known: it is neither a model type that adapters supports nor "
            "one of the common checkpoints; give the path of its config.json"
        )
    return model


def _from_file(name: str) -> BaseModel | None:
    # The functions of os.path, other than those of pathlib, are false for whatever cannot be a path.
    path = os.path.join(name, "config.json") if os.path.isdir(name) else name  # noqa: PTH112, PTH118
    if not os.path.isfile(path):  # noqa: PTH113
        return None
    try:
        config = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: cannot be read as a config.json: {error}") from error
    if not isinstance(config, dict):
        raise InputError(f"{path}: is no config.json: there is no object in it")
    model_type = config.get("model_type")
    if not isinstance(model_type, str):
        raise InputError(f"{path}: is no config.json of a model: there is no `model_type` in it")
    model = from_saved(config)
    if model is None:
        raise InputError(f"{path}: nothing is known of the model type `{_shortened(model_type)}`")
    return model


def written(config: str, arguments: Mapping[str, Any] | None) -> Call | Text:
    """Return a configuration that is given as data as if it were written in a script.

    Raises:
        ValueError: arguments come with something else than the name of a class.
        TypeError: the configuration is no string, or the arguments are no mapping.
    """
    if not isinstance(config, str):
        kind = f"the class {config.__name__}" if isinstance(config, type) else f"an object of {type(config).__name__}"
        raise TypeError(f"config has to be the name of a class or a configuration string, not {kind}")
    if arguments is None and not _is_class(config):
        return Text(config, is_fusion=names_fusion(config))
    return _call(config, arguments)


def _is_class(name: str) -> bool:
    return name in RENAMED or any(name in snapshot(release).configs for release in RELEASES)


def _call(class_name: object, arguments: object, depth: int = 0) -> Call:
    if depth > DEEPEST:
        raise ValueError("configurations are nested too deeply")
    if not isinstance(class_name, str):
        raise TypeError(f"a nested configuration is a pair (name, arguments); {_described(class_name)} is no name")
    if not _is_class(class_name):
        raise ValueError(_no_class(class_name))
    rest = dict(_keywords(arguments))
    parts = rest.pop("configs", ()) if class_name == "ConfigUnion" else ()
    if not isinstance(parts, Iterable) or isinstance(parts, (str, bytes, Mapping)):
        raise TypeError(f"configs has to be a list of pairs (name, arguments), not {_described(parts)}")
    nested = class_name in UNIONS
    return Call(
        class_name,
        positional=tuple(_argument(part, depth, nested=True) for part in itertools.islice(parts, LARGEST)),
        keywords={name: _argument(value, depth, nested=nested) for name, value in rest.items()},
    )


def _keywords(arguments: object) -> Mapping[str, object]:
    if arguments is None:
        return {}
    if not isinstance(arguments, Mapping):
        raise TypeError(f"arguments have to be a mapping of names to values, not {_described(arguments)}")
    for name in arguments:
        if not isinstance(name, str):
            raise TypeError(f"arguments have to be a mapping of names to values; {_described(name)} is no name")
    return arguments


def _argument(value: object, depth: int, *, nested: bool) -> Argument:
    if nested and isinstance(value, (tuple, list)) and len(value) == 2:  # noqa: PLR2004 - a pair
        name, arguments = value
        return Argument(Known(_call(name, arguments, depth + 1)))
    return Argument(_as_type(value) or _as_literal(value))


def _as_type(value: object) -> Known | None:
    """Return a data type of torch, which nobody has who has not imported torch, as known; None for anything else."""
    torch = sys.modules.get("torch")
    found = torch_type(str(value)) if torch is not None and isinstance(value, torch.dtype) else None
    return Known(found) if found else None


def _as_literal(value: object) -> Value:
    """Return a literal as known, and anything else as unknown: who can tell how that compares, or what it prints."""
    left = itertools.count(LARGEST, -1)

    def is_literal(part: object, depth: int = 0) -> bool:
        if depth > DEEPEST or next(left) < 0:
            return False
        if type(part) in _CONTAINERS and isinstance(part, Collection):
            items = itertools.chain(part, part.values()) if isinstance(part, dict) else part
            return all(is_literal(item, depth + 1) for item in items)
        if isinstance(part, range):
            return not part[LARGEST:]
        too_long = type(part) is int and part.bit_length() > LONGEST_INTEGER
        return type(part) in _SCALARS and not too_long

    return Known(value) if is_literal(value) else Unknown(f"{_described(value)} is no literal")


def check_name(config: str) -> None:
    """Make sure that something of a configuration string, or the name of a class, is the library's in some release.

    Raises:
        InputError: no release has any of its names.
    """
    offered = [snapshot(release) for release in RELEASES]
    known = {name for one in offered for name in (*one.identifiers, *one.fusion_identifiers)}
    named = [chunk.partition("[")[0].strip() for chunk in config.split("|")]
    if _is_class(config) or known.intersection(named):
        return
    similar = meant_by(config[:_SHOWN_AT_MOST], {*known, *_classes()})
    listed = f"names are {', '.join(sorted(offered[-1].identifiers))}; `adapterlint schema` lists the classes"
    hint = f"did you mean `{similar}`?" if similar else listed
    raise InputError(f"adapters has no configuration named `{_shortened(config)}`; {hint}")


def _classes() -> set[str]:
    return {name for release in RELEASES for name in snapshot(release).configs}


def _no_class(name: str) -> str:
    """Say that arguments come with something else than the name of a class."""
    named = [one for release in RELEASES for known, one in snapshot(release).identifiers.items() if known == name]
    if named or not name.isidentifier():
        meant = f"; that of `{name}` is `{named[-1].class_name}`" if named else ""
        return f"arguments go with the name of a class, not with the configuration string `{_shortened(name)}`{meant}"
    similar = meant_by(name, _classes())
    hint = f"; did you mean `{similar}`?" if similar else ""
    return f"there is no configuration class `{_shortened(name)}`{hint}"


def _expect(name: str, value: object, types: type | tuple[type, ...], meant: str) -> None:
    """Refuse a value of another type; None is of any."""
    if value is not None and not isinstance(value, types):
        raise TypeError(f"{name} has to be {meant}, not {_described(value)}")


def _described(value: object) -> str:
    """Name a value for a message, without asking it how it wants to be printed."""
    if type(value) in (bool, int, float, str) and not (isinstance(value, int) and value.bit_length() > LONGEST_INTEGER):
        return _shortened(repr(value))
    return f"a value of type {type(value).__name__}"


def _shortened(text: str) -> str:
    """Return text that can be printed whatever it is, and where."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[:_SHOWN_AT_MOST])
    return shown if len(text) <= _SHOWN_AT_MOST else f"{shown}…"
