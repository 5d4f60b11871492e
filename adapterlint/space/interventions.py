"""What ReFT does with its options, done again to see whether it fails, and how.

Source: `adapters/methods/reft.py`, `ReftLayer.add_adapter`, `ReftModule` and `ReftUnit`.
"""

from __future__ import annotations

from typing import Final

from adapterlint.space.activations import activation_parameters
from adapterlint.space.dtypes import HALVES, lookup_failure, meant, weight_failure
from adapterlint.space.failures import count_failure, failure_of
from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.reft import ReftConfig

_BASE_DTYPES: Final = ("float32", "float16", "bfloat16", "float64")
"""What the weights of a base model can be."""


def selects(layers: object, layer: int) -> bool:
    """`layers == "all" or layer in layers`.

    Raises:
        NotShown: the layers are not known.
        TypeError: layer ids cannot be looked up in them.
    """
    if isinstance(layers, Hidden):
        raise NotShown
    return layers == "all" or layer in layers  # type: ignore[operator]


def selection_failure(layers: object) -> str:
    """The exception that looking up a layer raises; empty if none."""
    return failure_of(lambda: selects(layers, 0))


def projection_failure(rank: object, dtype: object) -> str:
    """`torch.nn.Linear(hidden_size, rank, dtype=dtype)`: types are checked before values."""
    size, weight = count_failure(rank), weight_failure(dtype)
    return size if size == "TypeError" else weight if weight == "TypeError" else size or weight


def intervenes(positions: object) -> bool:
    """`positions > 0`."""
    return positions > 0  # type: ignore[operator]


def positions_failure(positions: object) -> str:
    """`if positions > 0`, and then an index of so many positions."""
    if isinstance(positions, Hidden):
        raise NotShown
    if failure := failure_of(lambda: intervenes(positions)):
        return failure
    return "TypeError" if isinstance(positions, float) and intervenes(positions) else ""


def dtype_clashes(config: ReftConfig, states: object) -> bool:
    """Tell whether the weights have to be multiplied with states of another dtype.

    Args:
        config: the configuration.
        states: the dtype of the base model, `HIDDEN` if it is not known.

    Raises:
        NotShown: it depends on the dtype of the base model.
    """
    if lookup_failure(config.dtype) or weight_failure(config.dtype):
        return False
    verdicts = {_clashes(config, one) for one in (_BASE_DTYPES if isinstance(states, Hidden) else (states,))}
    if len(verdicts) > 1:
        raise NotShown
    return verdicts.pop()


def _clashes(config: ReftConfig, states: object) -> bool:
    """A unit without positions gets an empty float32; an orthogonal projection of half precision is kept in it."""
    weights = meant(config.dtype)
    if config.orthogonality and weights in HALVES:
        return True
    positions = (config.prefix_positions, config.suffix_positions)
    sides = {states if intervenes(number) else "float32" for number in positions}
    if config.tied_weights and len(sides) > 1:
        sides = {"float64" if "float64" in sides else "float32"}  # torch promotes both to the larger
    return sides != {weights}


def parameters(hidden_size: object, config: ReftConfig) -> int:
    """Return how many parameters one layer gets."""
    if not isinstance(hidden_size, int):
        raise NotShown
    units = 1 if config.tied_weights else 2
    return units * (config.r * (2 * hidden_size + 1) + activation_parameters(config.non_linearity))
