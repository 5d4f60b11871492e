"""LoRA and its kin: the valid options of `LoRAConfig` and its subclasses.

Sources: `adapters/configuration/adapter_config.py`; Hu et al. 2021 (arXiv:2106.09685), Liu et al. 2022
(arXiv:2205.05638), Kopiczko et al. 2023 (arXiv:2310.11454), Liu et al. 2024 (arXiv:2402.09353), Yang et al. 2024
(arXiv:2410.09437).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from adapterlint.space.configuration import AdapterConfig, Flag, Fraction, LayerIds, Seed

Rank = Annotated[int, Strict(), Field(ge=1)]
Number = Annotated[float, Strict()]
Initialisation = Literal["lora", "bert", "ia3", "vera"]
Matrices = list[Literal["q", "k", "v"]] | tuple[Literal["q", "k", "v"], ...]


class LoRAConfig(AdapterConfig):
    """A low-rank update of weight matrices."""

    architecture: Literal["lora", "mtl_lora"] = Field(default="lora", description="the method; not to be set")
    selfattn_lora: Flag = Field(default=True, description="adapt the matrices of the self-attention")
    intermediate_lora: Flag = Field(default=False, description="adapt the first matrix of the feed-forward network")
    output_lora: Flag = Field(default=False, description="adapt the last matrix of the feed-forward network")
    leave_out: LayerIds = Field(default=(), description="ids of the layers without adapter")
    r: Rank = Field(default=8, description="rank of the update")
    alpha: Number = Field(default=8, description="the update is scaled by alpha / r")
    dropout: Fraction = Field(default=0.0, description="dropout on the input of the update")
    attn_matrices: Matrices = Field(default=("q", "v"), description="which attention matrices to adapt")
    composition_mode: Literal["add", "scale"] = Field(
        default="add", description="add the update, or scale the output by it (IA3)"
    )
    init_weights: Initialisation = Field(default="lora", description="initialisation")
    init_weights_seed: Seed = Field(default=None, description="seed that is set before every single module")
    use_gating: Flag = Field(default=False, description="multiply the output by a trained gate")
    use_dora: Flag = Field(default=False, description="train magnitude and direction of the weights apart (DoRA)")
    vera_d: Number | None = Field(default=None, description="start of VeRA's scaling vector d; a float")
    vera_b: Number | None = Field(default=None, description="start of VeRA's scaling vector b; a float")
    dtype: str | None = Field(default=None, description="torch dtype of the update, by name")


class IA3Config(LoRAConfig):
    """A learned scale on keys, values and the feed-forward network (Liu et al. 2022)."""

    intermediate_lora: Flag = True
    r: Rank = 1
    alpha: Number = 1
    attn_matrices: Matrices = ("k", "v")
    composition_mode: Literal["add", "scale"] = "scale"
    init_weights: Initialisation = "ia3"


class VeraConfig(LoRAConfig):
    """Scaling vectors around random matrices that all layers share (Kopiczko et al. 2023)."""

    vera_d: Number | None = 0.1
    vera_b: Number | None = 0.0
    init_weights: Initialisation = "vera"


class DoRAConfig(LoRAConfig):
    """A low-rank update of the direction of weights, and their magnitude (Liu et al. 2024)."""

    use_dora: Flag = True


class DvoRAConfig(LoRAConfig):
    """DoRA with the shared random matrices of VeRA."""

    vera_d: Number | None = 0.1
    vera_b: Number | None = 0.0
    init_weights: Initialisation = "vera"
    use_dora: Flag = True


class MTLLoRAConfig(LoRAConfig):
    """LoRA for several tasks at once (Yang et al. 2024)."""

    architecture: Literal["lora", "mtl_lora"] = "mtl_lora"
    n_up_projection: Rank = Field(default=1, description="number of up-projections")
    task_specific_matrix_type: Literal["singular_values", "linear"] = Field(
        default="singular_values", description="kind of the matrix of each task"
    )
    weights_sharpness: Annotated[float, Strict(), Field(gt=0)] = Field(
        default=0.05, description="temperature of the weights of the up-projections"
    )
