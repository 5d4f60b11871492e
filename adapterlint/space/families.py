"""The methods of the library, and the configuration models of each."""

from __future__ import annotations

from typing import Final, Literal

from adapterlint import space
from adapterlint.space.configuration import AdapterConfig

Method = Literal["bottleneck", "lora", "prefix_tuning", "prompt_tuning", "reft", "fusion"]

BASES: Final[dict[type[AdapterConfig], Method]] = {
    space.BnConfig: "bottleneck",
    space.LoRAConfig: "lora",
    space.PrefixTuningConfig: "prefix_tuning",
    space.PromptTuningConfig: "prompt_tuning",
    space.ReftConfig: "reft",
    space.AdapterFusionConfig: "fusion",
}
"""The class that all configurations of a method derive from."""


def model_of(class_name: str) -> type[AdapterConfig] | None:
    """Return the model of a configuration class of the library; None for unions."""
    model = getattr(space, class_name, None) if class_name in space.__all__ else None
    return model if isinstance(model, type) and issubclass(model, AdapterConfig) else None


def method_of(config: AdapterConfig) -> Method:
    """Return the method that a configuration is of."""
    return next(method for base, method in BASES.items() if isinstance(config, base))
