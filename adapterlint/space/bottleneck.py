"""Bottleneck adapters: the valid options of `BnConfig` and its subclasses, and what follows from them.

The models state what the library documents; `adapterlint.space.releases` holds what each release
has. Sources: `adapters/configuration/adapter_config.py`; Houlsby et al. 2019 (arXiv:1902.00751),
Pfeiffer et al. 2020 (arXiv:2005.00247), He et al. 2021 (arXiv:2110.04366), Mahabadi et al. 2021
(arXiv:2106.04647), Steitz and Roth 2024 (arXiv:2406.06820).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from adapterlint.space.configuration import AdapterConfig, Count, Flag, Fraction, LayerIds, Seed

Positive = Annotated[float, Strict(), Field(gt=0)]
ReductionFactor = Positive | dict[str, Positive]
Scaling = Annotated[float, Strict()] | Literal["learned", "channel"]


class BnConfig(AdapterConfig):
    """A bottleneck adapter: down-projection, non-linearity, up-projection, with residual and norms around it."""

    mh_adapter: Flag = Field(description="add adapters after the self-attention of each layer")
    output_adapter: Flag = Field(description="add adapters after the feed-forward network of each layer")
    reduction_factor: ReductionFactor = Field(
        description="hidden size divided by bottleneck width: a number, or a mapping from layer ids (texts) to numbers"
    )
    non_linearity: str = Field(description="activation in the bottleneck")
    original_ln_before: Flag = Field(
        default=False,
        description="apply the base model's residual and LayerNorm before the bottleneck (sequential only)",
    )
    original_ln_after: Flag = Field(
        default=True, description="apply the base model's residual and LayerNorm after the bottleneck"
    )
    ln_before: Flag = Field(default=False, description="add a new LayerNorm before the down-projection")
    ln_after: Flag = Field(default=False, description="add a new LayerNorm after the up-projection")
    init_weights: Literal["bert", "mam_adapter", "houlsby"] = Field(default="bert", description="initialisation")
    init_weights_seed: Seed = Field(
        default=None, description="seed that is set before every single adapter module, so that all start alike"
    )
    is_parallel: Flag = Field(default=False, description="apply the bottleneck in parallel to the sub-layer")
    scaling: Scaling = Field(default=1.0, description="factor on the bottleneck's output: a float, or learned")
    use_gating: Flag = Field(default=False, description="multiply the output by a trained gate")
    residual_before_ln: bool | Literal["post_add"] | None = Field(
        default=True, description="take the adapter's own residual before the original LayerNorm"
    )
    adapter_residual_before_ln: Flag = Field(
        default=False, description="add the adapter's own residual before the new LayerNorm of `ln_after`"
    )
    inv_adapter: Literal["nice", "glow"] | None = Field(
        default=None, description="invertible adapter after the embedding layer"
    )
    inv_adapter_reduction_factor: Positive | None = Field(
        default=None, description="reduction inside the invertible adapter"
    )
    cross_adapter: Flag = Field(default=False, description="add adapters after the cross-attention of decoder layers")
    leave_out: LayerIds = Field(default=(), description="ids of the layers without adapter")
    dropout: Fraction = Field(default=0.0, description="dropout on the bottleneck's output")
    phm_layer: Flag = Field(default=False, description="use PHM layers (Compacter) for both projections")
    phm_dim: Count = Field(default=4, description="number of summands of a PHM layer; divides both widths")
    factorized_phm_W: Flag = Field(default=True, description="factorise the PHM weights")  # noqa: N815 - the library's name
    shared_W_phm: Flag = Field(default=False, description="share the PHM weights across layers")  # noqa: N815 - the library's name
    shared_phm_rule: Flag = Field(default=True, description="share the PHM rule across layers")
    factorized_phm_rule: Flag = Field(default=False, description="factorise the PHM rule")
    phm_c_init: Literal["normal", "uniform"] = Field(default="normal", description="initialisation of the PHM rule")
    phm_init_range: Annotated[float, Strict(), Field(ge=0)] = Field(
        default=0.0001, description="standard deviation of the PHM rule at the start"
    )
    learn_phm: Flag = Field(default=True, description="train the PHM rule")
    hypercomplex_nonlinearity: Literal["phm", "glorot-normal", "glorot-uniform", "normal"] = Field(
        default="glorot-uniform", description="distribution that the PHM weights are drawn from"
    )
    phm_rank: Count = Field(default=1, description="rank of factorised PHM weights")
    phm_bias: Flag = Field(default=True, description="give PHM layers a bias")
    stochastic_depth: Fraction = Field(default=0.0, description="probability of dropping the adapter of a sample")


class SeqBnConfig(BnConfig):
    """One sequential adapter per layer, after the feed-forward network (Pfeiffer et al. 2020)."""

    mh_adapter: Flag = False
    output_adapter: Flag = True
    reduction_factor: ReductionFactor = 16
    non_linearity: str = "relu"
    original_ln_before: Flag = True


class SeqBnInvConfig(SeqBnConfig):
    """`SeqBnConfig` with a NICE invertible adapter, for language adapters (Pfeiffer et al. 2020)."""

    inv_adapter: Literal["nice", "glow"] | None = "nice"
    inv_adapter_reduction_factor: Positive | None = 2


class DoubleSeqBnConfig(BnConfig):
    """Two sequential adapters per layer (Houlsby et al. 2019)."""

    mh_adapter: Flag = True
    output_adapter: Flag = True
    reduction_factor: ReductionFactor = 16
    non_linearity: str = "swish"


class DoubleSeqBnInvConfig(DoubleSeqBnConfig):
    """`DoubleSeqBnConfig` with a NICE invertible adapter."""

    inv_adapter: Literal["nice", "glow"] | None = "nice"
    inv_adapter_reduction_factor: Positive | None = 2


class ParBnConfig(BnConfig):
    """One parallel, scaled adapter per layer (He et al. 2021)."""

    mh_adapter: Flag = False
    output_adapter: Flag = True
    reduction_factor: ReductionFactor = 2
    non_linearity: str = "relu"
    init_weights: Literal["bert", "mam_adapter", "houlsby"] = "mam_adapter"
    is_parallel: Flag = True
    scaling: Scaling = 4.0


class CompacterConfig(DoubleSeqBnConfig):
    """Two sequential adapters per layer, of PHM layers (Mahabadi et al. 2021)."""

    reduction_factor: ReductionFactor = 32
    non_linearity: str = "gelu"
    phm_layer: Flag = True


class CompacterPlusPlusConfig(SeqBnConfig):
    """One sequential adapter per layer, of PHM layers (Mahabadi et al. 2021)."""

    reduction_factor: ReductionFactor = 32
    non_linearity: str = "gelu"
    phm_layer: Flag = True


class AdapterPlusConfig(BnConfig):
    """One sequential adapter per layer with a channel-wise scale, for vision (Steitz and Roth 2024)."""

    mh_adapter: Flag = False
    output_adapter: Flag = True
    reduction_factor: ReductionFactor = 96
    non_linearity: str = "gelu"
    original_ln_before: Flag = True
    original_ln_after: Flag = False
    init_weights: Literal["bert", "mam_adapter", "houlsby"] = "houlsby"
    scaling: Scaling = "channel"
    residual_before_ln: bool | Literal["post_add"] | None = False
    stochastic_depth: Fraction = 0.1
