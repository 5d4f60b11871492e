"""Where the PHM layers of Compacter fail: each check of the library, in its order.

Source: `adapters/methods/modeling.py`, `PHMLayer.__init__` and `init_shared_parameters`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapterlint.space.bottleneck import BnConfig
from adapterlint.space.failures import count_failure, division_failure, failure_of, size_failure, spread_failure
from adapterlint.space.hidden import Hidden, NotShown

DISTRIBUTIONS: Final = ("phm", "glorot-normal", "glorot-uniform", "normal")
RULE_INITIALISATIONS: Final = ("normal", "uniform")


@dataclass(frozen=True, slots=True)
class PhmFailure:
    """The first thing that fails.

    Attributes:
        raises: the name of the exception; empty if nothing fails.
        cause: `choice`, `width`, `size`, `learn_phm`, `unfactorized`, `spread`; empty if nothing fails.
        option: the option that is at fault.
    """

    raises: str = ""
    cause: str = ""
    option: str = ""


_Check = tuple[str, str, str]


def layer_failure(config: BnConfig, hidden_size: object, width: object) -> PhmFailure:
    """Tell how building a PHM layer fails."""
    return _first(_layer_checks(config, hidden_size, width)) if config.phm_layer else PhmFailure()


def sharing_failure(config: BnConfig, hidden_size: object) -> PhmFailure:
    """Tell how building the PHM parameters that all layers share fails."""
    return _first(_sharing_checks(config, hidden_size)) if config.phm_layer else PhmFailure()


def _first(checks: Iterator[_Check]) -> PhmFailure:
    return next((PhmFailure(*check) for check in checks if check[0]), PhmFailure())


def _layer_checks(config: BnConfig, hidden_size: object, width: object) -> Iterator[_Check]:
    yield _choice(config.hypercomplex_nonlinearity, DISTRIBUTIONS), "choice", "hypercomplex_nonlinearity"
    yield _choice(config.phm_c_init, RULE_INITIALISATIONS), "choice", "phm_c_init"
    yield from _width_checks(config.phm_dim, hidden_size, width)
    if not config.shared_phm_rule:
        yield _dim_check(config)
        yield _switch(config.learn_phm), "learn_phm", "learn_phm"
    if not config.shared_W_phm:
        yield from _factor_checks(config) if config.factorized_phm_W else [_dim_check(config)]


def _dim_check(config: BnConfig) -> _Check:
    return count_failure(config.phm_dim), "size", "phm_dim"


def _factor_checks(config: BnConfig) -> list[_Check]:
    """`torch.Tensor(size=(phm_dim, …, phm_rank))`: torch looks at all types before it looks at any sign."""
    checks = [_dim_check(config), (size_failure(config.phm_rank), "size", "phm_rank")]
    return sorted(checks, key=lambda check: check[0] != "TypeError")


def _width_checks(dim: object, hidden_size: object, width: object) -> Iterator[_Check]:
    """`hidden_size % phm_dim` and `width % phm_dim` must be 0."""
    if isinstance(dim, Hidden):
        raise NotShown
    if failure := failure_of(lambda: 1 % dim):  # type: ignore[operator]
        yield failure, "size", "phm_dim"
    for size in (hidden_size, width):
        if isinstance(size, Hidden) and dim not in (1, -1):
            raise NotShown
        divides = dim in (1, -1) or size % dim == 0  # type: ignore[operator]
        yield "" if divides else "AssertionError", "width", "phm_dim"


def _sharing_checks(config: BnConfig, hidden_size: object) -> Iterator[_Check]:
    if config.shared_W_phm:
        if not config.factorized_phm_W:
            yield "UnboundLocalError", "unfactorized", "factorized_phm_W"
        factor: object = config.reduction_factor
        yield division_failure(hidden_size, factor), "size", "reduction_factor"
        yield failure_of(lambda: 1 // config.phm_dim), "size", "phm_dim"
        yield from _factor_checks(config)
        yield size_failure(factor), "size", "reduction_factor"
        yield "" if config.hypercomplex_nonlinearity else "ValueError", "choice", "hypercomplex_nonlinearity"
    if config.shared_phm_rule:
        yield _dim_check(config)
        yield _switch(config.learn_phm), "learn_phm", "learn_phm"
        if config.phm_c_init == "normal":
            yield spread_failure(config.phm_init_range), "spread", "phm_init_range"
        elif config.phm_c_init != "uniform":
            yield "NotImplementedError", "choice", "phm_c_init"


def _choice(value: object, choices: tuple[str, ...]) -> str:
    if isinstance(value, Hidden):
        raise NotShown
    return "" if value in choices else "AssertionError"


def _switch(value: object) -> str:
    """`nn.Parameter(requires_grad=value)` takes nothing but a bool."""
    if isinstance(value, Hidden):
        raise NotShown
    return "" if isinstance(value, bool) else "TypeError"
