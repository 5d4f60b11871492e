"""The configurations of several runs as one value: where the runs agree it has one, elsewhere the run decides."""

from __future__ import annotations

from collections.abc import Sequence

from adapterlint.data.nodes import Node, Table, count_parts
from adapterlint.reading.files.node_values import PARTS_AT_MOST, located, value_of
from adapterlint.reading.hydra.made_of import remember
from adapterlint.reading.hydra.resolvers import filled_in
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import one_of
from adapterlint.reading.memory.state import State
from adapterlint.reading.standard_library.containers import new_namespace
from adapterlint.values import Choice, Known, OneOf, Unknown, Value


def configuration(
    interpreter: Interpreter, choice: Choice | None, runs: Sequence[Node | Unknown], otherwise: Unknown | None = None
) -> Value:
    """Return a configuration of OmegaConf, which remembers what it was made of in each run.

    Args:
        choice: decides between the runs; None where there is but one.
        runs: with references that are not filled in yet.
        otherwise: as for `together`.
    """
    state = interpreter.state
    filled = [filled_in(interpreter, run) if isinstance(run, Table) else run for run in runs]
    tables = [run for run in runs if isinstance(run, Table)]
    if choice is None or otherwise is None:
        (run,) = filled
        value = run if isinstance(run, Unknown) else value_of(state, run, of_omegaconf=True)
        return remember(state, value, tables) if tables else value
    value = together(state, choice, filled, otherwise)
    if isinstance(value, Known) and len(tables) == len(runs):
        remember(state, value, tables, choice, otherwise)
    if isinstance(value, OneOf):
        for leaf, run in zip(value.alternatives, runs, strict=False):
            if isinstance(run, Table):
                remember(state, leaf, [run])
    return value


def together(state: State, choice: Choice, runs: Sequence[Node | Unknown], otherwise: Unknown) -> Value:
    """Return what a configuration is that a choice decides about.

    Args:
        runs: what it is in each option but the last one, or why that is not known.
        otherwise: what each value of it is in the last option.
    """
    tables = [run for run in runs if isinstance(run, Table)]
    if len(tables) == len(runs) and _are_alike(tables):
        if count_parts(tables[0], PARTS_AT_MOST) > PARTS_AT_MOST:
            return Unknown(f"`{tables[0].span.path}` has more than {PARTS_AT_MOST:,} parts")
        keys = dict.fromkeys(entry.key for entry in tables[0].entries)
        items = {key: together(state, choice, [_at(table, key) for table in tables], otherwise) for key in keys}
        return located(new_namespace(state, items), tables[0])
    values = [run if isinstance(run, Unknown) else value_of(state, run, of_omegaconf=True) for run in runs]
    return one_of(choice, [*values, otherwise])


def in_option(choice: Choice, option: int, value: Value) -> Value:
    """Return a value as it is where one option of a choice is taken, as written or with other values beside it."""
    match value:
        case OneOf(decided, alternatives) if decided == choice and option < len(alternatives) - 1:
            taken = choice.options[option]
            words = (taken, f"{taken} with other values" if option else choice.options[-1])
            within = Choice(f"{choice.key}:{option}", words, choice.span, by_user=True)
            return one_of(within, [alternatives[option], alternatives[-1]])
        case OneOf(decided, alternatives):
            return one_of(decided, [in_option(choice, option, alternative) for alternative in alternatives])
        case _:
            return value


def _are_alike(tables: Sequence[Table]) -> bool:
    keys = {entry.key for entry in tables[0].entries}
    return all({entry.key for entry in table.entries} == keys and not table.opaque for table in tables)


def _at(table: Table, key: str) -> Node | Unknown:
    return table.node(key) or Unknown(f"there is no `{key}`")
