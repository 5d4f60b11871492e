"""`adapter_config.json` and `adapter_fusion_config.json`, which the library writes beside the weights of an adapter.

What is judged is what `load_adapter` does with it, and the base model that it was saved with. PEFT calls its files the
same; its own keys tell them apart. Sources: `adapters/loading.py`; `adapters/configuration/model_adapters_config.py`,
`build_full_config`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from adapterlint.carriers.carrier import Carried, Carrier
from adapterlint.data.dictionaries import dictionary_of
from adapterlint.data.nodes import Scalar, Table
from adapterlint.data.positioned_json import parse_json
from adapterlint.facts import BaseModelReference, Site, Text
from adapterlint.sources import Problem
from adapterlint.values import Known

ADAPTER: Final = "adapter_config.json"
FUSION: Final = "adapter_fusion_config.json"
LARGEST: Final = 1_000_000

_OF_THE_LIBRARY: Final = frozenset(
    {"name", "model_type", "model_class", "model_name", "hidden_size", "version", "type"}
)
"""What stands beside `config` in every release; a file without any of it is of another program."""


def _read(path: Path, data: bytes) -> Carried | Problem:
    try:
        text = data.decode("utf-8")
        root = parse_json(text, str(path))
    except UnicodeDecodeError as error:
        return Problem(path, f"cannot be decoded: {error}")
    except ValueError as error:
        return Problem(path, f"is not JSON that can be read: {error}")
    if not isinstance(root, Table):
        return Problem(path, "is not what the library saves: it holds no object")
    if not _is_of_the_library(root):
        return Carried()
    return Carried(text, tuple(_sites(root, is_fusion=path.name == FUSION)))


def _is_of_the_library(root: Table) -> bool:
    return root.entry("peft_type") is None and root.entry("config") is not None and bool(_keys(root) & _OF_THE_LIBRARY)


def _keys(table: Table) -> set[str]:
    return {entry.key for entry in table.entries}


def _sites(root: Table, *, is_fusion: bool) -> Iterator[Site]:
    base_model = Known(_base_model(root))
    config = root.node("config")
    match config:
        case Table(span=span):
            dictionary = dictionary_of(config, root.text("version") or "", is_fusion=is_fusion)
            yield Site(Known(dictionary), base_model, span, in_code=False)
        case Scalar(str() as name, span) if not is_fusion:
            yield Site(Known(Text(name, span)), base_model, span, in_code=False)
        case _:
            return


def _base_model(root: Table) -> BaseModelReference:
    """Return the model that the adapter was saved with; where the checkpoint is not known, its type and width are."""
    described: dict[str, object] = {}
    if model_type := root.text("model_type"):
        described["model_type"] = model_type
        width = root.node("hidden_size")
        if isinstance(width, Scalar) and type(width.value) is int:
            described["hidden_size"] = width.value
    checkpoint = root.text("model_name")
    entry = root.entry("model_name") or root.entry("model_type")
    return BaseModelReference(
        root.text("model_class"),
        Known(checkpoint) if checkpoint else None,
        span=entry.span if entry else None,
        described=described or None,
    )


CARRIER: Final = Carrier(
    takes=lambda name: name in {ADAPTER, FUSION},
    largest=LARGEST,
    may_hold=lambda data: b'"peft_type"' not in data,
    read=_read,
    comments=lambda text: (),  # noqa: ARG005 - JSON has none
    is_meant=True,
)
