"""One bottleneck adapter at one place of the base model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from adapterlint.base_models import BottleneckLocation
from adapterlint.space.bottleneck_parameters import adapter_parameters, reduction_factor_of, width_of
from adapterlint.space.failures import (
    activation_failure,
    depth_failure,
    division_failure,
    dropout_failure,
    seed_failure,
    size_failure,
    training_failure,
)
from adapterlint.space.hidden import HIDDEN, Hidden, NotShown, shown
from adapterlint.space.phm import PhmFailure, layer_failure
from adapterlint.space.places import Place
from adapterlint.space.skip_connection import SkipConnection, trace
from adapterlint.subjects.bottleneck import BottleneckConfig
from adapterlint.subjects.configuration import AtPlace
from adapterlint.subjects.module import Module

_NARROW: Final = 0.001
"""A shared PHM rule drawn from no wider a range leaves nothing of an adapter's output; the default is 0.0001."""


@dataclass(frozen=True)
class PlacedBottleneck(BottleneckConfig, AtPlace, Module):
    """One bottleneck adapter, at one place of the base model."""

    kinds: ClassVar[tuple[str, ...]] = ("Bottleneck", "Module")
    training_step: ClassVar[str] = "dropout-forward"
    at: BottleneckLocation

    @property
    def norm(self) -> object:
        """Whether the base model passes its LayerNorm to the adapter here."""
        return shown(self.at.norm)

    @property
    def residual(self) -> object:
        """Whether the adapter sees the residual input here."""
        return shown(self.at.residual)

    @property
    def mapping_covers_layer(self) -> bool:
        """Whether a reduction factor mapping has an entry for this layer, or a default; keys must be strings."""
        factor = self.config.reduction_factor
        return not isinstance(factor, Mapping) or str(self.place.layer) in factor or "default" in factor

    @property
    def reduction_factor(self) -> object:
        """The reduction factor of this layer."""
        return reduction_factor_of(self.config, self.place.layer)

    @property
    def width(self) -> int:
        """The width of the bottleneck: hidden size // reduction factor, at least 1."""
        return width_of(self.config, self.place.layer, self.hidden_size)

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it has, without those that all layers share."""
        return adapter_parameters(self.config, self.hidden_size, self.width)

    @property
    def division_failure(self) -> str:
        """The exception that `int(hidden_size // reduction_factor)` or a matrix of that width raises; empty if none."""
        failure = division_failure(self.hidden_size, self.reduction_factor)
        if failure or self.config.phm_layer or isinstance(self.hidden_size, Hidden):
            return failure
        return size_failure(self.width)

    @property
    def phm_failure(self) -> PhmFailure:
        """How building the PHM layers fails."""
        try:
            width: object = self.width
        except NotShown:
            width = HIDDEN
        return layer_failure(self.config, self.hidden_size, width)

    @property
    def activation_failure(self) -> str:
        """The exception that looking up the activation function raises; empty if none."""
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
        """When the seed is first set: PHM layers set it themselves, before anything else is checked."""
        return "phm-seed" if self.config.phm_layer else "seed"

    @property
    def depth_failure(self) -> str:
        """The exception that comparing `stochastic_depth` raises; empty if none."""
        return depth_failure(self.config.stochastic_depth)

    @property
    def scaling_as_float(self) -> float:
        """The scaling as the float that is meant."""
        if type(self.config.scaling) is not int:
            raise NotShown
        return float(self.config.scaling)

    @property
    def channel_scaling(self) -> bool:
        """Whether the release has `scaling='channel'`: it came with AdapterPlus."""
        return "AdapterPlusConfig" in self.context.snapshot.configs

    @property
    def houlsby_init(self) -> bool:
        """Whether the release has `init_weights='houlsby'`: it came with AdapterPlus."""
        return "AdapterPlusConfig" in self.context.snapshot.configs

    @property
    def mam_init_fails_first(self) -> bool:
        """Whether the `mam_adapter` initialisation stumbles over `ln_before`, as before AdapterPlus (ADL201)."""
        return not self.houlsby_init and self.config.init_weights == "mam_adapter" and bool(self.config.ln_before)

    @property
    def starts_at_zero(self) -> bool:
        """Whether its output is zero before the first step, to three digits at least."""
        config = self.config
        if not config.phm_layer:
            return config.init_weights == "mam_adapter"
        is_narrow = config.phm_c_init == "normal" and bool(config.phm_init_range <= _NARROW)
        return bool(config.shared_phm_rule) and is_narrow

    @property
    def hook_rejects(self) -> bool:
        """Whether the plugin interface refuses the configuration (`LAYER_HOOK_UNSUPPORTED`)."""
        after: object = self.config.original_ln_after
        refused = after == False and after is not None  # noqa: E712 - the library compares, so that 0 is refused too
        return refused and (False if isinstance(self.base_model.plugin, Hidden) else bool(self.base_model.plugin))

    @property
    def residual_crashes(self) -> bool:
        """Whether the library never sets the adapter's residual (ADL205)."""
        before_ln = self.config.residual_before_ln
        if self.config.is_parallel or before_ln is True or not before_ln:
            return False
        return not (before_ln == "post_add" and bool(self.config.original_ln_before) and bool(self.norm))

    @property
    def skip_connection(self) -> SkipConnection:
        """What becomes of the block's skip connection."""
        norms = (True, False) if isinstance(self.norm, Hidden) else (bool(self.norm),)
        candidates = [self._traced(norm=norm) for norm in norms]
        if len({one.state for one in candidates}) > 1:
            raise NotShown
        return candidates[-1]

    def _traced(self, *, norm: bool) -> SkipConnection:
        before_ln = self.config.residual_before_ln
        plugin = False if isinstance(self.base_model.plugin, Hidden) else bool(self.base_model.plugin)
        residual_input = True if isinstance(self.residual, Hidden) else bool(self.residual)
        return trace(
            parallel=bool(self.config.is_parallel),
            ln_before=bool(self.config.original_ln_before),
            ln_after=bool(self.config.original_ln_after),
            residual="sub-layer" if before_ln is True else "post_add" if before_ln else "input",
            norm=norm,
            plugin=plugin,
            residual_input=residual_input,
        )


def adapters_at(places: tuple[Place, ...], configuration: BottleneckConfig) -> Iterator[PlacedBottleneck]:
    """Yield the adapters at some places, leaving out those that are built like one before."""
    seen: set[object] = set()
    factor: object = configuration.config.reduction_factor
    for place in places:
        if not isinstance(place.at, BottleneckLocation):
            continue
        if isinstance(configuration.config.reduction_factor, Mapping):
            mapping = configuration.config.reduction_factor
            factor = mapping.get(str(place.layer), mapping.get("default", ("missing", place.layer)))
        key = (place.at, place.hidden_size, repr(factor))
        if key not in seen:
            seen.add(key)
            yield PlacedBottleneck(configuration.context, configuration.owner, configuration.config, place, place.at)
