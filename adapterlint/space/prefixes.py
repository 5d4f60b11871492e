"""What prefix tuning does with its options and with the sizes of a base model, done again.

Source: `adapters/methods/prefix_tuning.py`, `PrefixTuning`, `FlatPrefixTuning` and `PrefixTuningLayer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from adapterlint.base_models import BaseModel, Location, LoRALocation, PrefixLocation
from adapterlint.space.activations import activation_parameters
from adapterlint.space.failures import count_failure, size_failure
from adapterlint.space.hidden import NotShown
from adapterlint.space.prefix_tuning import PrefixTuningConfig
from adapterlint.space.releases import Snapshot

_REPEATED: Final = "<1.1"
"""In these releases, prefixes are put in front of keys and values that are repeated for every head."""

_KEY_VALUE_HEADS: Final = ">=1.3"
"""In these releases, prefixes have as many heads as keys and values; before, as many as queries."""

_MASKS_INVERTED: Final = dict.fromkeys(("gpt2", "llama", "mistral"), ">=1.3")
"""Where the mask of a padded batch is boolean, and is inverted as if it were additive."""

_MASKLESS: Final = {
    "bart": ">=0.1",
    **dict.fromkeys(("llama", "mbart", "mistral", "whisper"), ">=1.0.1"),
    "gpt2": ">=1.1",
    "plbart": ">=1.3",
}
"""Where attention without a mask is causal from the first key on, and that is a prefix."""


_ABSOLUTE_ONLY: Final = {**dict.fromkeys(("albert", "roberta", "xlm-roberta"), ">=1.0.1"), "bert": ">=1.0"}
"""Where `sdpa` attention leaves relative positions to the attention of transformers, which knows no prefixes."""

_SQUARE_POSITIONS: Final = frozenset({"albert"})
"""Where relative positions are of as many keys as queries; prefixes make these more."""

_BIAS_SHARED: Final = {"mt5": "<1.1", "t5": "<0.2"}
"""In these releases, the position bias of the first layer is used in all, whatever the number of its keys."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of keys and values: how many, and how wide."""

    number: int
    size: int


def length_failure(config: PrefixTuningConfig) -> str:
    """`nn.Embedding(prefix_length, …)`, or `torch.randn(prefix_length * …)` for flat prefixes."""
    if not config.flat:
        return count_failure(config.prefix_length)
    length: object = config.prefix_length
    if isinstance(length, (list, tuple)):
        return _repeated_failure(length)
    return size_failure(length)


def _repeated_failure(sizes: Sequence[object]) -> str:
    """`torch.randn` of a shape that is repeated many times: of any size above 1 beyond all memory."""
    if not sizes:
        raise NotShown
    # Torch turns away a bool only where it is the first.
    if failure := count_failure(sizes[0]) or size_failure(*sizes):
        return failure
    if 0 in sizes or all(size == 1 for size in sizes):
        raise NotShown
    return "RuntimeError"


def heads_of_prefix(location: PrefixLocation, offered: Snapshot) -> Heads:
    """Return the heads that the library gives a prefix.

    Raises:
        NotShown: the base model does not show them.
    """
    named = location.key_value_heads if offered.meets(_KEY_VALUE_HEADS) else location.heads
    return Heads(_size(named), _size(location.head_size))


def heads_of_attention(location: PrefixLocation, layer: Iterable[Location], offered: Snapshot) -> Heads:
    """Return the heads that the prefix meets in its attention layer, from the sizes of its matrices.

    Raises:
        NotShown: the base model does not show them.
    """
    widths = {one.matrix: one.out_features for one in layer if isinstance(one, LoRALocation) and one.matrix}
    query, key = widths.get("q"), widths.get("k")
    number = location.attention_heads
    if query is None or key is None or not number:
        raise NotShown
    size = query // number
    return Heads(number if offered.meets(_REPEATED) else key // size, size)


def masks_prefixes_out(model_type: str, offered: Snapshot) -> bool:
    """Tell whether prefixes are masked out in padded batches, with `sdpa` attention."""
    return model_type in _MASKS_INVERTED and offered.meets(_MASKS_INVERTED[model_type])


def hides_text(model_type: str, offered: Snapshot) -> bool:
    """Tell whether tokens see prefixes instead of the text before them, with `sdpa` attention and without a mask."""
    return model_type in _MASKLESS and offered.meets(_MASKLESS[model_type])


def leaves_relative_positions(model_type: str, offered: Snapshot) -> bool:
    """Tell whether `sdpa` attention with relative positions is that of transformers, without prefixes."""
    return model_type in _ABSOLUTE_ONLY and offered.meets(_ABSOLUTE_ONLY[model_type])


def beyond_positions_failure(model: BaseModel, length: object, *, more_keys: bool) -> str:
    """Return the exception that relative positions raise which do not reach so far; empty if none.

    Args:
        model: a model whose own attention, not that of transformers, has the relative positions.
        length: how many positions are added to those of the text, which has at least one.
        more_keys: whether they are added to the keys alone.
    """
    if not model.relative_positions or not isinstance(length, int) or not length:
        return ""
    if more_keys and model.model_type in _SQUARE_POSITIONS:
        return "RuntimeError"
    return "IndexError" if model.positions and length >= model.positions else ""


def shares_position_bias(model_type: str, offered: Snapshot) -> bool:
    """Tell whether all layers of a stack have to have as many keys as the first."""
    return model_type in _BIAS_SHARED and offered.meets(_BIAS_SHARED[model_type])


def parameters(config: PrefixTuningConfig, locations: Iterable[PrefixLocation], offered: Snapshot) -> int:
    """Return how many parameters the prefixes of some attention layers have: those of one key share a module."""
    modules: dict[str, list[PrefixLocation]] = {}
    for location in locations:
        modules.setdefault(location.key, []).append(location)
    prefixes = sum(_module(config, layers[0], len(layers), offered) for layers in modules.values())
    gates = sum(_gate(config, location) for layers in modules.values() for location in layers)
    return prefixes + (gates if config.use_gating else 0)


def _module(config: PrefixTuningConfig, location: PrefixLocation, layers: int, offered: Snapshot) -> int:
    heads = heads_of_prefix(location, offered)
    values = layers * 2 * heads.number * heads.size
    if config.flat:
        return config.prefix_length * values
    width, size = config.bottleneck_size, _size(location.input_size)
    mlp = (size + 1) * width + activation_parameters(config.non_linearity) + (width + 1) * values
    return config.prefix_length * size + mlp


def _gate(config: PrefixTuningConfig, location: PrefixLocation) -> int:
    return (_size(location.input_size) + 1) * (1 if config.shared_gating else 2)


def _size(size: int | None) -> int:
    if size is None:
        raise NotShown
    return size
