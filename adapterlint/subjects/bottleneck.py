"""A bottleneck configuration in a base model, as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from adapterlint.space.bottleneck import BnConfig
from adapterlint.space.failures import (
    activation_failure,
    division_failure,
    failure_of,
    hash_failure,
    size_failure,
)
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.phm import PhmFailure, sharing_failure
from adapterlint.space.places import Place, taken_by
from adapterlint.space.resolution import Part
from adapterlint.subjects.subject import Subject

_PHM_OPTIONS: Final = {name for name in BnConfig.model_fields if "phm" in name and name != "phm_layer"} | {
    "hypercomplex_nonlinearity"
}
_SEQUENTIAL_OPTIONS: Final = frozenset(
    {"original_ln_before", "residual_before_ln", "adapter_residual_before_ln", "stochastic_depth"}
)


@dataclass(frozen=True)
class BottleneckConfig(Subject):
    """A bottleneck configuration in a base model."""

    kind = "BnConfig"
    owner: Part
    config: BnConfig

    @property
    def about(self) -> tuple[object, ...]:
        """Names are looked up in it and in what it is about."""
        return (self, self.config)

    @property
    def part(self) -> Part:
        """The part of the configuration that it belongs to."""
        return self.owner

    @cached_property
    def taken(self) -> tuple[tuple[Place, ...], bool]:
        """The places that it takes, and whether it may take others."""
        return taken_by(self.config, self.context.places)

    @property
    def placed(self) -> bool:
        """Whether it puts an adapter somewhere."""
        taken, maybe_more = self.taken
        if not taken and maybe_more:
            raise NotShown
        return bool(taken)

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The options that are given a value other than the default of the class."""
        fields = self.owner.definition.fields if self.owner.definition else {}
        return tuple(
            name
            for name in self.owner.given
            if name in fields
            and not isinstance(value := getattr(self.config, name), Hidden)
            and value != self.owner.defaults.get(name, fields[name].default)
        )

    @property
    def checks_leave_out(self) -> bool:
        """Whether `layer in leave_out` can be computed."""
        return isinstance(self.config.leave_out, Hidden) or not failure_of(lambda: 0 in self.config.leave_out)

    @property
    def unhashable(self) -> str:
        """The first option that cannot be written as JSON with sorted keys; empty if there is none."""
        return next((name for name, value in self._options.items() if hash_failure(value)), "")

    @property
    def hash_failure(self) -> str:
        """The exception that computing the hash of the configuration raises; empty if none."""
        return hash_failure(self._options[self.unhashable]) if self.unhashable else ""

    @property
    def _options(self) -> Mapping[str, object]:
        fields = self.owner.definition.fields if self.owner.definition else {}
        options = {name: getattr(self.config, name) for name in fields}
        return {name: value for name, value in options.items() if not isinstance(value, Hidden)}

    @property
    def shares_phm(self) -> bool:
        """Whether PHM parameters are shared by all layers."""
        return bool(self.config.phm_layer) and bool(self.config.shared_phm_rule or self.config.shared_W_phm)

    @property
    def sharing_failure(self) -> PhmFailure:
        """How building the shared PHM parameters fails."""
        return sharing_failure(self.config, self.base_model.hidden_size)

    @property
    def submodels_differ(self) -> bool:
        """Whether the base model consists of models of different hidden sizes."""
        return len(set(self.base_model.submodel_hidden_sizes)) > 1  # type: ignore[call-overload]

    @property
    def useless_leave_out(self) -> str:
        """The ids in `leave_out` that no layer of the base model has, in words; empty if there is none."""
        layers = {place.layer for place in self.context.places.known}
        if not self.context.places.complete:
            raise NotShown
        return ", ".join(repr(layer) for layer in self.config.leave_out if layer not in layers)

    @property
    def last_layer(self) -> int:
        """The highest layer id of the base model."""
        return max(place.layer for place in self.context.places.known)

    @property
    def unused_phm_option(self) -> str:
        """The first changed option that only PHM layers read; empty if there is none."""
        return next((name for name in self.changed if name in _PHM_OPTIONS), "")

    @property
    def ignored_by_parallel(self) -> str:
        """The first changed option that a parallel adapter does not read; empty if there is none."""
        return next((name for name in self.changed if name in _SEQUENTIAL_OPTIONS), "")

    @property
    def invertible_added(self) -> bool:
        """Whether an invertible adapter is put behind the embedding layer."""
        return bool(self.config.inv_adapter) and bool(self.base_model.invertible)

    @property
    def invertible_step(self) -> str:
        """When the library builds the invertible adapter: plugin models do it before sharing PHM parameters."""
        return "plugin-invertible" if self.base_model.plugin else "invertible"

    @property
    def invertible_failure(self) -> str:
        """The exception that building the invertible adapter raises; empty if none."""
        factor: object = self.config.inv_adapter_reduction_factor
        half = self.invertible_half
        if failure := division_failure(half, factor):
            return failure
        if not isinstance(half, Hidden) and (failure := size_failure(int(half // factor))):  # type: ignore[operator]
            return failure
        if self.config.non_linearity is None and self.context.snapshot.release != "0.2.2":
            return ""
        return activation_failure(self.config.non_linearity, self.context.snapshot.activations)

    @property
    def invertible_half(self) -> object:
        """Half of the embedding size, rounded up: what one half of the invertible adapter reads."""
        size: object = self.base_model.embedding_size
        return size if isinstance(size, Hidden) else size - size // 2  # type: ignore[operator]
