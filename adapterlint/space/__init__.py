"""The valid configuration space of the adapters library, as Pydantic models.

>>> from adapterlint.space import BnConfig
>>> BnConfig.model_validate({"mh_adapter": True, "output_adapter": True, "reduction_factor": 16,
...                          "non_linearity": "relu"}).original_ln_after
True
"""

from adapterlint.space.bottleneck import (
    AdapterPlusConfig,
    BnConfig,
    CompacterConfig,
    CompacterPlusPlusConfig,
    DoubleSeqBnConfig,
    DoubleSeqBnInvConfig,
    ParBnConfig,
    SeqBnConfig,
    SeqBnInvConfig,
)
from adapterlint.space.fusion import (
    AdapterFusionConfig,
    DynamicAdapterFusionConfig,
    StaticAdapterFusionConfig,
)
from adapterlint.space.lora import (
    DoRAConfig,
    DvoRAConfig,
    IA3Config,
    LoRAConfig,
    MTLLoRAConfig,
    VeraConfig,
)
from adapterlint.space.prefix_tuning import PrefixTuningConfig
from adapterlint.space.prompt_tuning import PromptTuningConfig
from adapterlint.space.reft import (
    DiReftConfig,
    LoReftConfig,
    NoReftConfig,
    ReftConfig,
)

__all__ = [
    "AdapterFusionConfig",
    "AdapterPlusConfig",
    "BnConfig",
    "CompacterConfig",
    "CompacterPlusPlusConfig",
    "DiReftConfig",
    "DoRAConfig",
    "DoubleSeqBnConfig",
    "DoubleSeqBnInvConfig",
    "DvoRAConfig",
    "DynamicAdapterFusionConfig",
    "IA3Config",
    "LoRAConfig",
    "LoReftConfig",
    "MTLLoRAConfig",
    "NoReftConfig",
    "ParBnConfig",
    "PrefixTuningConfig",
    "PromptTuningConfig",
    "ReftConfig",
    "SeqBnConfig",
    "SeqBnInvConfig",
    "StaticAdapterFusionConfig",
    "VeraConfig",
]
