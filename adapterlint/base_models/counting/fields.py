"""The fields of a whole configuration, for counting parameters: every one that is read has to be known."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from adapterlint.base_models.families import family_named
from adapterlint.base_models.fields import LAYERS_AT_MOST, Config, config_of_submodel

_STRUCTURE: Final = re.compile(
    r"(?<!return)(?:_|\b)(?:vocab|size|dim|d_\w+|n_\w+|num_\w+|bias\w*|norm\w*|layers?|positions?|embd|embeddings?|share\w*|"
    r"scale_init\w*|relative\w*|head|conv\w*|cross\w*|ffn\w*|proj\w*|pool\w*|mask_token|experts?|patch|channels)(?:_|\b)"
)
"""What the names of fields that decide about parameters have in them; too many match, never too few."""
_HARMLESS: Final = re.compile(
    r"eps$|dropout|drop(?:_|$)|layerdrop|_drop$|token_id|num_labels|labels|beams|return_sequences|_std$|"
    r"output_|initializer|num_beam|rotary_dim|n_heads|pooler_hidden_size|num_return|ngram|_act$|activation|^(?:layer_norm_eps|num_attention_heads|n_head|num_heads)$|"
    r"attention_heads$|scale_embedding|scale_attn|chunk_size|position_embedding_type|rope|sliding|softcapping|"
    r"classifier|_loss|mask_(?:time|feature)|apply_spec|num_images|summary_|sparse_|reference_compile|deterministic|"
    r"normalize_before|normalize_embedding|add_final_layer_norm|add_bias_logits|static_position|extra_pos|"
    r"n_ctx|num_truncated|use_weighted|segmentation|semantic|reshape_hidden|out_indices|auxiliary|tie_word|"
    r"partial_rotary|temperature|^num_hidden_layers$"
)
"""What many configurations say, and no parameter of a model without heads depends on."""


class NotCountedError(Exception):
    """Something that the number of parameters depends on is not known, or nothing that is known of."""


@dataclass
class CountedFields:
    """A configuration with the defaults of its class, and a memory of what was read.

    Attributes:
        config: the fields that are given, under the names that the class has for them.
        defaults: what the others are.
    """

    model_type: str
    config: Config
    defaults: Mapping[str, object]
    _read: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, config: Config, model_type: str | None = None) -> CountedFields:
        """Return the fields of a configuration.

        Raises:
            NotCountedError: the family is not known.
        """
        name = model_type or config.get("model_type")
        entry = _defaults().get(name) if isinstance(name, str) else None
        if entry is None or not isinstance(name, str):
            raise NotCountedError("unknown family")
        aliases: Mapping[str, str] = entry["aliases"]
        own = {one: value for one, value in config.items() if one not in aliases}
        renamed = {aliases[one]: value for one, value in config.items() if one in aliases}
        return cls(name, {**own, **renamed}, entry["defaults"])

    def submodel(self, part: str) -> CountedFields:
        """Return the fields of a submodel."""
        family = family_named(self.model_type)
        submodel = family.submodels[part] if family else None
        own = config_of_submodel(submodel, self.config) if submodel else None
        if submodel is None or own is None:
            raise NotCountedError(part)
        self.ignore(submodel.field, f"{submodel.field}_dict")
        return self.of(own, submodel.model_type)

    def _value(self, name: str) -> object:
        self._read.add(name)
        return self.config[name] if name in self.config else self.defaults.get(name)

    def size(self, name: str, *, at_least: int | None = None, default: int | None = None) -> int:
        """Return a number of things, 1 or more; a number of layers, from 0 to what is a model.

        Raises:
            NotCountedError: it is none.
        """
        value = self._value(name)
        value = default if value is None else value
        is_depth = name.endswith(("layers", "n_layer"))
        lowest = at_least if at_least is not None else 0 if is_depth else 1
        if isinstance(value, bool) or not isinstance(value, int) or value < lowest:
            raise NotCountedError(name)
        if is_depth and value > LAYERS_AT_MOST:
            raise NotCountedError(name)
        return value

    def flag(self, name: str) -> bool:
        """Return a switch."""
        value = self._value(name)
        if not isinstance(value, (bool, type(None))):
            raise NotCountedError(name)
        return bool(value)

    def number(self, name: str) -> float:
        """Return a number."""
        value = self._value(name)
        if not isinstance(value, (int, float)):
            raise NotCountedError(name)
        return value

    def text(self, name: str) -> str:
        """Return a word."""
        value = self._value(name)
        if not isinstance(value, str):
            raise NotCountedError(name)
        return value

    def names(self, name: str, kind: str) -> bool:
        """Tell whether a list, or words joined by `|`, names something; None names nothing."""
        value = self._value(name)
        words = value.split("|") if isinstance(value, str) else value
        if not isinstance(words, (list, tuple, type(None))):
            raise NotCountedError(name)
        return kind in (words or ())

    def length(self, name: str) -> int:
        """Return how many items a list has."""
        value = self._value(name)
        if not isinstance(value, (list, tuple)):
            raise NotCountedError(name)
        return len(value)

    def ignore(self, *names: str) -> None:
        """Say that parameters do not depend on some fields."""
        self._read.update(names)

    def check_the_rest(self) -> None:
        """Make sure that nothing else is said that may be about parameters.

        Raises:
            NotCountedError: something is.
        """
        for name, value in self.config.items():
            may_count = name not in self._read and _STRUCTURE.search(name) and not _HARMLESS.search(name)
            # A field that the class does not name is off.
            if may_count and (value or False) != (self.defaults.get(name) or False):
                raise NotCountedError(name)


@cache
def _defaults() -> Mapping[str, Any]:
    raw: dict[str, Any] = json.loads(
        files("adapterlint.base_models").joinpath("defaults.json").read_text(encoding="utf-8")
    )
    return raw


Count = Callable[[CountedFields], int]
"""Adds up the parameters of a family."""
