"""A bottleneck configuration in a base model, as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from adapterlint.base_models import BottleneckLocation
from adapterlint.space.bottleneck import BnConfig
from adapterlint.space.bottleneck_parameters import (
    adapter_parameters,
    invertible_parameters,
    reduction_factor_of,
    shared_parameters,
    width_of,
)
from adapterlint.space.failures import activation_failure, division_failure, size_failure
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.phm import PhmFailure, sharing_failure
from adapterlint.subjects.configuration import Configuration

_PHM_OPTIONS: Final = {name for name in BnConfig.model_fields if "phm" in name and name != "phm_layer"} | {
    "hypercomplex_nonlinearity"
}
_SHARED_RULE: Final = ("learn_phm", "factorized_phm_rule", "phm_c_init", "phm_init_range")
_SHARED_WEIGHTS: Final = ("reduction_factor", "phm_rank", "factorized_phm_W", "hypercomplex_nonlinearity")
_SEQUENTIAL_OPTIONS: Final = frozenset(
    {"original_ln_before", "residual_before_ln", "adapter_residual_before_ln", "stochastic_depth"}
)


@dataclass(frozen=True)
class BottleneckConfig(Configuration):
    """A bottleneck configuration in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterConfig", "BnConfig")
    config: BnConfig

    @property
    def adds_modules(self) -> bool:
        """Whether any layer, or the embedding, gets a module."""
        return self.placed or self.invertible_added

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains."""
        taken, maybe_more = self.taken
        if maybe_more:
            raise NotShown
        sizes = ((place.hidden_size, width_of(self.config, place.layer, place.hidden_size)) for place in taken)
        total = sum(adapter_parameters(self.config, hidden_size, width) for hidden_size, width in sizes)
        if self.invertible_added:
            total += invertible_parameters(self.config, self.base_model.embedding_size)
        return total + self.shared_parameters

    @property
    def shared_parameters(self) -> int:
        """How many of them all layers share."""
        return shared_parameters(self.config, self.base_model.hidden_size)

    @property
    def has_phm_layers(self) -> bool:
        """Whether its projections are PHM layers."""
        return bool(self.config.phm_layer)

    @property
    def shares_phm(self) -> bool:
        """Whether PHM parameters are shared by all layers."""
        return bool(self.config.phm_layer) and bool(self.config.shared_phm_rule or self.config.shared_W_phm)

    @property
    def sharing_failure(self) -> PhmFailure:
        """How building the shared PHM parameters fails."""
        return sharing_failure(self.config, self.base_model.hidden_size)

    @property
    def unused_phm_options(self) -> str:
        """The options that only PHM layers read, in words; empty if there is none.

        They are changed, or there are several of them and the option that switches PHM layers on was forgotten.
        """
        given = [name for name in self.owner.given if name in _PHM_OPTIONS]
        is_forgotten = "phm_layer" not in self.owner.given and len(given) > 1
        return ", ".join(f"`{name}`" for name in given) if is_forgotten else self.changed_among(_PHM_OPTIONS)

    @property
    def ignored_by_parallel(self) -> str:
        """The changed options that a parallel adapter does not read, in words; empty if there is none."""
        return self.changed_among(_SEQUENTIAL_OPTIONS)

    def means_default(self, name: str) -> bool:
        """Tell whether the value of an option means the same as the default of the class."""
        if name != "reduction_factor":
            return super().means_default(name)
        taken, maybe_more = self.taken
        if maybe_more:
            raise NotShown
        usual = self.config.model_copy(update={name: self.default(name)})
        shares_weights = self.config.phm_layer and self.config.shared_W_phm
        return bool(taken) and all(
            reduction_factor_of(self.config, place.layer) == usual.reduction_factor
            or (
                not shares_weights
                and width_of(self.config, place.layer, place.hidden_size)
                == width_of(usual, place.layer, place.hidden_size)
            )
            for place in taken
        )

    @property
    def out_of_reach(self) -> str:
        """The changed options about the residual and norm of the base model, in words; empty if there is none."""
        return self.changed_among(("original_ln_before", "residual_before_ln"))

    @property
    def takes_cross_adapter(self) -> bool:
        """Whether the base model has a place for adapters behind cross-attention; not all with such attention do."""
        there = any(place.location == "cross_adapter" for place in self.context.places.known)
        if not there and not self.context.places.complete and self.base_model.encoder_decoder:
            raise NotShown
        return there

    @property
    def sees_residual(self) -> bool:
        """Whether any of its adapters may see the residual input of the block; in phi, those behind the FFN do not."""
        taken, maybe_more = self.taken
        if maybe_more:
            raise NotShown
        return any(not (isinstance(place.at, BottleneckLocation) and place.at.residual is False) for place in taken)

    @property
    def read_anyway(self) -> tuple[str, ...]:
        """The options that are read even if no layer gets a bottleneck: of an invertible adapter and what is shared."""
        read = [*super().read_anyway]
        if self.config.inv_adapter:
            read += ["inv_adapter", "inv_adapter_reduction_factor", "non_linearity"]
        if self.config.phm_layer:
            read += ["shared_phm_rule", "shared_W_phm"]
        if self.shares_phm:
            read += ["phm_layer", "phm_dim"]
            read += _SHARED_RULE if self.config.shared_phm_rule else ()
            read += _SHARED_WEIGHTS if self.config.shared_W_phm else ()
        return tuple(read)

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
        if self.config.non_linearity is None and not self.context.snapshot.meets("==0.2.2"):
            return ""
        return activation_failure(self.config.non_linearity, self.context.snapshot.activations)

    @property
    def invertible_half(self) -> object:
        """Half of the embedding size, rounded up: what one half of the invertible adapter reads."""
        size: object = self.base_model.embedding_size
        return size if isinstance(size, Hidden) else size - size // 2  # type: ignore[operator]
