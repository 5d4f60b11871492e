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

__all__ = [
    "AdapterPlusConfig",
    "BnConfig",
    "CompacterConfig",
    "CompacterPlusPlusConfig",
    "DoubleSeqBnConfig",
    "DoubleSeqBnInvConfig",
    "ParBnConfig",
    "SeqBnConfig",
    "SeqBnInvConfig",
]
