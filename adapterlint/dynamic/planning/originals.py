"""The base model that a run's small model stands for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adapterlint.base_models.checkpoints import checkpoints
from adapterlint.base_models.families import families
from adapterlint.dynamic.planning.recipes import Plain
from adapterlint.facts import BaseModelReference, Call
from adapterlint.values import Known, Unknown, plain

_BARE = re.compile(r"(?<!Adapter)(?<!Head)(?<!Heads)Model$")
"""Classes of models without a head: `AutoModel`, `BertModel`, and not `BertAdapterModel` or `GPT2LMHeadModel`."""
ASSUMED_MODEL_TYPE = "bert"
"""What a configuration is run in when no base model is known."""


@dataclass(frozen=True, slots=True)
class Original:
    """A base model, as far as it is known; what is not known is what its configuration class defaults to.

    Attributes:
        model_type: `bert`, `vit` …; None where only a class is known.
        class_name: a class of transformers or adapters that belongs to the model: its configuration or a model.
        config: the entries of its configuration that are known.
        assumed: why it is a guess; None if it is not one.
        sized: whether its width and depth are known, not guessed.
        bare: whether the script is known to put adapters into the model alone, without a head.
    """

    model_type: str | None = None
    class_name: str | None = None
    config: Mapping[str, Plain] = field(default_factory=dict)
    assumed: str | None = None
    sized: bool = True
    bare: bool = False

    @property
    def label(self) -> str:
        """The model, in a word."""
        return self.model_type or self.class_name or "?"

    @property
    def identity(self) -> list[Plain]:
        """What tells two of them apart, and all that there is to tell another process."""
        return [self.model_type, self.class_name, dict(self.config), self.assumed, self.sized, self.bare]


def assumed(reason: str) -> Original:
    """Return the model that stands in for one that is not known."""
    return Original(ASSUMED_MODEL_TYPE, assumed=reason, sized=False)


def named(name: str) -> Original | None:
    """Return the model of a checkpoint, a model type or a config.json; None if it is none of them."""
    if (checkpoint := checkpoints().get(name)) is not None:
        return Original(checkpoint.model_type, config=dict(checkpoint.config or {}))
    if name in families():
        return Original(name, sized=False)
    path = Path(name, "config.json") if Path(name).is_dir() else Path(name)
    if path.suffix != ".json" or not path.is_file():
        return None
    config = json.loads(path.read_text(encoding="utf-8"))
    model_type = config.pop("model_type", None)
    return Original(model_type, config=config) if isinstance(model_type, str) else None


def original_of(base_model: object, instead: Original | None = None) -> Original:
    """Return what is known of a base model, a value that depends on no choice.

    Args:
        base_model: a value of `BaseModelReference`.
        instead: the model that the user names, whatever the script shows.
    """
    if instead is not None:
        return instead
    match base_model:
        case Known(BaseModelReference() as reference):
            return _referenced(reference) or assumed("its base model is not known")
        case Unknown(reason):
            return assumed(reason)
        case _:
            return assumed("its base model is not known")


def _referenced(reference: BaseModelReference) -> Original | None:
    built_by = None if (reference.class_name or "Auto").startswith("Auto") else reference.class_name
    bare = _BARE.search(reference.class_name or "") is not None
    if reference.config is not None:
        return Original(class_name=reference.config.class_name, config=_known_entries(reference.config), bare=bare)
    if isinstance(reference.checkpoint, Known):
        found = checkpoints().get(str(reference.checkpoint.value))
        if found is not None:
            return Original(found.model_type, built_by, dict(found.config or {}), bare=bare)
    return Original(class_name=built_by, sized=False, bare=bare) if built_by else None


def _known_entries(call: Call) -> dict[str, Plain]:
    entries = {name: plain(argument.value) for name, argument in call.keywords.items()}
    return {name: value.value for name, value in entries.items() if isinstance(value, Known)}
