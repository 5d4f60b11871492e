"""From a run back to what a script says: the inverse of `adapterlint.dynamic.planning.plan`."""

from __future__ import annotations

from typing import Final

from adapterlint.base_models import BaseModel, from_model_type, from_reference, from_saved
from adapterlint.dynamic.planning.originals import Original
from adapterlint.dynamic.planning.recipes import Construct, Load, Plain
from adapterlint.facts import Argument, BaseModelReference, Call, Loaded, Text
from adapterlint.values import Known

DEFAULT_CONFIGURATION: Final = "seq_bn"
"""What the library takes where it is given none: `adapters.DEFAULT_ADAPTER_CONFIG`."""


def fact_of(recipe: Plain) -> object:
    """Return a configuration as if it were read from a script: a fact that `Site.configuration` may hold."""
    match recipe:
        case None:
            return Text(DEFAULT_CONFIGURATION)
        case str():
            return Text(recipe)
        case Construct(name, positional, keywords):
            return Call(name, tuple(map(_argument, positional)), {key: _argument(one) for key, one in keywords.items()})
        case Load(source, keywords, class_name, replaced):
            written = source if isinstance(source, str) else fact_of(source)
            changes, later = ({key: _argument(one) for key, one in some.items()} for some in (keywords, replaced))
            return Loaded(Known(written), changes, class_name=class_name, replaced=later)
        case _:
            return recipe


def _argument(value: Plain) -> Argument:
    return Argument(Known(fact_of(value) if isinstance(value, (Construct, Load)) else value))


def base_model_of(original: Original) -> BaseModel | None:
    """Return what is known of the base model that a small one stands for."""
    if original.model_type is None:
        config = Call(original.class_name or "", keywords={key: _argument(one) for key, one in original.config.items()})
        named_by_config = from_reference(BaseModelReference(config=config))
        return named_by_config or from_reference(BaseModelReference(class_name=original.class_name))
    if not original.sized:
        return from_model_type(original.model_type)
    architectures = [original.class_name] if original.class_name else []
    return from_saved({**original.config, "model_type": original.model_type, "architectures": architectures})
