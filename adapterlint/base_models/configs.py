"""From the configuration of a transformers model to its layers and the places for adapters in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Final

from adapterlint.base_models.counting import count_parameters
from adapterlint.base_models.families import Family, Stack, Submodel, family_named
from adapterlint.base_models.fields import Config, Fields, config_of_submodel
from adapterlint.base_models.model import BaseModel, Block, Location, PrefixLocation
from adapterlint.space.releases import RELEASES, snapshot

_HEAD_DIM_SINCE: Final = {"llama": "1.0.1", "mistral": "1.0.0"}
"""The first release whose transformers reads `head_dim`; before, heads are as wide as all models have them."""


@dataclass(frozen=True, slots=True)
class Described:
    """A model type and the configuration of a model of it, None if nothing of that is known."""

    model_type: str
    config: Config | None


def from_config(config: Config) -> BaseModel | None:
    """Return what a configuration describes, a config.json or `config.to_dict()`.

    Fields that are left out have the default of their class, as when transformers reads the configuration.

    Returns:
        None for a family that adapters does not know.
    """
    model_type = config.get("model_type")
    model = from_description(Described(model_type, config)) if isinstance(model_type, str) else None
    named = "tokenizer_name_or_path" in config
    if model is None:
        return None
    return replace(model, dtype=_dtype(config), tokenizer_named=named, parameters=count_parameters(config))


def _dtype(config: Config) -> str | None:
    """Return the type of the weights: transformers loads float32, or asked for it, the type that they were saved in."""
    saved = config.get("dtype") or config.get("torch_dtype") or "float32"
    return "float32" if saved == "float32" else None


def from_model_type(model_type: str) -> BaseModel | None:
    """Return what is known of every model of a type: all but the sizes and the number of layers.

    Returns:
        None for a type that adapters does not know, and for one that may consist of any two models.
    """
    return from_description(Described(model_type, None))


def from_description(description: Described) -> BaseModel | None:
    """Return what is known of a model by its type and its configuration."""
    family = family_named(description.model_type)
    return read(family, description.config) if family else None


def read(family: Family, config: Config | None, parts: Sequence[str] | None = None) -> BaseModel | None:
    """Return the model of a family that a configuration describes.

    Args:
        family: tells how to read the configuration.
        config: None if nothing of it is known.
        parts: the stacks or submodels that are built; None for all.

    Returns:
        None if a submodel is of an unknown family.
    """
    chosen = tuple(family.parts if parts is None else parts)
    if family.submodels:
        models = [_submodel(name, family.submodels[name], config) for name in chosen]
        known = [model for model in models if model is not None]
        return _composed(family, known) if len(known) == len(models) else None
    since = _HEAD_DIM_SINCE.get(family.model_type, "")
    without_head_dim = {name: value for name, value in (config or {}).items() if name != "head_dim"}
    is_ignored = since and config is not None and len(without_head_dim) < len(config)
    fields = Fields(family, config)
    stacks = [family.stacks[name] for name in chosen]
    locations = [fields.locations(stack) for stack in stacks]
    return BaseModel(
        model_type=family.model_type,
        hidden_size=fields.size("hidden_size"),
        embedding_size=fields.size("embedding_size"),
        blocks=_blocks(zip(stacks, locations, strict=True), fields),
        locations=_distinct(chain.from_iterable(locations)),
        first_locations=locations[0],
        encoder_decoder=family.encoder_decoder and chosen == family.parts,
        causal=family.causal or chosen == ("decoder",) or fields.flag("is_decoder"),
        plugin=_is_plugin(family.model_type),
        invertible=family.invertible,
        prompt_tuning=family.prompt_tuning,
        merged_qkv=family.merged_qkv,
        merged_without_bias=family.merged_without_bias and not fields.flag("attention_bias"),
        num_attention_heads=fields.size("num_attention_heads"),
        num_key_value_heads=fields.size("num_key_value_heads"),
        intermediate_size=fields.size("intermediate_size"),
        convolution=fields.count("conv_kernel_size") > 0,
        positions=fields.count("max_position_embeddings"),
        relative_positions=(config or {}).get("position_embedding_type") in ("relative_key", "relative_key_query"),
        fixed_positions=any(fields.flag(f"use_{kind}relative_position_bias") for kind in ("", "shared_")),
        earlier=read(family, without_head_dim, parts) if is_ignored else None,
        earlier_than=since,
    )


def _blocks(stacks: Iterable[tuple[Stack, tuple[Location, ...]]], fields: Fields) -> tuple[Block, ...] | None:
    numbers = count()
    blocks: list[Block] = []
    width = fields.size("hidden_size")
    for stack, locations in stacks:
        depth = fields.depth(stack)
        if depth is None:
            return None
        blocks += [Block(next(numbers), width, locations) for _ in range(depth)]
    return tuple(blocks)


def _is_plugin(model_type: str) -> bool:
    support = snapshot(RELEASES[-1]).models.get(model_type)
    return support is not None and support.plugin


# Models that consist of submodels


def _submodel(name: str, submodel: Submodel, config: Config | None) -> BaseModel | None:
    """Return a submodel; None if its family is unknown, or it is not a single stack."""
    own = config_of_submodel(submodel, config)
    family = family_named(submodel.model_type or (own or {}).get("model_type"))
    model = read(family, own) if family and len(family.parts) == 1 else None
    return _with_own_prefixes(name, model) if model else None


def _with_own_prefixes(name: str, model: BaseModel) -> BaseModel:
    """Each submodel has prefixes of its own, whatever they are called in it."""

    def renamed(locations: Iterable[Location]) -> tuple[Location, ...]:
        return tuple(
            replace(one, key=f"{name}.{one.key}") if isinstance(one, PrefixLocation) else one for one in locations
        )

    blocks = model.blocks and tuple(replace(block, locations=renamed(block.locations)) for block in model.blocks)
    return replace(
        model, blocks=blocks, locations=renamed(model.locations), first_locations=renamed(model.first_locations)
    )


def _composed(family: Family, models: Sequence[BaseModel]) -> BaseModel:
    return BaseModel(
        model_type=family.model_type,
        hidden_size=_common(model.hidden_size for model in models),
        embedding_size=models[0].embedding_size,
        blocks=_numbered([model.blocks for model in models], restart=family.ids_restart),
        locations=_distinct(location for model in models for location in model.locations),
        first_locations=models[0].first_locations,
        encoder_decoder=family.encoder_decoder,
        causal=family.causal,
        plugin=any(model.plugin for model in models),
        invertible=family.invertible,
        prompt_tuning=family.prompt_tuning,
        merged_qkv=any(model.merged_qkv for model in models),
        merged_without_bias=any(model.merged_without_bias for model in models),
        num_attention_heads=_common(model.num_attention_heads for model in models),
        num_key_value_heads=_common(model.num_key_value_heads for model in models),
        intermediate_size=_common(model.intermediate_size for model in models),
        submodel_hidden_sizes=tuple(model.hidden_size for model in models),
    )


def _numbered(parts: Iterable[tuple[Block, ...] | None], *, restart: bool) -> tuple[Block, ...] | None:
    """Put the layers of submodels in a row, counted through unless each submodel counts its own."""
    row: list[Block] = []
    for blocks in parts:
        if blocks is None:
            return None
        offset = 0 if restart else len(row)
        row += [replace(block, layer=block.layer + offset) for block in blocks]
    return tuple(row)


def _distinct(locations: Iterable[Location]) -> tuple[Location, ...]:
    return tuple(dict.fromkeys(locations))


def _common(sizes: Iterable[int | None]) -> int | None:
    """Return the size that all have, None if they differ."""
    distinct = set(sizes)
    return distinct.pop() if len(distinct) == 1 else None
