"""Prefix tuning in a base model: the configuration as a whole, and the modules that it builds."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

from adapterlint.base_models import PrefixLocation
from adapterlint.space.failures import (
    activation_failure,
    count_failure,
    dropout_failure,
    seed_failure,
    training_failure,
)
from adapterlint.space.hidden import NotShown
from adapterlint.space.places import Place
from adapterlint.space.prefix_tuning import PrefixTuningConfig
from adapterlint.space.prefixes import (
    beyond_positions_failure,
    heads_of_attention,
    heads_of_prefix,
    hides_text,
    leaves_relative_positions,
    length_failure,
    masks_prefixes_out,
    parameters,
    shares_position_bias,
)
from adapterlint.subjects.configuration import Configuration
from adapterlint.subjects.module import Module

_SWITCHES: Final = ("encoder_prefix", "cross_prefix")
_MLP_OPTIONS: Final = ("bottleneck_size", "non_linearity")


@dataclass(frozen=True)
class PrefixTuning(Configuration):
    """A prefix tuning configuration in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterConfig", "PrefixTuningConfig")
    config: PrefixTuningConfig

    @property
    def adds_modules(self) -> bool:
        """Whether there is anything to train; where no prefix is placed the library raises instead (ADL236)."""
        if not self.placed:
            if self.base_model.plugin and not self.is_of_own_method:
                return False
            raise NotShown
        return not self.config.flat or self.config.prefix_length != 0 or bool(self.config.use_gating)

    @property
    def adds_positions(self) -> bool:
        """Whether there are keys for a prefix."""
        return self.placed and self.config.prefix_length != 0

    @property
    def builds_idle_modules(self) -> bool:
        """Whether no attention reads its prefixes: that of relative positions does not, cross-attention has none."""
        model = self.context.model
        if model is None or not (model.relative_positions and model.sdpa):
            return False
        taken, _ = self.taken
        crossed = any(place.location == "cross_prefix" for place in taken)
        return bool(taken) and not crossed and leaves_relative_positions(model.model_type, self.context.snapshot)

    @property
    def beyond_positions_failure(self) -> str:
        """The exception that relative positions raise which do not reach over the prefix; empty if none."""
        model, taken = self.context.model, self.taken[0]
        if model is None or leaves_relative_positions(model.model_type, self.context.snapshot):
            return ""
        if all(place.location == "cross_prefix" for place in taken):
            return ""
        return beyond_positions_failure(model, self.config.prefix_length, more_keys=True)

    @property
    def unused_switches(self) -> str:
        """The changed options about attention layers that the base model does not have, in words."""
        there = {place.location for place in self.context.places.known if place.method == "prefix_tuning"}
        unused = self.changed_among([name for name in _SWITCHES if name not in there])
        if unused and not self.context.places.complete:
            raise NotShown
        return unused

    @property
    def ignored_by_flat(self) -> str:
        """The changed options that flat prefixes do not read, in words; empty if there is none."""
        return self.changed_among(_MLP_OPTIONS)

    @property
    def heads_differ(self) -> bool:
        """Whether the heads of a prefix are not those of the keys and values that it is put in front of."""
        return any(self._differs(place) for place in self._places())

    @property
    def uneven(self) -> bool:
        """Whether only some layers of a stack get prefixes, where all of them share a bias of one length."""
        return self.config.prefix_length != 0 and self._first_uneven is not None

    @property
    def block(self) -> int:
        """The turn of the first layer in which its prefixes fail, if they do."""
        with contextlib.suppress(NotShown):
            if self.uneven and self._first_uneven is not None:
                return self._first_uneven.block
        return next((place.block for place in self.taken[0]), 0)

    @cached_property
    def _first_uneven(self) -> Place | None:
        """The first layer with a prefix after one without, or the other way round, where a bias is shared."""
        if not shares_position_bias(self._model_type, self.context.snapshot):
            return None
        taken, maybe_more = self.taken
        if maybe_more:
            raise NotShown
        first: dict[str, bool] = {}
        for place in self.context.places.known:
            if isinstance(place.at, PrefixLocation) and first.setdefault(place.at.key, place in taken) != (
                place in taken
            ):
                return place
        return None

    @property
    def _sees_sdpa(self) -> bool:
        return self.placed and bool(self.base_model.sdpa)

    @property
    def masked_out(self) -> bool:
        """Whether its prefixes are masked out in padded batches, with the attention that transformers chooses."""
        return self._sees_sdpa and masks_prefixes_out(self._model_type, self.context.snapshot)

    @property
    def hides_text(self) -> bool:
        """Whether tokens see its prefixes instead of the text before them, with the same attention and no mask."""
        return self._sees_sdpa and hides_text(self._model_type, self.context.snapshot)

    @property
    def where_hidden(self) -> str:
        """Where there is no mask, in words: a decoder gets none from its encoder."""
        return "in the decoder" if self.base_model.encoder_decoder else "in batches without padding"

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains."""
        taken, maybe_more = self.taken
        if maybe_more:
            raise NotShown
        locations = (place.at for place in taken if isinstance(place.at, PrefixLocation))
        return parameters(self.config, locations, self.context.snapshot)

    def modules(self) -> Iterator[PrefixModule]:
        """Yield what is judged as built, unless it is certain that no prefix is placed."""
        taken, maybe_more = self.taken
        if taken or maybe_more:
            yield PrefixModule(self.context, self.owner, self.config)

    @property
    def _model_type(self) -> str:
        if self.context.model is None:
            raise NotShown
        return self.context.model.model_type

    def _differs(self, place: Place) -> bool:
        offered = self.context.snapshot
        layer = (one.at for one in self.context.places.known if one.layer == place.layer)
        if not isinstance(place.at, PrefixLocation):
            return False
        return heads_of_prefix(place.at, offered) != heads_of_attention(place.at, layer, offered)

    def _places(self) -> tuple[Place, ...]:
        taken, maybe_more = self.taken
        if not taken and maybe_more:
            raise NotShown
        return taken


@dataclass(frozen=True)
class PrefixModule(PrefixTuning, Module):
    """The modules that hold the prefixes, built once after all layers; they differ in nothing that can fail."""

    kinds: ClassVar[tuple[str, ...]] = ("Prefix", "Module")
    dropout_step: ClassVar[str] = "prefix-dropout"
    activation_step: ClassVar[str] = "prefix-activation"
    training_step: ClassVar[str] = "prefix-forward"

    @property
    def length_failure(self) -> str:
        """The exception that reserving the prefixes raises; empty if none."""
        return length_failure(self.config)

    @property
    def bottleneck_failure(self) -> str:
        """The exception that building the bottleneck MLP raises; empty if none, or if there is no MLP."""
        return "" if self.config.flat else count_failure(self.config.bottleneck_size)

    @property
    def activation_failure(self) -> str:
        """The exception that looking up the activation function raises; empty if none, or if there is no MLP."""
        if self.config.flat:
            return ""
        return activation_failure(self.config.non_linearity, self.context.snapshot.activations)

    @property
    def dropout_failure(self) -> str:
        """The exception that `torch.nn.Dropout` raises; empty if none."""
        return dropout_failure(self.config.dropout)

    @property
    def training_failure(self) -> str:
        """The exception that dropout raises in training; empty if none."""
        return training_failure(self.config.dropout)

    @property
    def seed_failure(self) -> str:
        """The exception that setting the seed raises; empty if none."""
        return seed_failure(self.config.init_weights_seed)

    @property
    def seed_step(self) -> str:
        """When the seed is first set."""
        return "prefix-seed"
