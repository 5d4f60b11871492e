"""How a table of a run file names a configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from adapterlint.carriers.instructions import Instructions
from adapterlint.data.nodes import Node, Scalar, Table, argument_of, tables_in
from adapterlint.facts import NO_BASE_MODEL, BaseModelReference, Loaded, Site, Text
from adapterlint.space.releases import RELEASES, snapshot
from adapterlint.space.strings import ConfigStringError, parse_config_string
from adapterlint.values import Known, Value

_OPTIONS: Final = ("adapter_config", "lang_adapter_config")
_CHANGED_BY: Final = ("adapter_non_linearity", "adapter_reduction_factor")
"""Options beside `adapter_config` that scripts of adapter-transformers changed the configuration with."""
_CHECKPOINTS: Final = ("model_name_or_path", "pretrained_model_name_or_path", "pretrained_model_name")
_ZOO_TYPES: Final = frozenset({"text_task", "text_lang"})


def sites_in(documents: Iterable[Node], path: Path) -> Iterator[Site]:
    """Yield the configurations that a file names, in the order of the source."""
    instructions = Instructions(path)
    for document in documents:
        for table in tables_in(document):
            yield from _named_in(table)
            if site := _of_the_zoo(table):
                yield site
            if site := instructions.site(table):
                yield site


def _named_in(table: Table) -> Iterator[Site]:
    for name in _OPTIONS:
        entry = table.entry(name)
        if entry is not None and isinstance(entry.value, Scalar) and _is_configuration(entry.value.value):
            yield _named(entry.value, table)


def _is_configuration(text: object) -> bool:
    """Tell whether each part of a text begins with a name that the library has for a configuration."""
    if not isinstance(text, str):
        return False
    try:
        names = [chunk.identifier for chunk in parse_config_string(text)]
    except ConfigStringError:
        names = [chunk.partition("[")[0].strip() for chunk in text.split("|")]
    return all(_is_identifier(name) for name in names)


def _is_identifier(name: str) -> bool:
    return any(name in snapshot(release).identifiers for release in RELEASES)


def _named(text: Scalar, table: Table) -> Site:
    """Return a configuration string; beside some options, one that the script may change."""
    named = Known(Text(str(text.value), text.span))
    changed_by = next((name for name in _CHANGED_BY if _is_set(table.node(name))), None)
    configuration: Known = named
    if changed_by is not None:
        configuration = Known(Loaded(named, opaque=f"the script may change it by `{changed_by}`", span=text.span))
    return Site(configuration, _base_model(table, _CHECKPOINTS), text.span, in_code=False)


def _is_set(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, Scalar) and node.value is None)


def _base_model(table: Table, keys: tuple[str, ...]) -> Value:
    """Return the model that is named in the same table."""
    for key in keys:
        entry = table.entry(key)
        if entry is not None and (checkpoint := table.text(key)):
            return Known(BaseModelReference(checkpoint=Known(checkpoint), span=entry.span))
    return NO_BASE_MODEL


def _of_the_zoo(table: Table) -> Site | None:
    """Return the configuration of an entry of the zoo: a known one, with changes."""
    config = table.node("config")
    if table.text("type") not in _ZOO_TYPES or not isinstance(config, Table):
        return None
    using = config.entry("using")
    if using is None or not isinstance(using.value, Scalar) or not _is_configuration(using.value.value):
        return None
    changes = {entry.key: argument_of(entry) for entry in config.entries if entry.key != "using"}
    source = Known(Text(str(using.value.value), using.value.span))
    loaded = Loaded(source, changes, config.opaque, config.span)
    return Site(Known(loaded), _base_model(table, ("model_name",)), config.span, in_code=False)
