"""LoRA and its kin in a base model: the configuration as a whole, and the module for each adapted matrix."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from adapterlint.base_models import LoRALocation
from adapterlint.space.dtypes import meant
from adapterlint.space.failures import failure_of
from adapterlint.space.hidden import HIDDEN, Hidden, NotShown, shown
from adapterlint.space.lora import LoRAConfig
from adapterlint.space.lora_forward import applies_alpha, forward_failure, sharing_failure
from adapterlint.space.lora_modules import (
    MATRICES,
    AdaptedMatrix,
    LoRAFailure,
    build_failure,
    kind_of,
    shares_matrices,
)
from adapterlint.space.lora_parameters import parameters
from adapterlint.space.places import Place
from adapterlint.space.up_projections import first_weight, is_precise
from adapterlint.subjects.configuration import AtPlace, Configuration
from adapterlint.subjects.module import Module


@dataclass(frozen=True)
class LoRA(Configuration):
    """A configuration of LoRA or its kin in a base model."""

    kinds: ClassVar[tuple[str, ...]] = ("AnyConfig", "AdapterConfig", "LoRAConfig")
    config: LoRAConfig

    @cached_property
    def adapted(self) -> tuple[tuple[Place, LoRALocation], ...]:
        """The matrices that certainly get a module, or fail to."""
        located = ((place, place.at) for place in self.taken[0])
        return tuple((place, at) for place, at in located if isinstance(at, LoRALocation) and self._selects(at))

    def _selects(self, at: LoRALocation) -> bool:
        """`LoRALinear._check_lora_location`; what cannot be asked for fails there."""
        if at.matrix not in MATRICES:
            return True
        matrices: object = self.config.attn_matrices
        if isinstance(matrices, Hidden):
            return False
        return bool(failure_of(lambda: at.matrix in matrices)) or at.matrix in matrices  # type: ignore[operator]

    @property
    def placed(self) -> bool:
        """Whether any matrix gets a module."""
        if not self.adapted and (self.taken[1] or isinstance(self.config.attn_matrices, Hidden)):
            raise NotShown
        return bool(self.adapted)

    @property
    def adds_modules(self) -> bool:
        """Whether there is anything to train: a scale of rank zero has no parameters."""
        return self.placed and not (self.module == "IA3" and not self.config.r and not self.config.use_gating)

    @property
    def trainable_parameters(self) -> int:
        """How many parameters it trains."""
        if self.taken[1] or isinstance(self.config.attn_matrices, Hidden):
            raise NotShown
        return sum(parameters(self.config, self._matrix(at), self.context.snapshot) for _, at in self.adapted)

    def _matrix(self, at: LoRALocation) -> AdaptedMatrix:
        merged = HIDDEN if self.context.model is None and at.matrix is not None else at.matrix == "qkv"
        return AdaptedMatrix(at.matrix, shown(at.in_features), shown(at.out_features), merged, shown(at.conv1d))

    @property
    def module(self) -> str:
        """The module that is built: `LoRA`, `MTLLoRA`, `Vera` or `IA3`; empty for an unknown composition mode."""
        return kind_of(self.config) or ""

    @property
    def up_projections(self) -> object:
        """The number of up-projections of MTL-LoRA; None for other methods."""
        return getattr(self.config, "n_up_projection", None)

    @property
    def first_weight(self) -> float:
        """The weight of each up-projection of MTL-LoRA before they are normalised, in single precision."""
        return first_weight(self.config.weights_sharpness)  # type: ignore[attr-defined]

    @property
    def weighs_nothing(self) -> bool:
        """Whether its weights are zero, infinite or NaN, so that they cannot be normalised."""
        return self.module == "MTLLoRA" and not 0 < self.first_weight < math.inf

    @property
    def single_weight_cancels(self) -> bool:
        """Whether there is one up-projection, and its weight comes to 1 for any state."""
        return self.module == "MTLLoRA" and self.up_projections == 1 and is_precise(self.first_weight)

    @property
    def shares_matrices(self) -> bool:
        """Whether the library takes it for VeRA and builds random matrices that all layers share."""
        return shares_matrices(self.config)

    @property
    def sharing_misses_module(self) -> bool:
        """Whether there are matrices to share and no module that tells their shapes."""
        return self.shares_matrices and (self.module == "IA3" or not self.placed)

    @property
    def sharing_failure(self) -> LoRAFailure:
        """How building the shared matrices fails."""
        return sharing_failure(self.config, self.context.snapshot) if self.shares_matrices else LoRAFailure()

    @property
    def applies_alpha(self) -> bool:
        """Whether the release scales the update of matrices that are adapted one by one."""
        return applies_alpha(self.context.snapshot)

    @property
    def trained_unscaled(self) -> bool:
        """Whether it was trained and saved by a release that did not scale, and is loaded by one that does."""
        return self.owner.trained_unscaled

    @property
    def known_matrices(self) -> int:
        """How many of `q`, `k` and `v` are named."""
        return sum(matrix in self.config.attn_matrices for matrix in MATRICES)

    @property
    def unknown_matrices(self) -> str:
        """The entries of `attn_matrices` that no base model has, in words; empty if there is none."""
        matrices: object = self.config.attn_matrices
        entries = () if isinstance(matrices, str) else self.config.attn_matrices
        return ", ".join(repr(entry) for entry in entries if entry not in MATRICES)

    @property
    def idle_attention(self) -> str:
        """The options about the attention that nothing reads where it is not adapted, in words; empty if none."""
        if self.config.selfattn_lora or "attn_matrices" not in self.changed:
            return ""
        matrices, switch = "`attn_matrices`", f"`selfattn_lora={self.config.selfattn_lora!r}`"
        if self.known_matrices:
            return f"{matrices} is ignored with {switch}"
        return f"{matrices} and {switch} are ignored: each by itself leaves the attention as it is"

    @property
    def idle_vera_scales(self) -> str:
        """The scales of VeRA that are given and no floats, where the library does not take it for VeRA, in words."""
        values = {name: getattr(self.config, name) for name in ("vera_d", "vera_b") if name in self.owner.given}
        given = ", ".join(f"`{name}={value!r}`" for name, value in values.items() if value is not None)
        return "" if self.shares_matrices else given

    @property
    def widest_rank(self) -> int:
        """The highest rank that an update of any adapted matrix can have; a merged one has three parts."""
        matrices = [self._matrix(at) for _, at in self.adapted]
        sides = [(one.out_features, one.in_features, 3 if one.merged else 1) for one in matrices]
        ranks = [
            min(rows // parts, columns)
            for rows, columns, parts in sides
            if isinstance(rows, int) and isinstance(columns, int)
        ]
        if self.taken[1] or len(ranks) < len(sides):
            raise NotShown
        return max(ranks, default=0)

    @property
    def vera_numbers(self) -> int:
        """How many numbers the scales of VeRA have, each a square matrix."""
        return sum(side**2 for side in self._vera_sides)

    @property
    def vera_lengths(self) -> int:
        """How many numbers they would have as vectors."""
        return sum(self._vera_sides)

    @property
    def _vera_sides(self) -> tuple[int, ...]:
        rows = [(self.config.r, at.out_features) for _, at in self.adapted]
        sides = tuple(side for pair in rows for side in pair if isinstance(side, int))
        if self.taken[1] or len(sides) < 2 * len(rows):
            raise NotShown
        return sides

    @property
    def weights_dtype(self) -> str:
        """The type of its weights; IA3 has no other than float32."""
        return "float32" if self.module == "IA3" else meant(self.config.dtype)

    def means_default(self, name: str) -> bool:
        """Tell whether the value of an option means the same as the default of the class."""
        if name == "dtype" and self.config.dtype:
            is_single = meant(self.config.dtype) == "float32"
            is_checked = self.module == "Vera" or self.base_model.dtype == "float32"
            return self.module != "IA3" and self.placed and is_single and is_checked
        if name == "use_dora" and self.module == "IA3":
            return False
        if name == "attn_matrices":
            chosen, usual = self.config.attn_matrices, self.default(name)
            is_read = bool(self.config.selfattn_lora) and not self.unknown_matrices
            return is_read and all((one in chosen) == (one in usual) for one in MATRICES)  # type: ignore[operator]
        return super().means_default(name)

    def modules(self, places: tuple[Place, ...]) -> Iterator[PlacedLoRA]:
        """Yield the modules in some places, leaving out those that are built like one before."""
        seen: set[LoRALocation] = set()
        numbers = {place.number for place in places}
        for place, at in self.adapted:
            if at not in seen and place.number in numbers:
                seen.add(at)
                yield PlacedLoRA(self.context, self.owner, self.config, place, at)


@dataclass(frozen=True)
class PlacedLoRA(LoRA, AtPlace, Module):
    """The module for one matrix of the base model."""

    kinds: ClassVar[tuple[str, ...]] = ("LoRA", "Module")
    dropout_step: ClassVar[str] = "lora-module"
    at: LoRALocation

    @property
    def merged(self) -> object:
        """Whether query, key and value are one matrix, and this is it."""
        return self._matrix(self.at).merged

    @property
    def conv1d(self) -> object:
        """Whether the weight is stored the other way round, as in GPT-2."""
        return shown(self.at.conv1d)

    @property
    def normed_afterwards(self) -> bool:
        """Whether a norm of the base model undoes any change of scale: Gemma has one behind each part of a layer."""
        model_type = self.context.model.model_type if self.context.model else None
        return model_type == "gemma3_text" or (model_type == "gemma2" and self.at.matrix != "k")

    @property
    def failure(self) -> LoRAFailure:
        """How building the module fails."""
        return build_failure(self.config, self._matrix(self.at), self.context.snapshot)

    @property
    def seed_failure(self) -> str:
        """The exception that setting the seed raises; empty if none."""
        return self.failure.raises if self.failure.cause == "init_weights_seed" else ""

    @property
    def seed_step(self) -> str:
        """When the seed is first set."""
        return "lora-module"

    @property
    def dropout_failure(self) -> str:
        """The exception that `torch.nn.Dropout` raises; empty if none."""
        return self.failure.raises if self.failure.cause == "dropout" else ""

    @property
    def infinite_factor(self) -> str:
        """The factor of the update that is NaN or infinite, as it is written; empty if none is."""
        factors = ["vera_d", "vera_b"] if self.module == "Vera" else []
        if not self.config.use_gating and (self.applies_alpha or self.merged):
            factors.append("alpha")
        values = {name: getattr(self.config, name) for name in factors}
        infinite = (name for name, one in values.items() if isinstance(one, float) and not math.isfinite(one))
        return next((f"{name}={values[name]!r}" for name in infinite), "")

    @property
    def start_help(self) -> str:
        """How the update would start at zero."""
        return "set `vera_b=0.0`" if self.module == "Vera" else "leave out `init_weights`"

    @property
    def forward_failure(self) -> LoRAFailure:
        """How a forward pass through the module fails, if it can be built."""
        if self.failure.raises:
            return LoRAFailure()
        model = self.context.model
        is_cast = self.context.mixes_types or self.is_single_in_half
        dtype = None if is_cast else shown(model.dtype if model else None)
        first = self._matrix(self.adapted[0][1])
        return forward_failure(self.config, self._matrix(self.at), first, dtype, self.context.snapshot)

    @property
    def forward_step(self) -> str:
        """When a forward pass comes to it: the attention is first."""
        return "feed-forward-lora-forward" if self.at.matrix is None else "lora-forward"

    @property
    def trainable_parameters(self) -> int:
        """How many parameters the module trains."""
        return parameters(self.config, self._matrix(self.at), self.context.snapshot)
