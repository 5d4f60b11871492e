"""The order in which the library finds things wrong, so that the first failure can be told.

Read from adapters 1.3.0 (`wrappers/model.py`, `model_mixin.py:add_adapter`, `methods/bottleneck.py`,
`methods/modeling.py`) and the same in the older releases. Within `add_adapter` the library goes layer
by layer and location by location, and a forward pass layer by layer.
"""

from __future__ import annotations

from typing import Final

STEPS: Final[tuple[str, ...]] = (
    # construct: the arguments of a class, then what a union checks of its parts
    "arguments",
    "mam-parts",
    "union-parts",
    "union-conflict",
    # add_adapter, before any module is built
    "supported",
    "hash",
    # add_adapter, per place: BottleneckLayer.add_adapter, then Adapter.__init__
    "leave-out",
    "claimed-once",
    "reduction-factor",
    "layer-hook",
    "width",
    "reft-layers",
    "reft-dtype",
    "reft-seed",
    "reft-projection",
    "lora-module",
    "phm-layer",
    "phm-seed",
    "activation",
    "scaling",
    "dropout",
    "seed",
    "init-weights",
    "stochastic-depth",
    # add_adapter, after the places: the prompt, parameters that all layers share, prefixes, the invertible adapter
    "prompt-length",
    "prompt-seed",
    "prompt-init",
    "prompt-combine",
    "plugin-invertible",
    "shared-phm-once",
    "shared-phm-widths",
    "shared-phm",
    "lora-once",
    "shared-vera-widths",
    "shared-vera-module",
    "shared-vera",
    "prefix-once",
    "prefix-placed",
    "prefix-seed",
    "prefix-length",
    "prefix-bottleneck",
    "prefix-activation",
    "prefix-dropout",
    "invertible-once",
    "invertible",
    # forward, backward: prefixes are computed first, ReFT comes at the end of each layer
    "prefix-forward",
    "embedding-forward",
    "lora-forward",
    "prefix-attention",
    "shared-overwritten",
    "feed-forward-lora-forward",
    "adapter-input",
    "depth-forward",
    "dropout-forward",
    "reft-positions",
    "reft-forward",
    "convolution-forward",
    "backward",
)

PER_PLACE: Final = frozenset(STEPS[STEPS.index("leave-out") : STEPS.index("prompt-length")])
"""The steps of `add_adapter` that are taken in each layer and location."""

PER_LAYER: Final = frozenset(STEPS[STEPS.index("lora-forward") : STEPS.index("backward")])
"""The steps of a forward pass that are taken in each layer."""

BUILDING: Final = frozenset(STEPS[: STEPS.index("union-conflict") + 1])
"""The steps in which a configuration object is built; when that is depends on how it is written."""

_PHASES: Final = ("construct", "add_adapter", "forward", "backward")
_AFTER_ALL_PLACES: Final = 1_000_000

Rank = tuple[int, int, int, int]


def rank(phase: str, step: str | None, place: int, block: int, made: int = 0) -> Rank:
    """Return a sort key: smaller happens earlier.

    Args:
        phase: `construct`, `add_adapter`, `forward` or `backward`.
        step: one of `STEPS`; None sorts last in its phase.
        place: the turn of a union or a part of it in `construct`; of the layer and location in `add_adapter`.
        block: the turn of the layer in a forward pass.
        made: how often the library has made the configuration anew.
    """
    number = STEPS.index(step) if step in STEPS else len(STEPS)
    if phase == "construct":
        stage = place
    elif step in PER_PLACE:
        stage = place + 1
    elif step in PER_LAYER:
        stage = block
    elif phase == "forward":
        stage = -1 if step in STEPS else _AFTER_ALL_PLACES
    else:
        stage = 0 if step in ("supported", "hash", "arguments") else _AFTER_ALL_PLACES
    return (_PHASES.index(phase), made, stage, number)
