"""The adapters that a script fuses one with: their configurations, as the steps that add them are given these."""

from __future__ import annotations

from adapterlint.facts import ModelHistory, Site
from adapterlint.subjects.added_adapters import configuration_of
from adapterlint.subjects.compositions import fused_names
from adapterlint.values import Known, OneOf, Value

Fusion = tuple[tuple[Known, ...], int]
"""The configurations of all adapters in it, in order, and the place of the one that is judged."""

_GONE = frozenset({"average_adapter", "delete_adapter"})


def is_fused(site: Site) -> bool:
    """Tell whether the model of a site gets a fusion, whatever else that depends on."""
    pending: list[Value] = [site.history]
    while pending:
        match pending.pop():
            case OneOf(_, alternatives):
                pending += alternatives
            case Known(ModelHistory(fuses=True)):
                return True
            case _:
                pass
    return False


def fusion_of(site: Site) -> Fusion | None:
    """Return the first trained fusion that the adapter of a site becomes part of; None if none is shown."""
    match site.history:
        case Known(ModelHistory(steps, added)) if not any(step.name in _GONE or step.opaque for step in steps):
            pass
        case _:
            return None
    own = _text(steps[added].given(0, "adapter_name"))
    trains = any(step.name == "train_adapter_fusion" for step in steps)
    for number, step in enumerate(steps):
        names = fused_names(step.given(0, "adapter_names")) if step.name == "add_adapter_fusion" else ()
        if trains and number > added and own in names and len({*names}) == len(names) > 1:
            members = [configuration_of(steps[:number], name) for name in names]
            known = tuple(member for member in members if member is not None)
            return (known, names.index(own)) if len(known) == len(members) else None
    return None


def _text(value: Value | None) -> str | None:
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else None
