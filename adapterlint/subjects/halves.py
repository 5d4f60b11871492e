"""Base models of two halves, an encoder and a decoder or the two towers of CLIP, and how layer ids count in them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from adapterlint.base_models import PrefixLocation
from adapterlint.space.configuration import AdapterConfig
from adapterlint.space.families import method_of
from adapterlint.space.hidden import NotShown
from adapterlint.space.places import Places

_KEYS: Final = frozenset({"self_prefix", "decoder.self_prefix", "vision.clip_vision_model_self_prefix"})
"""The prefixes of second halves."""
_NAMES: Final = {"clip": ("text tower", "vision tower")}


def second_half(places: Places) -> frozenset[int]:
    """Return the layers of the second half, of a base model that has two."""
    prefixes = ((place.layer, place.at) for place in places.known if isinstance(place.at, PrefixLocation))
    return frozenset(layer for layer, at in prefixes if at.key in _KEYS)


def one_sided(config: AdapterConfig, model_type: str, places: Places) -> str:
    """Say which half `leave_out` is about, where it may be meant for the other too; empty where it is not in doubt.

    Raises:
        NotShown: that is not known.
        TypeError: `leave_out` is no list.
    """
    leave_out: Collection[object] = getattr(config, "leave_out", ())
    if not leave_out:
        return ""
    if not places.complete:
        raise NotShown
    method = method_of(config)
    layers = {place.layer for place in places.known if place.method == method and place.switched_on(config)}
    second = second_half(places)
    first = layers - second or layers
    first_name, second_name = _NAMES.get(model_type, ("encoder", "decoder"))
    if first == layers:
        both = sorted(one for one in layers & second if one in leave_out)
        said = f"counts the layers of {first_name} and {second_name} from 0, so that each loses {_listed(both)}"
        return said if both and both != sorted(layers) else ""
    left_out, second = {one for one in layers if one in leave_out}, second & layers
    if not left_out or not second or left_out & second or left_out == first:
        return ""
    return f"names layers of the {first_name} only: those of the {second_name} have ids from {min(second)} on"


def _listed(layers: list[int]) -> str:
    return ("layer " if len(layers) == 1 else "layers ") + ", ".join(map(str, layers))
