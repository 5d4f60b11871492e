"""What the options of each method are given where pairs are drawn, and what makes some of them idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.truth import cases, fusion_cases, lora_cases
from tests.truth.cases import Arguments, Values
from tests.truth.methods import Method
from tests.truth.prefix_cases import PREFIX_TUNING
from tests.truth.prompt_cases import PROMPT_TUNING
from tests.truth.reft_cases import REFT

EVERYWHERE = list(range(24))
"""At least the layers of every base model."""


@dataclass(frozen=True)
class Kind:
    """Configurations that have the same options.

    Attributes:
        fields: what each option is given.
        stages: options that make others idle.
    """

    fields: Mapping[str, Values]
    stages: Sequence[Arguments]


INVERTIBLE = {"inv_adapter": "nice", "inv_adapter_reduction_factor": 2}
PHM = {"phm_layer": True, "reduction_factor": 4}
BOTTLENECK = Kind(
    cases.FIELDS,
    (
        {"mh_adapter": False, "output_adapter": False, **INVERTIBLE},
        {"leave_out": EVERYWHERE, **INVERTIBLE},
        {"is_parallel": True},
        {"original_ln_before": False},
        {"original_ln_before": True, "residual_before_ln": False},
        {"ln_after": True},
        PHM,
        {**PHM, "shared_W_phm": True},
        {**PHM, "shared_phm_rule": False},
        {**PHM, "factorized_phm_W": False},
        {**PHM, "phm_c_init": "uniform"},
    ),
)
LORA = Kind(
    lora_cases.FIELDS,
    (
        {"selfattn_lora": False, "intermediate_lora": True},
        {"attn_matrices": ["o"], "output_lora": True},
        {"use_gating": True},
        {"init_weights": "ia3"},
        {"composition_mode": "scale", "r": 1, "dropout": 0.0},
        {"n_up_projection": 1},
        {"dtype": "float32"},
        {"selfattn_lora": False},
    ),
)
PREFIXES = Kind(PREFIX_TUNING.fields, ({"flat": True}, {"flat": True, "use_gating": True}))
PROMPTS = Kind(PROMPT_TUNING.fields, ({"prompt_init": "random_uniform"},))
INTERVENTIONS = Kind(
    REFT.fields,
    (
        {"prefix_positions": 0, "suffix_positions": 2},
        {"tied_weights": True},
        {"layers": [0]},
        {"layers": []},
        {"output_reft": False},
    ),
)
FUSIONS = Kind(fusion_cases.FIELDS, ({"value": False}, {"query": False}, {"value": True}))
KINDS = {
    "BnConfig": BOTTLENECK,
    "LoRAConfig": LORA,
    "PrefixTuningConfig": PREFIXES,
    "PromptTuningConfig": PROMPTS,
    "ReftConfig": INTERVENTIONS,
}
"""What there is of each method, by the name of its class."""
METHODS: Mapping[str, Method] = {
    "PrefixTuningConfig": PREFIX_TUNING,
    "PromptTuningConfig": PROMPT_TUNING,
    "ReftConfig": REFT,
}
