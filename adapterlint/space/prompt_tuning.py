"""Prompt tuning: the valid options of `PromptTuningConfig`.

Sources: `adapters/configuration/adapter_config.py`; Lester et al. 2021 (arXiv:2104.08691).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from adapterlint.space.configuration import AdapterConfig, Count, Seed


class PromptTuningConfig(AdapterConfig):
    """Trained embeddings in front of the input."""

    architecture: Literal["prompt_tuning"] = Field(default="prompt_tuning", description="the method; not to be set")
    prompt_length: Count = Field(default=10, description="number of prompt tokens")
    prompt_init: Literal["random_uniform", "from_string"] = Field(
        default="random_uniform", description="initialisation"
    )
    prompt_init_text: str | None = Field(default=None, description="text to start from, with `from_string`")
    combine: Literal["prefix", "prefix_after_bos"] = Field(default="prefix", description="where the prompt is put")
    init_weights_seed: Seed = Field(default=None, description="seed that is set before every single module")
