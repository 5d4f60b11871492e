"""Prefix tuning: the valid options of `PrefixTuningConfig`.

Sources: `adapters/configuration/adapter_config.py`; Li and Liang 2021 (arXiv:2101.00190).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from adapterlint.space.configuration import AdapterConfig, Count, Flag, Fraction, LayerIds, Seed


class PrefixTuningConfig(AdapterConfig):
    """Trained keys and values in front of those of every attention layer."""

    architecture: Literal["prefix_tuning"] = Field(default="prefix_tuning", description="the method; not to be set")
    encoder_prefix: Flag = Field(default=True, description="add prefixes to the encoder of an encoder-decoder model")
    cross_prefix: Flag = Field(default=True, description="add prefixes to the cross-attention")
    leave_out: LayerIds = Field(default=(), description="ids of the layers without prefix")
    flat: Flag = Field(default=False, description="train the prefixes themselves, without a bottleneck MLP")
    prefix_length: Count = Field(default=30, description="number of prefix positions")
    bottleneck_size: Count = Field(default=512, description="width of the bottleneck MLP")
    non_linearity: str = Field(default="tanh", description="activation in the bottleneck MLP")
    dropout: Fraction = Field(default=0.0, description="dropout on the prefixes")
    use_gating: Flag = Field(default=False, description="multiply the prefixes by a trained gate")
    shared_gating: Flag = Field(default=True, description="use one gate for keys and values")
    init_weights_seed: Seed = Field(default=None, description="seed that is set before every single module")
