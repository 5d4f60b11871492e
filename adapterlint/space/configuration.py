"""What all configuration models share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict

Flag = Annotated[bool, Strict()] | None
"""A switch; the library takes None for False."""

Fraction = Annotated[float, Strict(), Field(ge=0, le=1)]
"""A probability."""

LayerIds = list[Annotated[int, Strict()]] | tuple[Annotated[int, Strict()], ...]
"""Layer ids, from 0."""


class AdapterConfig(BaseModel):
    """Base of the configuration models, as `adapters.AdapterConfig` is of the library's classes."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())
