"""The base models that configurations are tried on: one per architecture, tiny, without dropout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HIDDEN_SIZE = 64
LAYERS = 2
HEADS = 4
VOCABULARY = 99
IMAGE, PATCH = 16, 8
MEL_BINS, FRAMES = 16, 24


@dataclass(frozen=True)
class Recipe:
    """How to build one base model.

    Attributes:
        prefix: what the classes of the architecture in transformers start with: `Bert`, `ViT`.
        batch: the kind of batch that it takes, see `base_models`.
        config: arguments of its configuration, beyond the sizes that all share; sizes may be functions of the
            hidden size.
        config_class, model_class: their names, where they are not the prefix followed by `Config` and `Model`.
    """

    prefix: str
    batch: str = "text"
    config: Mapping[str, Any] = field(default_factory=dict)
    config_class: str = "{}Config"
    model_class: str = "{}Model"


def _encoder(**more: Any) -> dict[str, Any]:
    return {
        "hidden_size": lambda hidden: hidden,
        "intermediate_size": lambda hidden: 2 * hidden,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "max_position_embeddings": 64,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "vocab_size": VOCABULARY,
        **more,
    }


def _decoder(**more: Any) -> dict[str, Any]:
    return {
        "hidden_size": lambda hidden: hidden,
        "intermediate_size": lambda hidden: 2 * hidden,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": HEADS // 2,
        "head_dim": lambda hidden: hidden // HEADS,
        "max_position_embeddings": 64,
        "attention_dropout": 0.0,
        "vocab_size": VOCABULARY,
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        **more,
    }


def _encoder_decoder(**more: Any) -> dict[str, Any]:
    return {
        "d_model": lambda hidden: hidden,
        "encoder_layers": LAYERS,
        "decoder_layers": LAYERS,
        "encoder_attention_heads": HEADS,
        "decoder_attention_heads": HEADS,
        "encoder_ffn_dim": lambda hidden: 2 * hidden,
        "decoder_ffn_dim": lambda hidden: 2 * hidden,
        "max_position_embeddings": 64,
        "dropout": 0.0,
        "attention_dropout": 0.0,
        "activation_dropout": 0.0,
        "vocab_size": VOCABULARY,
        **more,
    }


def _two_towers(**vision: Any) -> dict[str, Any]:
    return {
        "text_config": _WORDS_TOWER,
        "vision_config": {**_TOWER, **_IMAGES, **vision},
        "projection_dim": lambda hidden: hidden,
    }


_T5 = {
    "d_model": lambda hidden: hidden,
    "d_kv": lambda hidden: hidden // HEADS,
    "d_ff": lambda hidden: 2 * hidden,
    "num_layers": LAYERS,
    "num_heads": HEADS,
    "dropout_rate": 0.0,
    "vocab_size": VOCABULARY,
}
_GPT = {
    "n_embd": lambda hidden: hidden,
    "n_layer": LAYERS,
    "n_head": HEADS,
    "n_positions": 64,
    "embd_pdrop": 0.0,
    "resid_pdrop": 0.0,
    "attn_pdrop": 0.0,
    "vocab_size": VOCABULARY,
    "bos_token_id": 0,
    "eos_token_id": 2,
}
_IMAGES = {"image_size": IMAGE, "patch_size": PATCH}
_TOWER = {
    "hidden_size": lambda hidden: hidden,
    "intermediate_size": lambda hidden: 2 * hidden,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
}
_WORDS_TOWER = {
    **_TOWER,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": 64,
    "pad_token_id": 1,
    "bos_token_id": 0,
    "eos_token_id": 2,
}
_GEMMA = _decoder(query_pre_attn_scalar=16, sliding_window=64)

RECIPES: dict[str, Recipe] = {
    "bert": Recipe("Bert", config=_encoder()),
    "bert-decoder": Recipe("Bert", "text with states", _encoder(is_decoder=True, add_cross_attention=True)),
    "roberta": Recipe("Roberta", config=_encoder()),
    "xlm-roberta": Recipe("XLMRoberta", config=_encoder()),
    "electra": Recipe("Electra", config=_encoder(embedding_size=lambda hidden: hidden)),
    "electra-small-embedding": Recipe("Electra", config=_encoder(embedding_size=32)),
    "albert": Recipe("Albert", config=_encoder(embedding_size=32)),
    "albert-groups": Recipe(
        "Albert", config=_encoder(embedding_size=32, num_hidden_layers=4, num_hidden_groups=2, inner_group_num=2)
    ),
    "distilbert": Recipe(
        "DistilBert",
        config={
            "dim": lambda hidden: hidden,
            "hidden_dim": lambda hidden: 2 * hidden,
            "n_layers": LAYERS,
            "n_heads": HEADS,
            "dropout": 0.0,
            "attention_dropout": 0.0,
            "max_position_embeddings": 64,
            "vocab_size": VOCABULARY,
        },
    ),
    "deberta": Recipe("Deberta", config=_encoder(relative_attention=True, pos_att_type=["c2p", "p2c"])),
    "deberta-v2": Recipe("DebertaV2", config=_encoder(relative_attention=True, pos_att_type=["c2p", "p2c"])),
    "xmod": Recipe("Xmod", config=_encoder(languages=["en_XX"], default_language="en_XX")),
    "vit": Recipe("ViT", "image", _encoder(**_IMAGES)),
    "beit": Recipe("Beit", "image", _encoder(**_IMAGES, layer_scale_init_value=0.5, drop_path_rate=0.0)),
    "clip": Recipe("CLIP", "text and image", _two_towers()),
    "clip-uneven": Recipe("CLIP", "text and image", _two_towers(hidden_size=96)),
    "clip_text_model": Recipe("CLIPText", config=_WORDS_TOWER),
    "clip_vision_model": Recipe("CLIPVision", "image", {**_TOWER, **_IMAGES}),
    "gpt2": Recipe("GPT2", config=_GPT),
    "gptj": Recipe("GPTJ", config={**_GPT, "rotary_dim": 8}),
    "t5": Recipe("T5", "text to text", _T5),
    "t5-encoder": Recipe("T5", config=_T5, model_class="{}EncoderModel"),
    "mt5": Recipe("MT5", "text to text", {**_T5, "feed_forward_proj": "gated-gelu"}),
    "bart": Recipe("Bart", "text to text", _encoder_decoder()),
    "mbart": Recipe("MBart", "text to text", _encoder_decoder()),
    "plbart": Recipe("PLBart", "text to text", _encoder_decoder()),
    "whisper": Recipe(
        "Whisper",
        "speech",
        _encoder_decoder(
            num_mel_bins=MEL_BINS,
            max_source_positions=FRAMES // 2,
            max_target_positions=64,
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
            decoder_start_token_id=0,
            apply_spec_augment=False,
        ),
    ),
    "llama": Recipe("Llama", config=_decoder()),
    "mistral": Recipe("Mistral", config=_decoder()),
    "modernbert": Recipe(
        "ModernBert",
        config=_decoder(
            cls_token_id=0,
            sep_token_id=2,
            reference_compile=False,
            embedding_dropout=0.0,
            mlp_dropout=0.0,
            local_attention=8,
        ),
    ),
    "qwen2": Recipe("Qwen2", config=_decoder()),
    "qwen3": Recipe("Qwen3", config=_decoder()),
    "gemma2": Recipe("Gemma2", config=_GEMMA),
    "gemma3_text": Recipe("Gemma3", config=_GEMMA, config_class="{}TextConfig", model_class="{}TextModel"),
    "phi": Recipe("Phi", config=_decoder(num_key_value_heads=HEADS, resid_pdrop=0.0, embd_pdrop=0.0)),
}
_ODD = {"hidden_size": 60, "intermediate_size": 90, "num_hidden_layers": 3}
UNUSUAL: dict[str, Recipe] = {
    "bert-odd": Recipe("Bert", config=_encoder(**_ODD)),
    "vit-odd": Recipe("ViT", "image", _encoder(**_IMAGES, **_ODD)),
    "bert-causal": Recipe("Bert", config=_encoder(is_decoder=True)),
    "bert-generation": Recipe("BertGeneration", config=_encoder(), model_class="{}Encoder"),
    "electra-causal": Recipe("Electra", config=_encoder(embedding_size=96, is_decoder=True)),
    "roberta-decoder": Recipe("Roberta", "text with states", _encoder(is_decoder=True, add_cross_attention=True)),
    "xmod-decoder": Recipe(
        "Xmod",
        "text with states",
        _encoder(languages=["en_XX"], default_language="en_XX", is_decoder=True, add_cross_attention=True),
    ),
    "encoder-decoder": Recipe(
        "EncoderDecoder",
        "text to text",
        {
            "encoder": {"model_type": "bert", **_encoder()},
            "decoder": {"model_type": "bert", **_encoder(is_decoder=True, add_cross_attention=True)},
        },
    ),
    "albert-many-groups": Recipe(
        "Albert", config=_encoder(embedding_size=96, num_hidden_layers=3, num_hidden_groups=3, inner_group_num=1)
    ),
    "deberta-v2-shared-key": Recipe(
        "DebertaV2", config=_encoder(relative_attention=True, pos_att_type=["c2p", "p2c"], share_att_key=True)
    ),
    "clip-more-layers": Recipe("CLIP", "text and image", _two_towers(num_hidden_layers=3)),
    "gpt2-narrow-inner": Recipe("GPT2", config={**_GPT, "n_inner": 48, "n_layer": 3}),
    "gptj-narrow-inner": Recipe("GPTJ", config={**_GPT, "rotary_dim": 8, "n_inner": 48}),
    "t5-wide-heads": Recipe("T5", "text to text", {**_T5, "d_kv": 32, "num_decoder_layers": 3}),
    "t5-gated": Recipe("T5", "text to text", {**_T5, "feed_forward_proj": "gated-gelu", "num_decoder_layers": 1}),
    "mt5-plain": Recipe("MT5", "text to text", {**_T5, "feed_forward_proj": "relu", "d_kv": 8}),
    "bart-uneven": Recipe(
        "Bart",
        "text to text",
        _encoder_decoder(
            encoder_layers=1, decoder_layers=3, encoder_ffn_dim=96, decoder_ffn_dim=32, decoder_attention_heads=2
        ),
    ),
    "llama-many-key-heads": Recipe("Llama", config=_decoder(num_key_value_heads=HEADS)),
    "llama-one-key-head": Recipe("Llama", config=_decoder(num_key_value_heads=1)),
    "llama-wide-heads": Recipe("Llama", config=_decoder(head_dim=32)),
    "mistral-wide-heads": Recipe("Mistral", config=_decoder(head_dim=32)),
    "qwen2-many-key-heads": Recipe("Qwen2", config=_decoder(num_key_value_heads=HEADS)),
    "qwen3-wide-heads": Recipe("Qwen3", config=_decoder(head_dim=32)),
    "gemma2-one-key-head": Recipe("Gemma2", config={**_GEMMA, "num_key_value_heads": 1, "head_dim": 32}),
    "phi-few-key-heads": Recipe("Phi", config=_decoder(resid_pdrop=0.0, embd_pdrop=0.0)),
}
"""Models of unusual sizes and kinds, drawn as often as the others."""
RECIPES |= UNUSUAL
PLUGIN_TYPES = frozenset({"ModernBert", "Qwen2", "Qwen3", "Gemma2", "Gemma3", "Phi"})
"""Prefixes of the models that adapters reaches through its plugin interface, from 1.2.0 on."""

WIDE = "@128"
"""At the end of a model's name: twice as wide, as the default Compacter needs it."""

NAMES = (*RECIPES, *(name + WIDE for name in ("bert", "vit", "gpt2", "t5", "llama", "qwen2")))
