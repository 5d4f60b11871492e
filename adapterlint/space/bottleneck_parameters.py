"""How many parameters a bottleneck adapter trains.

Source: `adapters/methods/modeling.py`, `Adapter`, `PHMLayer`, `init_shared_parameters` and the coupling blocks.
"""

from __future__ import annotations

from collections.abc import Mapping

from adapterlint.space.activations import activation_parameters
from adapterlint.space.bottleneck import BnConfig
from adapterlint.space.hidden import Hidden, NotShown


def reduction_factor_of(config: BnConfig, layer: int) -> object:
    """Return the reduction factor of a layer.

    Raises:
        NotShown: a mapping has no entry for the layer, and no default.
    """
    factor = config.reduction_factor
    if not isinstance(factor, Mapping):
        return factor
    if str(layer) not in factor and "default" not in factor:
        raise NotShown
    return factor[str(layer)] if str(layer) in factor else factor["default"]


def width_of(config: BnConfig, layer: int, hidden_size: object) -> int:
    """Return the width of the bottleneck: hidden size // reduction factor, at least 1."""
    try:
        return max(1, int(hidden_size // reduction_factor_of(config, layer)))  # type: ignore[operator]
    except (TypeError, ValueError, ArithmeticError):
        raise NotShown from None


def adapter_parameters(config: BnConfig, hidden_size: object, width: int) -> int:
    """Return how many parameters one adapter has."""
    if isinstance(hidden_size, Hidden) or not isinstance(hidden_size, int):
        raise NotShown
    projection = _phm_layer if config.phm_layer else _linear
    norms = bool(config.ln_before) + bool(config.ln_after)
    scaling = {"learned": 1, "channel": hidden_size}.get(str(config.scaling), 0)
    return (
        projection(config, hidden_size, width)
        + projection(config, width, hidden_size)
        + activation_parameters(config.non_linearity)
        + 2 * hidden_size * norms
        + scaling
        + (hidden_size + 1 if config.use_gating else 0)
    )


def shared_parameters(config: BnConfig, hidden_size: object) -> int:
    """Return how many parameters all PHM layers of a configuration share."""
    shared = 0
    if config.phm_layer and config.shared_W_phm:
        if isinstance(hidden_size, Hidden) or not isinstance(hidden_size, int):
            raise NotShown
        width = int(hidden_size // config.reduction_factor)  # type: ignore[operator]
        shared += 2 * config.phm_dim * config.phm_rank * (hidden_size // config.phm_dim + width // config.phm_dim)
    if config.phm_layer and config.shared_phm_rule:
        shared += _phm_rule(config)
    return shared


def invertible_parameters(config: BnConfig, embedding_size: object) -> int:
    """Return how many parameters the invertible adapter has; GLOW's subnetworks have twice the outputs."""
    if isinstance(embedding_size, Hidden) or not isinstance(embedding_size, int):
        raise NotShown
    first, second = embedding_size // 2, embedding_size - embedding_size // 2
    if config.inv_adapter == "glow":
        return _subnetwork(config, first, 2 * second) + _subnetwork(config, second, 2 * first)
    return _subnetwork(config, second, first) + _subnetwork(config, first, second)


def _subnetwork(config: BnConfig, inputs: int, outputs: int) -> int:
    width = int(inputs // config.inv_adapter_reduction_factor)  # type: ignore[operator]
    return (inputs + 1) * width + activation_parameters(config.non_linearity) + (width + 1) * outputs


def _linear(_: BnConfig, inputs: int, outputs: int) -> int:
    return (inputs + 1) * outputs


def _phm_layer(config: BnConfig, inputs: int, outputs: int) -> int:
    dim, rank = config.phm_dim, config.phm_rank
    own = outputs if config.phm_bias else 0
    if not config.shared_phm_rule:
        own += _phm_rule(config)
    if not config.shared_W_phm:
        own += dim * rank * (inputs // dim + outputs // dim) if config.factorized_phm_W else inputs * outputs // dim
    return own


def _phm_rule(config: BnConfig) -> int:
    return 2 * config.phm_dim**2 if config.factorized_phm_rule else config.phm_dim**3
