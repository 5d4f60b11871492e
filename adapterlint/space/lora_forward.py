"""Where a forward pass through the modules of LoRA and its kin fails.

Source: `adapters/methods/lora.py`, `forward` of `LoRA`, `MTLLoRA`, `Vera`, `IA3` and `LoRAMergedLinear`, and
`init_shared_vera_parameters`.
"""

from __future__ import annotations

from collections.abc import Iterator

from adapterlint.space import dtypes
from adapterlint.space.failures import factor_failure, seed_failure
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.lora import LoRAConfig, MTLLoRAConfig
from adapterlint.space.lora_modules import (
    MATRICES,
    RANDOM_INITIALISATIONS,
    AdaptedMatrix,
    Check,
    LoRAFailure,
    first_failure,
    heads_of,
    initialisation_failure,
    kind_of,
)
from adapterlint.space.releases import Snapshot


def applies_alpha(offered: Snapshot) -> bool:
    """Tell whether matrices that are adapted one by one get their update scaled: since 1.1 (adapters#770)."""
    return "dtype" in offered.configs["LoRAConfig"].fields


def forward_failure(
    config: LoRAConfig, adapted: AdaptedMatrix, first: AdaptedMatrix, model_dtype: object, offered: Snapshot
) -> LoRAFailure:
    """Tell how a forward pass through the module of a matrix fails.

    Args:
        config: a configuration whose modules can be built.
        adapted: the matrix.
        first: the first matrix that the configuration adapts, from which VeRA takes its shapes.
        model_dtype: the type of the base model's weights; None where types may be mixed.
        offered: the release.
    """
    return first_failure(_checks(config, adapted, first, model_dtype, offered))


def _checks(
    config: LoRAConfig, adapted: AdaptedMatrix, first: AdaptedMatrix, model_dtype: object, offered: Snapshot
) -> Iterator[Check]:
    if adapted.merged is True:
        yield from _merged_checks(config, model_dtype, offered)
        return
    if isinstance(adapted.merged, Hidden):
        yield _not_shown, "merged matrices"
    match kind_of(config):
        case "IA3":
            yield lambda: "" if config.r else "RuntimeError", "rank of a scale"
            if applies_alpha(offered):
                yield lambda: _factor_failure(config), "alpha of a scale"
        case "Vera":
            single = model_dtype is None or dtypes.meant(config.dtype) == "float32"
            yield lambda: "" if single else "RuntimeError", "dtype of shared matrices"
            yield lambda: _shape_failure(adapted, first), "shapes"
        case _:
            yield lambda: _type_failure(config, model_dtype), "dtype"
            if isinstance(config, MTLLoRAConfig):
                yield lambda: factor_failure(config.weights_sharpness), "weights_sharpness"


def _merged_checks(config: LoRAConfig, model_dtype: object, offered: Snapshot) -> Iterator[Check]:
    heads = heads_of(config, offered)
    enabled = sum(matrix in config.attn_matrices for matrix in MATRICES)
    match kind_of(config):
        case "IA3":
            if config.r:
                yield lambda: "" if enabled else _padding_failure(heads, offered), "no merged matrix"
                yield lambda: "" if heads == enabled else "RuntimeError", "other matrices"
                yield lambda: _factor_failure(config), "alpha of a scale"
        case "Vera":
            yield lambda: "AttributeError", "merged Vera"
        case "MTLLoRA":
            yield lambda: "RuntimeError", "merged MTLLoRA"
        case _:
            yield lambda: _type_failure(config, model_dtype), "dtype"
            yield lambda: "" if enabled else "RuntimeError", "no merged matrix"
            yield lambda: "" if heads == enabled else "RuntimeError", "other matrices"


def sharing_failure(config: LoRAConfig, offered: Snapshot) -> LoRAFailure:
    """Tell how building the random matrices that all VeRA modules share fails."""
    shared = (
        (seed_failure(config.init_weights_seed), "init_weights_seed"),
        (dtypes.lookup_failure(config.dtype), "dtype"),
        (dtypes.creation_failure(config.dtype), "dtype"),
        (initialisation_failure(config, offered), "init_weights"),
        (dtypes.filling_failure(config.dtype, random=config.init_weights in RANDOM_INITIALISATIONS), "dtype"),
    )
    return next((LoRAFailure(*check) for check in shared if check[0]), LoRAFailure())


def _padding_failure(heads: int, offered: Snapshot) -> str:
    """`LoRAMergedLinear.pad` of nothing: before 1.1 it comes to the values before the rows to put them in."""
    return "AttributeError" if heads or applies_alpha(offered) else "RuntimeError"


def _factor_failure(config: LoRAConfig) -> str:
    """`hidden_states * alpha`, unless there is a gate."""
    return "" if config.use_gating else factor_failure(config.alpha)


def _type_failure(config: LoRAConfig, model_dtype: object) -> str:
    """The product of the base model's states with the module's matrices."""
    if model_dtype is None or dtypes.meant(config.dtype) == model_dtype:
        return ""
    if isinstance(model_dtype, Hidden):
        raise NotShown
    return "RuntimeError"


def _shape_failure(adapted: AdaptedMatrix, first: AdaptedMatrix) -> str:
    """One pair of shared matrices for all: each must be of the shape of the first."""
    same = adapted.in_features == first.in_features and adapted.out_features == first.out_features
    return "" if adapted is first or same else "RuntimeError"


def _not_shown() -> str:
    raise NotShown
