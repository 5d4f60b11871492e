"""Where in a base model adapters are put, in the order in which the library puts them there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from adapterlint.base_models import BaseModel, BottleneckLocation, Location, LoRALocation, ReftLocation
from adapterlint.base_models.model import Method
from adapterlint.space.configuration import AdapterConfig
from adapterlint.space.families import method_of
from adapterlint.space.hidden import HIDDEN, NotShown

LOCATIONS: Final[dict[str, tuple[str, ...]]] = {
    "bottleneck": ("mh_adapter", "output_adapter", "cross_adapter"),
    "lora": ("selfattn_lora", "intermediate_lora", "output_lora"),
    "prefix_tuning": (),
    "reft": ("output_reft",),
}
"""The options of each method that put adapters somewhere; where there are any, none is put anywhere without them."""


@dataclass(frozen=True, slots=True)
class Place:
    """One layer and location of a base model.

    Attributes:
        number: its turn in `add_adapter`.
        block: the turn of its layer in a forward pass.
        layer: the id that `leave_out` and reduction factor mappings name.
        at: the location.
        hidden_size: the width of the stream; `HIDDEN` if it is not known.
    """

    number: int
    block: int
    layer: int
    at: Location
    hidden_size: object = HIDDEN

    @property
    def method(self) -> Method:
        """The method whose adapters are put here."""
        return self.at.method

    @property
    def location(self) -> str:
        """The option that puts an adapter here; empty where every configuration of the method does."""
        return self.at.name or ""

    def takes(self, config: AdapterConfig) -> bool:
        """Tell whether a configuration claims this place (`ModelAdaptersConfig.match`).

        Raises:
            NotShown: that depends on something unknown.
            TypeError: `leave_out` is no container.
        """
        switched_on = self.switched_on(config)
        return self.layer not in getattr(config, "leave_out", ()) and switched_on

    def switched_on(self, config: AdapterConfig) -> bool:
        """Tell whether a configuration claims this place, or would if its layer were not left out.

        Raises:
            NotShown: that depends on something unknown.
        """
        return self.at.name is None or bool(getattr(config, self.at.name))


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a base model.

    Attributes:
        known: those that are certainly there.
        complete: whether there are no others.
    """

    known: tuple[Place, ...]
    complete: bool


_IN_EVERY_MODEL: Final[tuple[Location, ...]] = (
    LoRALocation("selfattn_lora", "q"),
    LoRALocation("selfattn_lora", "k"),
    LoRALocation("selfattn_lora", "v"),
    BottleneckLocation("mh_adapter"),
    LoRALocation("intermediate_lora", None),
    BottleneckLocation("output_adapter"),
    LoRALocation("output_lora", None),
    ReftLocation("output_reft"),
)
"""What the first layer of every model has; whether its attention is in one matrix (`qkv`) is not known."""


REFT_LAST: Final = "<1.2"
"""In these releases, ReFT comes to each layer after all other methods; since, it comes where the model has it."""


@lru_cache(maxsize=256)
def places_of(base_model: BaseModel | None, *, reft_last: bool) -> Places:
    """Return the places of a base model as releases order them; of an unknown one those that every model has."""
    if base_model is None:
        return Places(_numbered((0, 0, location, None) for location in _IN_EVERY_MODEL), complete=False)
    if base_model.blocks is None:
        visited = _visited(base_model.first_locations, reft_last=reft_last)
        first = ((0, 0, location, base_model.hidden_size) for location in visited)
        return Places(_numbered(first), complete=False)
    every = (
        (number, block.layer, location, block.hidden_size)
        for number, block in enumerate(base_model.blocks)
        for location in _visited(block.locations, reft_last=reft_last)
    )
    return Places(_numbered(every), complete=True)


def _visited(locations: Iterable[Location], *, reft_last: bool) -> Iterable[Location]:
    return sorted(locations, key=lambda location: isinstance(location, ReftLocation)) if reft_last else locations


def _numbered(every: Iterable[tuple[int, int, Location, int | None]]) -> tuple[Place, ...]:
    return tuple(
        Place(number, block, layer, location, HIDDEN if hidden_size is None else hidden_size)
        for number, (block, layer, location, hidden_size) in enumerate(every)
    )


def taken_by(config: AdapterConfig, places: Places) -> tuple[tuple[Place, ...], bool]:
    """Return the places that a configuration claims, and whether it may claim others."""
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
