"""Where in a base model adapters are put, in the order in which the library puts them there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapterlint.base_models import BaseModel
from adapterlint.space.configuration import AdapterConfig
from adapterlint.space.families import Method, method_of
from adapterlint.space.hidden import HIDDEN, NotShown

LOCATIONS: Final[dict[Method, tuple[str, ...]]] = {"bottleneck": ("mh_adapter", "output_adapter", "cross_adapter")}
"""The options of each method that put adapters somewhere; no adapter is put anywhere without one of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """One layer and location of a base model. What is not known of it is `HIDDEN`.

    Attributes:
        number: its turn in `add_adapter`.
        layer: the id that `leave_out` and reduction factor mappings name.
        location: the option that puts an adapter here: `mh_adapter`, `output_adapter`, `cross_adapter`.
        method: the method whose adapters are put here.
        norm: whether the base model passes its LayerNorm to the adapter here.
        residual: whether the adapter sees the residual input here.
        hidden_size: the width of the stream.
    """

    number: int
    layer: int
    location: str
    method: Method = "bottleneck"
    norm: object = HIDDEN
    residual: object = HIDDEN
    hidden_size: object = HIDDEN

    def takes(self, config: AdapterConfig) -> bool:
        """Tell whether a configuration puts an adapter here.

        Raises:
            NotShown: that depends on something unknown.
            TypeError: `leave_out` is no container.
        """
        return self.layer not in getattr(config, "leave_out", ()) and bool(getattr(config, self.location))


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a base model.

    Attributes:
        known: those that are certainly there.
        complete: whether there are no others.
    """

    known: tuple[Place, ...]
    complete: bool


_IN_EVERY_MODEL = tuple(Place(number, 0, location) for number, location in enumerate(("mh_adapter", "output_adapter")))


def places_of(base_model: BaseModel | None) -> Places:
    """Return the places of a base model; of an unknown one those that every model has."""
    if base_model is None:
        return Places(_IN_EVERY_MODEL, complete=False)
    if base_model.blocks is None:
        first = (
            Place(
                number,
                0,
                location.name,
                "bottleneck",
                location.norm,
                location.residual,
                _or_hidden(base_model.hidden_size),
            )
            for number, location in enumerate(base_model.locations)
            if location.name != "cross_adapter"
        )
        return Places(tuple(first), complete=False)
    every = ((block.layer, location, block.hidden_size) for block in base_model.blocks for location in block.locations)
    return Places(
        tuple(
            Place(number, layer, location.name, "bottleneck", location.norm, location.residual, _or_hidden(hidden_size))
            for number, (layer, location, hidden_size) in enumerate(every)
        ),
        complete=True,
    )


def taken_by(config: AdapterConfig, places: Places) -> tuple[tuple[Place, ...], bool]:
    """Return the places that a configuration takes, and whether it may take others."""
    taken: list[Place] = []
    sure = True
    method = method_of(config)
    for place in places.known:
        if place.method != method:
            continue
        try:
            if place.takes(config):
                taken.append(place)
        except (NotShown, TypeError):
            sure = False
    return tuple(taken), not sure or not (places.complete or _switched_off(config))


def _switched_off(config: AdapterConfig) -> bool:
    """Tell whether a configuration is put nowhere, whatever the base model."""
    flags = LOCATIONS.get(method_of(config), ())
    try:
        return bool(flags) and not any(bool(getattr(config, flag)) for flag in flags)
    except NotShown:
        return False


def _or_hidden(size: int | None) -> object:
    return HIDDEN if size is None else size
