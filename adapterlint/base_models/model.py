"""What a linter knows of the model that adapters are put into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from adapterlint.space.releases import Snapshot

Method = Literal["bottleneck", "lora", "prefix_tuning", "reft"]
"""The methods that put something into layers, as the library names them."""

Matrix = Literal["q", "k", "v", "qkv"]
"""The matrices of an attention layer; `qkv` where they are one."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place for adapters in a layer. A size that is None is not known.

    Attributes:
        method: the method whose adapters go there.
        name: the option of a configuration that puts one there; None where every configuration of the method does.
    """

    method: ClassVar[Method]
    name: str | None


@dataclass(frozen=True, slots=True)
class BottleneckLocation(Location):
    """A place for bottleneck adapters: `mh_adapter`, `output_adapter` or `cross_adapter`.

    Attributes:
        norm: whether the library hands it the layer's own LayerNorm (post-norm models); None if not known.
        residual: whether the library hands it the residual input; None if not known.
    """

    method: ClassVar[Method] = "bottleneck"
    norm: bool | None = None
    residual: bool | None = None


@dataclass(frozen=True, slots=True)
class LoRALocation(Location):
    """A matrix that LoRA adapts: `selfattn_lora`, `intermediate_lora` or `output_lora`.

    Attributes:
        matrix: which matrix of an attention layer it is; None in a feed-forward network.
        conv1d: whether its weight is stored the other way round (`Conv1D` of GPT-2); None if not known.
    """

    method: ClassVar[Method] = "lora"
    matrix: Matrix | None
    in_features: int | None = None
    out_features: int | None = None
    conv1d: bool | None = None


@dataclass(frozen=True, slots=True)
class PrefixLocation(Location):
    """An attention layer that prefixes go into: `encoder_prefix`, `cross_prefix`, or None.

    Attributes:
        key: the name by which the layers that share one prefix module are gathered.
        heads: how many heads its configuration names, as the library reads it before 1.3.0.
        attention_heads: how many heads of queries the layer really has.
        key_value_heads: how many heads of keys and values its configuration names, as it reads it since.
        head_size: the width of a head, as the library reads it.
        input_size: the width of the stream, as the library reads it.
    """

    method: ClassVar[Method] = "prefix_tuning"
    key: str
    heads: int | None = None
    attention_heads: int | None = None
    key_value_heads: int | None = None
    head_size: int | None = None
    input_size: int | None = None


@dataclass(frozen=True, slots=True)
class ReftLocation(Location):
    """The end of a layer, where ReFT intervenes: `output_reft`.

    Attributes:
        hidden_size: the width of the stream, as the library reads it.
    """

    method: ClassVar[Method] = "reft"
    hidden_size: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A layer of a model.

    Attributes:
        layer: the number that `leave_out` and `reduction_factor` know it by; not always unique (`encoder-decoder`).
        hidden_size: the width of the stream.
        locations: of all methods, in the order that the library visits them. A name can occur twice: in a decoder
            of the BERT kind, `mh_adapter` is also the place after cross-attention.
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
        first_locations: the places in the first layer, known even when the number of layers is not.
        encoder_decoder: whether it has both an encoder and a decoder.
        causal: whether it is a language model in which a token sees only earlier ones.
        plugin: whether adapters reaches it through a plugin interface, with hooks.
        invertible: whether invertible adapters can be added.
        prompt_tuning: whether prompt tuning can be added.
        merged_qkv: whether query, key and value are one projection.
        merged_without_bias: whether that projection has no bias, and gets a random one from the library.
        dtype: the type of its weights; None if it is not known.
        sdpa: whether its attention is `sdpa`, the default; False for another, or if that is not known.
        tokenizer_named: whether its configuration says `tokenizer_name_or_path`; None if that is not known.
        convolution: whether a convolution behind its first layer reads the mask of the text (DeBERTa-v2).
        positions: how many positions it has embeddings for; 0 if that is not known.
        relative_positions: whether its attention adds embeddings of relative positions to its scores.
        fixed_positions: whether its attention adds a bias for as many positions as the image has (BEiT).
        trains_head: whether it has a head that is trained beside the adapter, as far as its class shows.
        submodel_hidden_sizes: one for each submodel with its own configuration; empty if there are none.
        head: what the class that a script builds it with is for, `TokenClassification`; None if that is not shown.
        bare: whether that class builds no head and none can be added, as `BertModel`; None if that is not shown.
        parameters: how many the model has, without heads and adapters, as `AutoModel` builds it; None if not known.
        earlier: the model as releases before `earlier_than` build it from the same configuration, whose transformers
            does not read all of it; None if they build the same.
    """

    model_type: str
    hidden_size: int | None
    embedding_size: int | None
    blocks: tuple[Block, ...] | None
    locations: tuple[Location, ...]
    first_locations: tuple[Location, ...]
    encoder_decoder: bool
    causal: bool
    plugin: bool
    invertible: bool
    prompt_tuning: bool
    merged_qkv: bool
    merged_without_bias: bool = False
    num_attention_heads: int | None = None
    num_key_value_heads: int | None = None
    intermediate_size: int | None = None
    dtype: str | None = None
    sdpa: bool = True
    tokenizer_named: bool | None = None
    convolution: bool = False
    positions: int = 0
    relative_positions: bool = False
    fixed_positions: bool = False
    trains_head: bool = False
    submodel_hidden_sizes: tuple[int | None, ...] = ()
    head: str | None = None
    bare: bool | None = None
    parameters: int | None = None
    earlier: BaseModel | None = None
    earlier_than: str = ""

    def __hash__(self) -> int:
        return hash((self.model_type, self.hidden_size, self.parameters))  # that of every layer would take long

    def in_release(self, offered: Snapshot) -> BaseModel:
        """Return the model as a release of adapters, with the transformers that it goes with, builds it."""
        if self.earlier is None or offered.meets(f">={self.earlier_than}"):
            return self
        blocks, locations = self.earlier.blocks, self.earlier.locations
        return replace(self, blocks=blocks, locations=locations, first_locations=self.earlier.first_locations)

    def supported_in(self, offered: Snapshot) -> bool:
        """Tell whether a release of adapters supports the family, natively or through a plugin interface."""
        return self.model_type in offered.models
