"""ReFT in a base model: the configuration as a whole, the layers that it may select, and its interventions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from adapterlint.space.dtypes import lookup_failure, meant
from adapterlint.space.failures import activation_failure, dropout_failure, seed_failure, training_failure
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.interventions import (
    dtype_clashes,
    intervenes,
    parameters,
    positions_failure,
    projection_failure,
    selection_failure,
    selects,
)
from adapterlint.space.places import Place
from adapterlint.space.reft import ReftConfig
from adapterlint.subjects.configuration import AtPlace, Configuration
from adapterlint.subjects.halves import second_half
from adapterlint.subjects.module import Module


@dataclass(frozen=True)
class Reft(Configuration):
    """A ReFT configuration in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterConfig", "ReftConfig")
    config: ReftConfig

    @cached_property
    def selected(self) -> tuple[Place, ...]:
        """The ends of layers where it intervenes; unknown layers of the base model come on top.

        Raises:
            NotShown: the layers are not known.
            TypeError: layer ids cannot be looked up in `layers`.
        """
        return tuple(place for place in self.taken[0] if selects(self.config.layers, place.layer))

    @property
    def placed(self) -> bool:
        """Whether it intervenes somewhere."""
        if not self.selected and self.taken[1]:
            raise NotShown
        return bool(self.selected)

    @property
    def adds_modules(self) -> bool:
        """Whether there is anything to train."""
        return self.placed and parameters(1, self.config) != 0

    @property
    def builds_idle_modules(self) -> bool:
        """Whether modules are built and no forward pass uses any: there are no positions to intervene at."""
        return self.placed and not self.intervenes_first and not self.intervenes_last

    @property
    def intervenes_first(self) -> bool:
        """Whether it intervenes at first positions."""
        return intervenes(self.config.prefix_positions)

    @property
    def intervenes_last(self) -> bool:
        """Whether it intervenes at last positions."""
        return intervenes(self.config.suffix_positions)

    @property
    def useless_layers(self) -> str:
        """The ids in `layers` that no layer of the base model has, in words; empty if none, or for a text."""
        layers: object = self.config.layers
        if not self.context.places.complete:
            raise NotShown
        there = {place.layer for place in self.context.places.known}
        return "" if isinstance(layers, str) else ", ".join(repr(one) for one in layers if one not in there)  # type: ignore[attr-defined]

    @property
    def weights_dtype(self) -> str:
        """The type of its weights."""
        return meant(self.config.dtype)

    def means_default(self, name: str) -> bool:
        """Tell whether the value of an option means the same as the default of the class."""
        match name:
            case "layers":
                layers = {place.layer for place in self.taken[0]}
                return self.default(name) == "all" and not self.taken[1] and layers <= set(self.config.layers)
            case "prefix_positions" | "suffix_positions":
                return not intervenes(getattr(self.config, name)) and not intervenes(self.default(name))
            case "dtype" if self.config.dtype:
                return meant(self.config.dtype) == self.base_model.dtype == "float32"
            case "non_linearity":
                return self.default(name) is None and str(self.config.non_linearity).lower() == "linear"
        return super().means_default(name)

    @property
    def widths_differ(self) -> bool:
        """Whether it intervenes in streams of different widths, as in the two towers of CLIP."""
        widths = [place.hidden_size for place in self.selected]
        if any(isinstance(width, Hidden) for width in widths):
            raise NotShown
        return len(set(widths)) > 1

    @property
    def reads_other_lengths(self) -> bool:
        """Whether it intervenes in states whose lengths are read from another input: of a decoder, or of images."""
        two_inputs = self.base_model.encoder_decoder or self.base_model.model_type == "clip"
        second = second_half(self.context.places)
        return bool(two_inputs) and any(place.layer in second for place in self.selected)

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains."""
        if self.taken[1]:
            raise NotShown
        return sum(parameters(place.hidden_size, self.config) for place in self.selected)

    def interventions(self, places: tuple[Place, ...]) -> Iterator[Configuration]:
        """Yield the first layer that asks whether it is selected, and the interventions that differ."""
        for place in places[:1]:
            yield ReftLayer(self.context, self.owner, self.config, place)
        seen: set[object] = set()
        for place in places:
            try:
                built = selects(self.config.layers, place.layer)
            except (NotShown, TypeError):
                return
            if built and place.hidden_size not in seen:
                seen.add(place.hidden_size)
                yield Intervention(self.context, self.owner, self.config, place)


@dataclass(frozen=True)
class ReftLayer(Reft, AtPlace):
    """The end of a layer that the configuration may select."""

    kinds: ClassVar[tuple[str, ...]] = ("ReftLayer",)

    @property
    def layers_listed(self) -> list[int]:
        """The layers as the list that is meant, where only one is named."""
        layers: object = self.config.layers
        if type(layers) is not int:
            raise NotShown
        return [layers]

    @property
    def selection_failure(self) -> str:
        """The exception that looking up the layer raises; empty if none."""
        return selection_failure(self.config.layers)


@dataclass(frozen=True)
class Intervention(ReftLayer, Module):
    """The intervention behind one layer."""

    kinds: ClassVar[tuple[str, ...]] = ("Reft", "Module")
    training_step: ClassVar[str] = "reft-forward"

    @property
    def dtype_failure(self) -> str:
        """The exception that looking up the dtype raises; empty if none."""
        return lookup_failure(self.config.dtype)

    @property
    def projection_failure(self) -> str:
        """The exception that building the projections raises; empty if none."""
        return projection_failure(self.config.r, self.config.dtype)

    @property
    def activation_failure(self) -> str:
        """The exception that looking up the activation function raises; empty if none. None is no activation."""
        if self.config.non_linearity is None:
            return ""
        return activation_failure(self.config.non_linearity, self.context.snapshot.activations)

    @property
    def dropout_failure(self) -> str:
        """The exception that `torch.nn.Dropout` raises; empty if none."""
        return dropout_failure(self.config.dropout)

    @property
    def training_failure(self) -> str:
        """The exception that dropout raises in training; empty if none, or if no unit runs."""
        runs = self.intervenes_first or self.intervenes_last or not self.config.tied_weights
        return training_failure(self.config.dropout) if runs else ""

    @property
    def seed_failure(self) -> str:
        """The exception that setting the seed raises; empty if none."""
        return seed_failure(self.config.init_weights_seed)

    @property
    def seed_step(self) -> str:
        """When the seed is first set."""
        return "reft-seed"

    @property
    def wrong_positions(self) -> str:
        """The first option with positions that the library cannot count; empty if there is none."""
        options = ("prefix_positions", "suffix_positions")
        return next((name for name in options if positions_failure(getattr(self.config, name))), "")

    @property
    def dtype_clashes(self) -> bool:
        """Whether the weights have to be multiplied with states of another dtype."""
        is_cast = self.context.mixes_types or self.is_single_in_half
        return not is_cast and dtype_clashes(self.config, self.base_model.dtype)
