"""Unions as they are added: the library writes their parts as dictionaries, and makes each anew of what these say.

The class of a part is then the one that its `architecture` names, and no longer the one that it was built as.
Source: `adapters/configuration/model_adapters_config.py`, `add`; `adapter_config.py`, `AdapterConfig.load`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapterlint.facts import Argument, Default, Dictionary
from adapterlint.space.dictionaries import Resolve, from_dictionary
from adapterlint.space.dictionary_parts import FUSION
from adapterlint.space.parts import Part, Resolved
from adapterlint.space.releases import Snapshot
from adapterlint.values import Known, Unknown, plain

METHODS_ASKED_FOR: Final = ">=1.2"
"""The releases that ask the base model for all methods, of a text before its union is made anew."""


def names_other_method(part: Part) -> bool:
    """Tell whether the `architecture` of a part may be another one than that of its class."""
    if part.definition is not None and part.definition.derives_from(FUSION):
        return True  # it names none, as bottleneck adapters do
    own = part.definition.fields.get("architecture") if part.definition else None
    if own is None or "architecture" not in part.given:
        return False
    value = plain(part.given["architecture"].value)
    return not (isinstance(value, Known) and value.value == own.default)


def remade(union: Resolved, snapshot: Snapshot, resolve: Resolve) -> Resolved:
    """Return what a union becomes of which a part names another method."""
    if not union.complete or not all(_is_known(part) for part in union.parts):
        return Resolved(unreadable=("a union that is not known well enough to be made anew",))
    inner = next((part.number for part in union.parts if part.architecture == "union"), None)
    if inner is not None and union.built_in == "add_adapter" and snapshot.meets(METHODS_ASKED_FOR):
        return Resolved(built_in="add_adapter", broken=((inner, "a part that has no parts", "AttributeError"),))
    members = Argument(Known([Dictionary(_held(part)) for part in union.parts]))
    return from_dictionary(Dictionary({"configs": members}), snapshot, resolve, union.union)


def _is_known(part: Part) -> bool:
    given = part.given.get("architecture")
    is_open = given is not None and isinstance(plain(given.value), Unknown)
    return not (is_open or part.missing or part.surplus or part.opaque)


def _held(part: Part) -> Mapping[str, Argument]:
    """Return all options of a part, given or not."""
    fields = part.definition.fields if part.definition else {}
    reason = f"the default of `{part.class_name}`"
    defaults = {name: Argument(Default(reason, of=(part.class_name, name))) for name in fields}
    defaults |= {"architecture": Argument(Known(part.architecture))}
    brought = {name: Argument(Known(value)) for name, value in part.defaults.items() if name in fields}
    return defaults | brought | {name: one for name, one in part.given.items() if name in fields}
