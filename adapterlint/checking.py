"""`check_config`: judge a configuration that is given as data, without a script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adapterlint.base_models import BaseModel, from_checkpoint, from_model_type, from_saved
from adapterlint.errors import InputError
from adapterlint.facts import Argument, Call, Site, Text
from adapterlint.findings import Finding
from adapterlint.judging import Circumstances, judge
from adapterlint.releases import admitted
from adapterlint.rules import load
from adapterlint.space.releases import RELEASES, snapshot
from adapterlint.space.unions import UNIONS
from adapterlint.values import Known


def check_config(
    config: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    base_model: Mapping[str, Any] | str | None = None,
    adapters: str | None = None,
    installed: Mapping[str, bool] | None = None,
) -> list[Finding]:
    """Judge one configuration of the adapters library.

    Args:
        config: the name of a configuration class (`"BnConfig"`), or a configuration string (`"seq_bn[leave_out=[0]]"`).
        arguments: the keyword arguments of the class. A nested configuration is a pair `(name, arguments)`, as in
            `{"configs": [("SeqBnConfig", {}), ("LoRAConfig", {"r": 4})]}` for `ConfigUnion`.
        base_model: what the adapter is put into: a transformers config.json as a dictionary, the name of a
            checkpoint, or a model type. None if it is not known.
        adapters: the releases of adapters to judge for, a PEP 440 specifier such as `">=1.0,<1.2"`. None if it is
            not known; then every supported release is admitted.
        installed: what is known of the environment, `{"torchvision": False}`; what is not named is unknown.

    Returns:
        What is wrong, the first failure first. A `claim` names the exception that the library raises.

    Raises:
        ValueError: `adapters` is no specifier, or admits no supported release; or `arguments` come with a string.

    Example:
        >>> [finding.code for finding in check_config("ParBnConfig", {"ln_before": True}, adapters="==1.0.1")]
        ['ADL201']
    """
    circumstances = Circumstances(
        releases=admitted(adapters),
        declared=adapters is not None,
        base_model=find_base_model(base_model),
        installed=dict(installed or {}),
    )
    return judge(Site(Known(written(config, arguments))), circumstances, load())


def find_base_model(base_model: Mapping[str, Any] | str | None) -> BaseModel | None:
    """Return what is known of a base model: of a config.json or its path, a checkpoint or a model type.

    Raises:
        InputError: there is a file of that name, and it is no config.json.
    """
    if base_model is None:
        return None
    if isinstance(base_model, str):
        return from_checkpoint(base_model) or from_model_type(base_model) or _from_file(Path(base_model))
    return from_saved(base_model)


def _from_file(path: Path) -> BaseModel | None:
    file = path / "config.json" if path.is_dir() else path
    if not file.is_file():
        return None
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: cannot be read as a config.json: {error}") from error
    if not isinstance(config, dict):
        raise InputError(f"{file}: is no config.json: there is no object in it")
    return from_saved(config)


def written(config: str, arguments: Mapping[str, Any] | None) -> Call | Text:
    """Return a configuration that is given as data as if it were written in a script."""
    if arguments is None and not _is_class(config):
        return Text(config)
    if not _is_class(config) and not config.isidentifier():
        raise ValueError(f"arguments go with the name of a class, not with the configuration string {config!r}")
    return _call(config, arguments or {})


def _is_class(name: str) -> bool:
    return any(name in snapshot(release).configs for release in RELEASES)


def _call(class_name: str, arguments: Mapping[str, Any]) -> Call:
    rest = dict(arguments)
    parts = rest.pop("configs", ()) if class_name == "ConfigUnion" else ()
    return Call(
        class_name,
        positional=tuple(_argument(part, nested=True) for part in parts),
        keywords={name: _argument(value, nested=class_name in UNIONS) for name, value in rest.items()},
    )


def _argument(value: object, *, nested: bool) -> Argument:
    if nested and isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:  # noqa: PLR2004 - a pair
        name, arguments = value
        return Argument(Known(_call(name, arguments or {})))
    return Argument(Known(value))
