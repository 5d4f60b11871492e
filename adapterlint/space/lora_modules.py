"""Where the modules of LoRA and its kin fail to be built: each check of the library, in its order.

Source: `adapters/methods/lora.py`, `LoRALayer.add_adapter` and the constructors of `LoRA`, `MTLLoRA`, `Vera`, `IA3`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from adapterlint.space import dtypes
from adapterlint.space.failures import count_failure, factor_failure, failure_of, seed_failure, size_failure
from adapterlint.space.hidden import HIDDEN, Hidden, NotShown
from adapterlint.space.lora import LoRAConfig, MTLLoRAConfig
from adapterlint.space.releases import Snapshot

Kind = Literal["LoRA", "MTLLoRA", "Vera", "IA3"]
"""The modules that the library builds."""

MATRICES: Final = ("q", "k", "v")
RANDOM_INITIALISATIONS: Final = ("lora", "bert", "vera")


@dataclass(frozen=True, slots=True)
class LoRAFailure:
    """The first thing that fails.

    Attributes:
        raises: the name of the exception; empty if nothing fails.
        cause: what is wrong, an option or a phrase; empty if nothing fails.
    """

    raises: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class AdaptedMatrix:
    """A matrix of the base model; a size that is `HIDDEN` is not known.

    Attributes:
        matrix: `q`, `k`, `v` or, merged, `qkv` in an attention layer; None in a feed-forward network.
        merged: whether query, key and value are one matrix.
        conv1d: whether the weight is stored the other way round.
    """

    matrix: str | None
    in_features: object
    out_features: object
    merged: object
    conv1d: object


Check = tuple[Callable[[], str], str]
"""What the library does, as a function that returns the exception it raises, and the cause to name."""


def kind_of(config: LoRAConfig) -> Kind | None:
    """Return the module that a configuration is built as; None for an unknown composition mode."""
    if config.composition_mode == "scale":
        return "IA3"
    if config.composition_mode != "add":
        return None
    if isinstance(config, MTLLoRAConfig):
        return "MTLLoRA"
    return "Vera" if shares_matrices(config) else "LoRA"


def shares_matrices(config: LoRAConfig) -> bool:
    """Tell whether the library takes a configuration for VeRA: one of its scales is a float."""
    return any(isinstance(_shown(value), float) for value in (config.vera_d, config.vera_b))


def heads_of(config: LoRAConfig, offered: Snapshot) -> int:
    """`LoRAMergedLinear.get_n_heads`: the matrices in one; before 1.3 any other entry is counted as well."""
    matrices = set(config.attn_matrices)
    return len(matrices & set(MATRICES) if "DoRAConfig" in offered.configs else matrices)


def build_failure(config: LoRAConfig, adapted: AdaptedMatrix, offered: Snapshot) -> LoRAFailure:
    """Tell how building the module for a matrix fails; what is not shown is taken to be right."""
    return first_failure(_checks(config, adapted, offered))


def first_failure(checks: Iterable[Check]) -> LoRAFailure:
    """Return the first failure among checks in the library's order; what is not shown is taken to be right.

    Raises:
        NotShown: nothing fails that is shown, and not everything is.
    """
    unsure = False
    for check, cause in checks:
        try:
            if raises := check():
                return LoRAFailure(raises, cause)
        except NotShown:
            unsure = True
    if unsure:
        raise NotShown
    return LoRAFailure()


def _checks(config: LoRAConfig, adapted: AdaptedMatrix, offered: Snapshot) -> Iterator[Check]:
    heads = 1
    if adapted.matrix in MATRICES:
        yield lambda: failure_of(lambda: adapted.matrix in config.attn_matrices), "attn_matrices"
    kind = kind_of(config)
    yield lambda: "" if kind else "ValueError", "composition_mode"
    rank: object = config.r
    if isinstance(rank, bool) and isinstance(adapted.merged, Hidden):
        raise NotShown
    if adapted.merged is True:
        yield lambda: failure_of(lambda: set(config.attn_matrices)), "attn_matrices"
        heads = heads_of(config, offered)
        yield lambda: failure_of(lambda: config.r * heads), "r"
        rank = HIDDEN if isinstance(rank, Hidden) else config.r * heads
    match kind:
        case "IA3":
            yield from _ia3_checks(config, offered)
        case "Vera":
            yield from _vera_checks(config, rank, offered)
            yield lambda: _magnitude_failure(config), "dtype"
            yield lambda: _dora_failure(config, adapted, heads), "use_dora of a matrix with other rows"
        case _:
            yield from _lora_checks(config, rank, offered)
            if isinstance(config, MTLLoRAConfig):
                yield lambda: "KeyError" if config.use_dora else "", "use_dora of a multi-task module"
                yield from _multi_task_checks(config)
            else:
                yield lambda: _magnitude_failure(config), "dtype"
                yield lambda: _dora_failure(config, adapted, heads), "use_dora of a matrix with other rows"


def _lora_checks(config: LoRAConfig, rank: object, offered: Snapshot) -> Iterator[Check]:
    yield lambda: _dropout_failure(config.dropout), "dropout"
    yield lambda: dtypes.lookup_failure(config.dtype), "dtype"
    yield lambda: count_failure(rank), "r"
    yield lambda: dtypes.parameter_failure(config.dtype), "dtype"
    yield lambda: size_failure(config.r), "r"
    yield from _scaling_checks(config)
    yield lambda: seed_failure(config.init_weights_seed), "init_weights_seed"
    yield lambda: initialisation_failure(config, offered), "init_weights"
    yield lambda: dtypes.filling_failure(config.dtype, random=config.init_weights in RANDOM_INITIALISATIONS), "dtype"


def _multi_task_checks(config: MTLLoRAConfig) -> Iterator[Check]:
    kind: object = config.task_specific_matrix_type
    yield lambda: count_failure(config.n_up_projection), "n_up_projection"
    yield lambda: failure_of(lambda: hash(kind)), "task_specific_matrix_type"
    yield lambda: "" if kind in ("singular_values", "linear") else "KeyError", "task_specific_matrix_type"
    yield lambda: "AttributeError" if kind == "linear" else "", "linear task matrix"
    yield lambda: count_failure(config.r), "r"


def _ia3_checks(config: LoRAConfig, offered: Snapshot) -> Iterator[Check]:
    yield lambda: "" if _shown(config.use_dora) is False else "AssertionError", "use_dora of a scale"
    yield lambda: failure_of(lambda: config.r > 1), "r"
    yield lambda: "ValueError" if config.r > 1 else "", "rank of a scale"
    yield lambda: failure_of(lambda: config.dropout > 0.0), "dropout"
    yield lambda: "ValueError" if config.dropout > 0.0 else "", "dropout of a scale"
    yield lambda: size_failure(config.r), "r"
    yield lambda: seed_failure(config.init_weights_seed), "init_weights_seed"
    yield lambda: initialisation_failure(config, offered, scales=True), "init_weights"


def _vera_checks(config: LoRAConfig, rank: object, offered: Snapshot) -> Iterator[Check]:
    if "DoRAConfig" in offered.configs:  # before 1.3 only the shared matrices have a type and a seed
        yield lambda: dtypes.lookup_failure(config.dtype), "dtype"
        yield lambda: seed_failure(config.init_weights_seed), "init_weights_seed"
    yield lambda: _dropout_failure(config.dropout), "dropout"
    yield lambda: count_failure(rank), "r"
    yield lambda: factor_failure(config.vera_d), "vera_d"
    yield lambda: factor_failure(config.vera_b), "vera_b"
    yield from _scaling_checks(config)


def _scaling_checks(config: LoRAConfig) -> Iterator[Check]:
    """`alpha / r`: what is no number counts before what is zero."""
    yield lambda: "TypeError" if failure_of(lambda: 1 / config.r) == "TypeError" else "", "r"
    yield lambda: failure_of(lambda: config.alpha / 1), "alpha"
    yield lambda: failure_of(lambda: 1 / config.r), "r"


def _magnitude_failure(config: LoRAConfig) -> str:
    """The magnitude of DoRA: norms of the type that is asked for, in a `torch.nn.Linear` of that type."""
    if not config.use_dora:
        return ""
    return dtypes.conversion_failure(config.dtype) or dtypes.weight_failure(config.dtype)


def _dora_failure(config: LoRAConfig, adapted: AdaptedMatrix, heads: int) -> str:
    """DoRA takes a magnitude per row of the weight, and the update must have as many."""
    if not config.use_dora or (adapted.merged is False and adapted.conv1d is False):
        return ""
    if isinstance(adapted.merged, Hidden) or isinstance(adapted.conv1d, Hidden):
        raise NotShown
    rows = adapted.in_features if adapted.conv1d else adapted.out_features
    updated = adapted.out_features // 3 * heads if adapted.merged else adapted.out_features  # type: ignore[operator]
    return "" if rows in (updated, 1) else "RuntimeError"


def _shown(value: object) -> object:
    if isinstance(value, Hidden):
        raise NotShown
    return value


def initialisation_failure(config: LoRAConfig, offered: Snapshot, *, scales: bool = False) -> str:
    """The choices of `init_weights`; `vera` came with VeRA, and is none of IA3's."""
    known = ("lora", "bert", "ia3", *(["vera"] if "VeraConfig" in offered.configs and not scales else []))
    return "" if _shown(config.init_weights) in known else "ValueError"


def _dropout_failure(dropout: object) -> str:
    """`torch.nn.Dropout(p=dropout) if dropout > 0.0 else …`: a negative number is none at all."""
    failure = failure_of(lambda: dropout > 0.0)  # type: ignore[operator]
    return failure or ("ValueError" if dropout > 1.0 else "")  # type: ignore[operator]
