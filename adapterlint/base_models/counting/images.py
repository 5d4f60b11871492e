"""Models of images, and of images with text."""

from __future__ import annotations

from typing import Final

from adapterlint.base_models.counting import pieces
from adapterlint.base_models.counting.fields import Count, CountedFields


def _patches(fields: CountedFields) -> tuple[int, int]:
    """Return how many patches an image has, and the parameters that embed one, without bias."""
    side = fields.size("patch_size")
    number = (fields.size("image_size") // side) ** 2
    return number, fields.size("num_channels") * side * side * fields.size("hidden_size")


def _vit(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    number, patch = _patches(fields)
    attention = 3 * pieces.linear(width, width, bias=fields.flag("qkv_bias")) + pieces.linear(width, width)
    layer = attention + pieces.feed_forward(width, fields.size("intermediate_size")) + 2 * pieces.norm(width)
    pooler = pieces.linear(width, fields.size("pooler_output_size", default=width))
    fields.ignore("encoder_stride")
    layers = fields.size("num_hidden_layers") * layer
    return width + (number + 1) * width + patch + width + layers + pieces.norm(width) + pooler


def _beit(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    number, patch = _patches(fields)
    side = fields.size("image_size") // fields.size("patch_size")
    distances = ((2 * side - 1) ** 2 + 3) * fields.size("num_attention_heads")
    tokens = 2 if fields.flag("use_mask_token") else 1
    positions = number + 1 if fields.flag("use_absolute_position_embeddings") else 0
    layer = 4 * pieces.linear(width, width) - width + pieces.feed_forward(width, fields.size("intermediate_size"))
    layer += 2 * pieces.norm(width) + (2 * width if fields.number("layer_scale_init_value") > 0 else 0)
    layer += distances if fields.flag("use_relative_position_bias") else 0
    shared = distances if fields.flag("use_shared_relative_position_bias") else 0
    fields.ignore("use_mean_pooling")
    layers = fields.size("num_hidden_layers") * layer
    return (tokens + positions) * width + patch + width + layers + shared + pieces.norm(width)


def _clip_layers(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    layer = (
        4 * pieces.linear(width, width)
        + pieces.feed_forward(width, fields.size("intermediate_size"))
        + 2 * pieces.norm(width)
    )
    fields.ignore("projection_dim")
    return fields.size("num_hidden_layers") * layer


def _clip_text(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    tables = fields.size("vocab_size") + fields.size("max_position_embeddings")
    return tables * width + _clip_layers(fields) + pieces.norm(width)


def _clip_vision(fields: CountedFields) -> int:
    width = fields.size("hidden_size")
    number, patch = _patches(fields)
    return width + patch + (number + 1) * width + _clip_layers(fields) + 2 * pieces.norm(width)


def _clip(fields: CountedFields) -> int:
    text, vision = fields.submodel("text"), fields.submodel("vision")
    projections = fields.size("projection_dim") * (text.size("hidden_size") + vision.size("hidden_size"))
    stacks = _clip_text(text) + _clip_vision(vision)
    text.check_the_rest()
    vision.check_the_rest()
    return stacks + projections + 1


FAMILIES: Final[dict[str, Count]] = {
    "beit": _beit,
    "clip": _clip,
    "clip_text_model": _clip_text,
    "clip_vision_model": _clip_vision,
    "vit": _vit,
}
