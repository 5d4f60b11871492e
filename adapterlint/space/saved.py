"""What a release makes of a configuration that another one saved, before it builds it.

Sources: `adapters/loading.py`, `load_weights_config` and `_fix_backward_compat`.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import Final

from packaging.version import InvalidVersion, Version

from adapterlint.facts import Argument
from adapterlint.space.parts import Part
from adapterlint.space.releases import RELEASES, Snapshot, snapshot
from adapterlint.values import Known, plain

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


def as_loaded(options: dict[str, Argument], saved_with: str, snapshot: Snapshot) -> dict[str, Argument]:
    """Return the options of a saved configuration as a release changes them before it builds the configuration."""
    if not saved_with and "non_linearity" in options:
        activation = options["non_linearity"]
        match activation.value:
            case Known(str() as name):
                renamed = Known(_RENAMED_ACTIVATIONS.get(name, name))
                options["non_linearity"] = dataclasses.replace(activation, value=renamed)
    is_lora = is_known_as("lora", options.get("architecture"))
    saved = saved_with_release(saved_with) if saved_with.startswith(_BRAND) else None
    is_mended = saved is not None and saved < _SCALING_MENDED and snapshot.meets(f">={_SCALING_MENDED}")
    if is_lora and is_mended and {"r", "alpha"} <= options.keys():
        options["alpha"] = dataclasses.replace(options["alpha"], value=options["r"].value)
    return options


def aged(part: Part, saved_with: str | None, snapshot: Snapshot) -> Part:
    """Return a part with what the release that saved it tells of its training."""
    saved = saved_with_release(saved_with or "")
    if saved is None or saved >= _SCALING_MENDED or not snapshot.meets(f">={_SCALING_MENDED}"):
        return part
    return dataclasses.replace(part, trained_unscaled=True)


def as_saved(part: Part, snapshot: Snapshot) -> Part:
    """Return a part as a file shows it that the library wrote."""
    return dataclasses.replace(part, given=_without_foreign(part), defaults=likely_defaults(part, snapshot))


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
        return not is_known_as(options[name].default, argument)
    return bool(difflib.get_close_matches(name.lower(), absent, n=1))


def likely_defaults(part: Part, snapshot: Snapshot) -> Mapping[str, object]:
    """Return the defaults of the class that was most likely saved, for the options that were; no file names the class.

    An option that the saving release did not have is not saved, and gets the default of the class that is loaded.
    """
    derived = [one for one in snapshot.configs.values() if one.derives_from(part.class_name)]
    if not derived:
        return {}
    defaults = [{name: one.default for name, one in each.fields.items() if not one.required} for each in derived]
    likely = max(
        defaults, key=lambda each: sum(is_known_as(value, part.given.get(name)) for name, value in each.items())
    )
    return {name: value for name, value in likely.items() if name in part.given}


def is_known_as(value: object, given: Argument | None) -> bool:
    """Tell whether an argument is known to be some value."""
    known = plain(given.value) if given else None
    return isinstance(known, Known) and known.value == value
