"""What all configuration models share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    Strict,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

FIELDS_ONLY = "fields only"
"""As validation context: look at each value by itself, do not ask the rules."""

Flag = Annotated[bool, Strict()] | None
"""A switch; the library takes None for False."""

Count = Annotated[int, Strict(), Field(ge=1)]
"""A number of things."""

Seed = Annotated[int, Strict()] | None
"""A random seed."""

Fraction = Annotated[float, Strict(), Field(ge=0, le=1)]
"""A probability."""

LayerIds = list[Annotated[int, Strict()]] | tuple[Annotated[int, Strict()], ...]
"""Layer ids, from 0."""


class AdapterConfig(BaseModel):
    """Base of the configuration models, as `adapters.AdapterConfig` is of the library's classes.

    Validation rejects what the library rejects in every release, and values that it does not document;
    the type of each error is the code of the rule that speaks against it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())

    @model_validator(mode="wrap")
    @classmethod
    def _ask_the_rules(
        cls, data: object, handler: ModelWrapValidatorHandler[AdapterConfig], info: ValidationInfo
    ) -> AdapterConfig:
        if isinstance(data, Mapping) and info.context != FIELDS_ONLY:
            from adapterlint.space.rejection import refuse

            refuse(cls.__name__, data)
        return handler(data)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        """Describe the options of a subclass, which only changes their defaults, as its base does."""
        schema = handler(core_schema)
        for name, option in handler.resolve_ref_schema(schema).get("properties", {}).items():
            described = (base.model_fields.get(name) for base in cls.__mro__ if issubclass(base, AdapterConfig))
            option.setdefault(
                "description", next(field.description for field in described if field and field.description)
            )
        return schema
