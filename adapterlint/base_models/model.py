"""What a linter knows of the model that adapters are put into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adapterlint.space.releases import snapshot

LocationName = Literal["mh_adapter", "output_adapter", "cross_adapter"]


@dataclass(frozen=True, slots=True)
class Location:
    """A place for bottleneck adapters in a layer.

    Attributes:
        name: the option of a configuration that puts an adapter there.
        norm: whether the library hands it the layer's own LayerNorm (post-norm models).
        residual: whether the library hands it the residual input.
    """

    name: LocationName
    norm: bool
    residual: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A layer of a model.

    Attributes:
        layer: the number that `leave_out` and `reduction_factor` know it by; not always unique (`encoder-decoder`).
        locations: in the order that the library creates adapters in. A name can occur twice: in a decoder of
            the BERT kind, `mh_adapter` is also the place after cross-attention.
    """

    layer: int
    hidden_size: int | None
    locations: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A model that adapters are put into. A size that is None is not known, or differs between submodels.

    Attributes:
        embedding_size: the width that an invertible adapter works on.
        blocks: the layers in the order that the library visits them; None when their number is not known.
        locations: the distinct places for adapters, known even when the number of layers is not.
        encoder_decoder: whether it has both an encoder and a decoder.
        causal: whether it is a language model in which a token sees only earlier ones.
        plugin: whether adapters reaches it through a plugin interface, with hooks.
        invertible: whether invertible adapters can be added.
        prompt_tuning: whether prompt tuning can be added.
        merged_qkv: whether query, key and value are one projection.
        submodel_hidden_sizes: one for each submodel with its own configuration; empty if there are none.
    """

    model_type: str
    hidden_size: int | None
    embedding_size: int | None
    blocks: tuple[Block, ...] | None
    locations: tuple[Location, ...]
    encoder_decoder: bool
    causal: bool
    plugin: bool
    invertible: bool
    prompt_tuning: bool
    merged_qkv: bool
    num_attention_heads: int | None = None
    num_key_value_heads: int | None = None
    intermediate_size: int | None = None
    submodel_hidden_sizes: tuple[int | None, ...] = ()

    def supported_in(self, release: str) -> bool:
        """Tell whether a release of adapters supports the family, natively or through a plugin interface.

        Raises:
            KeyError: there is no such release.
        """
        return self.model_type in snapshot(release).models
