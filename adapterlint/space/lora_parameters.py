"""How many parameters a module of LoRA or its kin trains.

Source: `adapters/methods/lora.py`, the constructors of `LoRA`, `MTLLoRA`, `Vera` and `IA3`. The matrices that VeRA
shares are frozen, and not counted.
"""

from __future__ import annotations

from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.space.lora import LoRAConfig, MTLLoRAConfig
from adapterlint.space.lora_modules import AdaptedMatrix, heads_of, kind_of
from adapterlint.space.releases import Snapshot


def parameters(config: LoRAConfig, adapted: AdaptedMatrix, offered: Snapshot) -> int:
    """Return how many parameters the module for a matrix trains, of a configuration that can be built."""
    inputs, outputs = _known(adapted.in_features), _known(adapted.out_features)
    heads, rank = 1, config.r
    if adapted.merged:
        heads = heads_of(config, offered)
        rank, outputs = config.r * heads, outputs // 3 * heads
    gate = (inputs + 1) * heads if config.use_gating else 0
    magnitude = outputs if config.use_dora else 0
    down, up = rank * inputs, outputs * config.r
    match kind_of(config):
        case "IA3":
            return up + gate
        case "Vera":
            return rank**2 + outputs**2 + magnitude + gate
        case _ if isinstance(config, MTLLoRAConfig):
            return down + config.n_up_projection * (up + 1) + config.r + gate
        case _:
            return down + up + magnitude + gate


def _known(size: object) -> int:
    if isinstance(size, Hidden) or not isinstance(size, int):
        raise NotShown
    return size
