"""The twin of a base model: the same architecture, small, with random weights that hide nothing."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import adapters
import torch
import transformers
from torch import nn
from transformers import AutoModel, PretrainedConfig
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from adapterlint.dynamic.models.inputs import Batch, batch_for
from adapterlint.dynamic.models.sizes import layers_of, made_small, width_of

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from adapterlint.dynamic.models.demands import Demands
    from adapterlint.dynamic.planning.originals import Original

SEED = 0
CANNOT_BUILD = (ValueError, TypeError, KeyError, AttributeError, ImportError, StopIteration, RuntimeError)
"""What transformers raises for a configuration that it can make no model of."""
PERTURBATION = 0.2
"""How far norms, biases and tokens are moved from where they are initialised.

A norm with weight 1 and bias 0, applied twice, is no different from one applied once, and would mask a mistake.
"""

_SCALING = ("gemma", "gemma2")
"""Models that multiply by the root of their width what comes out of their embeddings, and not in them."""


class TwinError(Exception):
    """No twin can be built; the message says why."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A small model, not yet able to hold adapters, and an input for it.

    Attributes:
        description: in words: `a vit with 4 of 12 layers, 128 of 768 wide`.
    """

    model: PreTrainedModel
    batch: Batch
    description: str


def build_twin(
    original: Original, demands: Demands, device: str, *, padded: bool = True, attention: str | None = None
) -> Twin:
    """Build the twin of a model.

    Args:
        attention: the implementation of attention; None for the one that transformers chooses.

    Raises:
        TwinError: the installed transformers has no such model, or it cannot be made small.
    """
    full = full_config(original)
    torch.manual_seed(SEED)
    try:
        small = made_small(full, demands)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = AutoModel.from_config(small, **({"attn_implementation": attention} if attention else {}))
    except CANNOT_BUILD as error:
        raise TwinError(f"no small {original.label} can be built: {type(error).__name__}: {error}") from error
    scramble(model)
    return Twin(
        model=model.to(device),
        batch=batch_for(model, demands.tokens, device, padded=padded),
        description=f"a {small.model_type} with {layers_of(small)} of {layers_of(full)} layers, "
        f"{width_of(small)} of {width_of(full)} wide",
    )


def full_config(original: Original) -> PretrainedConfig:
    """Return the configuration of the model that a twin stands for.

    Raises:
        TwinError: the installed transformers does not know it.
    """
    try:
        built_by = _config_class(original.class_name) if original.class_name else PretrainedConfig
        config_class = CONFIG_MAPPING[original.model_type] if original.model_type else built_by
        full: PretrainedConfig = config_class(**original.config)
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise TwinError(f"transformers {transformers.__version__} cannot build `{original.label}`: {error}") from error
    # `CLIPVisionModel` takes its part of the configuration of a whole CLIP.
    parts = (getattr(full, name, None) for name in ("vision_config", "text_config"))
    return full if isinstance(full, built_by) else next((part for part in parts if isinstance(part, built_by)), full)


def _config_class(name: str) -> type[PretrainedConfig]:
    """Return the configuration class that a class of transformers or adapters is, or is built from."""
    named = getattr(transformers, name, None) or getattr(adapters, name)
    return cast("type[PretrainedConfig]", getattr(named, "config_class", None) or named)


@torch.no_grad()  # type: ignore[untyped-decorator]
def scramble(model: PreTrainedModel) -> None:
    """Give every sub-layer an output of the size of its input, and move norms and biases off their initial values."""
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if isinstance(module, nn.Embedding):
                parameter.normal_(std=1.0 / _scale_of_embeddings(model, module))
            elif parameter.dim() > 1 and name == "weight":
                parameter.normal_(std=fan_in(module, parameter) ** -0.5)
            elif parameter.is_floating_point():
                parameter.add_(PERTURBATION * torch.randn_like(parameter))
    for module in model.modules():
        if hasattr(module, "key_value_proj_dim"):
            # T5 does not scale its attention scores, and is initialised so that it need not.
            module.q.weight.mul_(module.key_value_proj_dim**-0.5)


def _scale_of_embeddings(model: PreTrainedModel, embedding: nn.Embedding) -> float:
    """Return what a model multiplies its embeddings by; without that, they would drown all that layers add to them."""
    if isinstance(scale := getattr(embedding, "embed_scale", None), (float, torch.Tensor)):
        return float(scale)
    return width_of(model.config) ** 0.5 if model.config.model_type in _SCALING else 1.0


def fan_in(module: nn.Module, weight: torch.Tensor) -> int:
    """Return how many inputs each output of a layer sums up. GPT-2's `Conv1D` keeps its weight transposed."""
    transposed = type(module).__name__ == "Conv1D"
    return int(weight.shape[0] if transposed else weight[0].numel())
