"""`ADAPTER_CONFIG_MAP`: the library's own table of configurations, by the names that `AdapterConfig.load` knows.

Source: `adapters/configuration/adapter_config.py`.
"""

from __future__ import annotations

from functools import cache

import libcst as cst

from adapterlint.facts import Loaded
from adapterlint.reading.frameworks.configurations import noted
from adapterlint.reading.frameworks.library_names import ROOTS
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.registry import CALLS, reads
from adapterlint.values import Known, Unknown, Value

_MODULES = ("", "configuration.", "configuration.adapter_config.")
TABLES = frozenset(f"{root}.{module}ADAPTER_CONFIG_MAP" for root in ROOTS for module in _MODULES)


@reads(CALLS, *(f"{table}.get" for table in TABLES))
def get(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `ADAPTER_CONFIG_MAP.get(name)`."""
    return of_table(interpreter, invocation.arguments.get(0, "key") or Unknown("no name"), invocation.node)


def of_table(interpreter: Interpreter, index: Value, node: cst.CSTNode) -> Value:
    """Return `ADAPTER_CONFIG_MAP[name]`, which is what `AdapterConfig.load(name)` makes."""
    span = interpreter.positions.span(node)

    def of(name: Known | Unknown) -> Value:
        if isinstance(name, Known) and isinstance(name.value, str) and name.value in _names():
            return noted(interpreter, Loaded(name, span=span), ())
        return interpreter.unknown(node, "which configuration of the library's table it is, is not known")

    return interpreter.per_option(index, of)


@cache
def _names() -> frozenset[str]:
    """Return the names that any release has in its table."""
    from adapterlint.space.releases import RELEASES, snapshot

    return frozenset(name for release in RELEASES for name in snapshot(release).identifiers)
