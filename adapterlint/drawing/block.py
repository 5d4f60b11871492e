"""A block as rows from top to bottom, with two rails beside the main stream.

The *skip rail* carries the block's residual input h, the *adapter rail* what the adapter adds its output to, or, for a
parallel adapter, the adapter itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapterlint.space.hidden import Hidden, NotShown
from adapterlint.subjects.placed import PlacedBottleneck

_SUB_LAYERS: Final = {
    "mh_adapter": "self-attention",
    "output_adapter": "feed-forward network",
    "cross_adapter": "cross-attention",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One step of the main stream.

    Attributes:
        module: whether it is a module, drawn as a box, or a value.
        adapter: whether it belongs to the adapter.
        starts, takes: the rails that begin behind it, and those that it adds: `skip`, `adapter`.
    """

    label: str
    module: bool = False
    adapter: bool = False
    starts: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()


def rows_of(adapter: PlacedBottleneck) -> list[Row]:
    """Return the rows of the block that an adapter is put into."""
    return list(_rows(adapter))


def _rows(adapter: PlacedBottleneck) -> Iterator[Row]:
    config = adapter.config
    parallel = bool(config.is_parallel)
    norm = not isinstance(adapter.norm, Hidden) and bool(adapter.norm)
    before_ln: object = config.residual_before_ln
    residual = "none" if parallel else "x" if before_ln is True else "x + h" if before_ln else "input"
    bottleneck = Row(f"adapter: {_bottleneck(adapter)}", module=True, adapter=True)
    yield Row("h", starts=frozenset({"skip", "adapter"} if parallel else {"skip"}))
    yield Row(_SUB_LAYERS[adapter.place.location], module=True)
    yield Row("x", starts=_rail(residual == "x" or (residual == "input" and not config.original_ln_before)))
    if parallel:
        yield Row("+ adapter(h)", adapter=True, takes=frozenset({"adapter"}))
    else:
        if config.original_ln_before:
            yield Row(
                "+ h",
                takes=frozenset({"skip"}),
                starts=_rail(residual == "x + h" or (not norm and residual == "input")),
            )
            if norm:
                yield Row("LayerNorm", module=True, starts=_rail(residual == "input"))
        yield bottleneck
        yield Row("+ residual", adapter=True, takes=frozenset({"adapter"}))
    plugin = not isinstance(adapter.base_model.plugin, Hidden) and bool(adapter.base_model.plugin)
    if config.original_ln_after or plugin:
        yield Row("+ h", takes=frozenset({"skip"}))
        if norm and not plugin:
            yield Row("LayerNorm", module=True)
    yield Row("out")


def _rail(starts: bool) -> frozenset[str]:  # noqa: FBT001 - one value
    return frozenset({"adapter"}) if starts else frozenset()


def _bottleneck(adapter: PlacedBottleneck) -> str:
    try:
        widths = f"{adapter.hidden_size} → {adapter.width} → {adapter.hidden_size}"
    except NotShown:
        widths = "down → up"
    return f"{widths}, {adapter.config.non_linearity}"
