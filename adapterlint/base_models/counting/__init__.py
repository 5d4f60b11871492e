"""How many parameters a base model has, as `AutoModel` builds it: without heads.

Each function adds up the modules of a family, in the words of its configuration; what has to be known for that and is
not, or is nothing that a function knows of, leaves the number unknown. Sources: `transformers/models/*/modeling_*.py`.
"""

from __future__ import annotations

from typing import Final

from adapterlint.base_models.counting import decoders, encoder_decoders, encoders, images
from adapterlint.base_models.counting.fields import Count, CountedFields, NotCountedError
from adapterlint.base_models.fields import Config

_FAMILIES: Final[dict[str, Count]] = {
    **encoders.FAMILIES,
    **decoders.FAMILIES,
    **encoder_decoders.FAMILIES,
    **images.FAMILIES,
}


def count_parameters(config: Config) -> int | None:
    """Return the number of parameters of the model that a whole configuration describes.

    Args:
        config: a config.json, or `config.to_dict()`; a field that is left out has the default of its class.

    Returns:
        None for families, and settings, that nothing is known of; and for a model of two others, whose decoder comes
        with a head.
    """
    try:
        fields = CountedFields.of(config)
        family = _FAMILIES.get(fields.model_type)
        count = family(fields) if family else None
        fields.check_the_rest()
    except NotCountedError:
        return None
    return count
