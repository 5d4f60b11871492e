"""AdapterFusion: the valid options of `AdapterFusionConfig` and its subclasses.

They configure what `add_adapter_fusion` adds, not an adapter. Sources:
`adapters/configuration/adapter_fusion_config.py`; Pfeiffer et al. 2021 (arXiv:2005.00247).
"""

from __future__ import annotations

from pydantic import Field

from adapterlint.space.configuration import AdapterConfig, Flag, Fraction
from adapterlint.space.hidden import NotShown


class AdapterFusionConfig(AdapterConfig):
    """Attention over the outputs of several adapters."""

    key: Flag = Field(description="project the outputs of the adapters to keys")
    query: Flag = Field(description="project the hidden state to a query")
    value: Flag = Field(description="project the outputs of the adapters to values")
    query_before_ln: Flag = Field(description="take the query before the original residual and LayerNorm")
    regularization: Flag = Field(description="read by nothing; the value matrix is always regularised")
    residual_before: Flag = Field(description="add the residual to the values, not to the result")
    temperature: Flag = Field(description="start with a temperature of 50, lowered to 1 in 1000 steps")
    value_before_softmax: Flag = Field(description="apply the value matrix before the weighted sum, not after it")
    value_initialized: Flag = Field(description="start with the identity as value matrix")
    dropout_prob: Fraction | None = Field(
        description="dropout on the attention scores; that of the base model's attention if None or 0"
    )


class _WithDefaults(AdapterFusionConfig):
    """What the fusions that have defaults have in common."""

    key: Flag = True
    query: Flag = True
    query_before_ln: Flag = False
    residual_before: Flag = False
    temperature: Flag = False
    value_before_softmax: Flag = True
    dropout_prob: Fraction | None = None


class StaticAdapterFusionConfig(_WithDefaults):
    """AdapterFusion without value matrix."""

    value: Flag = False
    regularization: Flag = False
    value_initialized: Flag = False


class DynamicAdapterFusionConfig(_WithDefaults):
    """AdapterFusion with a regularised value matrix."""

    value: Flag = True
    regularization: Flag = True
    value_initialized: Flag = True


def fusion_parameters(config: AdapterFusionConfig, hidden_size: object) -> int:
    """Return how many parameters a fusion has in one place (`adapters/methods/modeling.py`, `BertFusion`).

    Raises:
        NotShown: that depends on something unknown.
    """
    if not isinstance(hidden_size, int):
        raise NotShown
    query, key, value = bool(config.query), bool(config.key), bool(config.value)
    projections = (query + key) * (hidden_size + 1) * hidden_size + value * hidden_size**2
    return projections or hidden_size + 1
