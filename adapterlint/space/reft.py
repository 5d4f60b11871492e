"""Representation fine-tuning: the valid options of `ReftConfig` and its subclasses.

Sources: `adapters/configuration/adapter_config.py`; Wu et al. 2024 (arXiv:2404.03592).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from adapterlint.space.configuration import AdapterConfig, Count, Flag, Fraction, LayerIds, Seed

Positions = Annotated[int, Strict(), Field(ge=0)]
Layers = Literal["all"] | LayerIds


class ReftConfig(AdapterConfig):
    """Interventions on the hidden states behind layers, at the first and last positions."""

    layers: Layers = Field(description="ids of the layers to intervene behind, or `all`")
    prefix_positions: Positions = Field(description="number of first positions to intervene at")
    suffix_positions: Positions = Field(description="number of last positions to intervene at")
    r: Count = Field(description="rank of the intervention")
    orthogonality: Flag = Field(description="keep the projection orthogonal")
    tied_weights: Flag = Field(default=False, description="share parameters between first and last positions")
    dropout: Fraction = Field(default=0.05, description="dropout on the adapted states")
    non_linearity: str | None = Field(default=None, description="activation of the intervention")
    dtype: str | None = Field(default=None, description="torch dtype of the intervention, by name")
    architecture: Literal["reft"] = Field(default="reft", description="the method; not to be set")
    output_reft: Flag = Field(default=True, description="intervene behind the layers")
    init_weights_seed: Seed = Field(default=None, description="seed that is set before every single module")


class LoReftConfig(ReftConfig):
    """Interventions with an orthogonal projection."""

    layers: Layers = "all"
    prefix_positions: Positions = 3
    suffix_positions: Positions = 0
    r: Count = 1
    orthogonality: Flag = True


class NoReftConfig(LoReftConfig):
    """Interventions without the orthogonality constraint."""

    orthogonality: Flag = False


class DiReftConfig(LoReftConfig):
    """Interventions without the orthogonality constraint, and without subtracting the projection."""

    orthogonality: Flag = False
