"""The values of options in the runs that the project shows, parsed as the script itself would."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from adapterlint.reading.command_line.alike import GROUPED_AT_MOST, grouped
from adapterlint.reading.command_line.conversion import converted
from adapterlint.reading.command_line.files_of_values import held_for, names_file, table_in, value_held
from adapterlint.reading.command_line.files_of_words import NO_FILES, WordFiles
from adapterlint.reading.command_line.imitation import ImitatedParser, RejectedError, imitated
from adapterlint.reading.command_line.options import Option, given_by_users, named, possible
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.merging import one_of, same
from adapterlint.reading.outside import WORDS, from_outside
from adapterlint.reading.registry import MODULE_ATTRIBUTES, reads
from adapterlint.reading.standard_library.containers import new_list
from adapterlint.sources.command_lines import CommandLine, Word
from adapterlint.values import Choice, Known, OneOf, Origin, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

RUNS_AT_MOST = 32
"""Further runs that differ from these are put together, and only what is the same in all of a group is known."""
_UNKNOWN = "\0"
"""Stands for a word that is not known."""


def values_of(
    interpreter: Interpreter, options: Sequence[Option], node: cst.CSTNode, word_files: WordFiles = NO_FILES
) -> dict[str, Value]:
    """Return what options hold once the command line is parsed: in each run of the project, and in others."""
    runs, groups = _runs_and_groups(interpreter)
    if not runs:
        return named(options)
    parser = imitated(options)

    def given_in(run: CommandLine) -> dict[str, Value]:
        return _values_in(interpreter, options, word_files.put_in(interpreter, run, node), node, parser)

    ways = [given_in(run) for run in runs]
    ways += (_shared(group, options, given_in) for group in groups)
    ways.append({option.name: dataclasses.replace(given_by_users(option), by_user=True) for option in options})
    choice = _choice_of(interpreter, runs, groups)
    return {option.name: one_of(choice, [values[option.name] for values in ways]) for option in options}


def _shared(
    group: Sequence[CommandLine], options: Sequence[Option], given_in: Callable[[CommandLine], dict[str, Value]]
) -> dict[str, Value]:
    """Return what options hold in all runs of a group; unknown where these differ."""
    unknown = _differing(group)
    if len(group) > GROUPED_AT_MOST:
        return {option.name: unknown for option in options}
    given = [given_in(run) for run in group]
    held = {option.name: [values[option.name] for values in given] for option in options}
    return {name: next((value for value in values if _covers(value, values)), unknown) for name, values in held.items()}


def _covers(value: Value, values: Sequence[Value]) -> bool:
    """Tell whether a value, or one of its alternatives, is each of some values; one that is not known covers all."""
    parts = value.alternatives if isinstance(value, OneOf) else (value,)
    return isinstance(value, Unknown) or all(any(same(part, other) for part in (value, *parts)) for other in values)


def _runs_and_groups(interpreter: Interpreter) -> tuple[Sequence[CommandLine], list[Sequence[CommandLine]]]:
    """Return the runs of the project, which all differ, and those that are too many, put together."""
    runs = interpreter.home.command_lines
    return runs[:RUNS_AT_MOST], grouped(runs[RUNS_AT_MOST:])


def _differing(group: Sequence[CommandLine]) -> Unknown:
    return Unknown(f"it differs in {len(group):,} more ways to run it than the {RUNS_AT_MOST} that are read")


def _choice_of(
    interpreter: Interpreter, runs: Sequence[CommandLine], groups: Sequence[Sequence[CommandLine]]
) -> Choice:
    return Choice(
        f"{interpreter.home.path}:command line",
        (*(_run_as([run]) for run in runs), *map(_run_as, groups), "it is run in another way"),
        runs[0].span if len(runs) == 1 else None,
        by_user=True,
        written=len(runs) + len(groups),
    )


@reads(MODULE_ATTRIBUTES, "sys")
def attribute_of_sys(interpreter: Interpreter, name: str) -> Value:
    """Return `sys.argv`: the name of the script, and the words of each run of the project."""
    runs, groups = _runs_and_groups(interpreter)
    if name != "argv":
        return from_outside(interpreter.module, "sys", name)
    if not runs:
        return WORDS
    script = Unknown("what the script is called as")
    given = [new_list(interpreter.state, (script, *map(_word, run.words))) for run in runs]
    ways = [*given, *map(_differing, groups), Unknown("what users give it", by_user=True)]
    return one_of(_choice_of(interpreter, runs, groups), ways)


def set_for_runs(interpreter: Interpreter, name: str, otherwise: Value) -> Value:
    """Return what a variable of the environment is in each run of the project.

    Args:
        otherwise: what it is where a run does not set it.
    """
    runs, groups = _runs_and_groups(interpreter)
    held = [_variable(run, name) or otherwise for run in runs]
    of_groups = [[_variable(run, name) or otherwise for run in group] for group in groups]
    together = [
        one[0] if all(same(one[0], other) for other in one) else _differing(group)
        for one, group in zip(of_groups, groups, strict=True)
    ]
    if all(value is otherwise for value in (*held, *together)):
        return otherwise
    return one_of(_choice_of(interpreter, runs, groups), [*held, *together, otherwise])


def _variable(run: CommandLine, name: str) -> Value | None:
    found = next((word for word in run.environment if (word.text or "").startswith(f"{name}=")), None)
    if found is None or found.text is None:
        return None
    return Known(found.text.partition("=")[2], Origin(f"the variable `{name}`", found.span))


def _word(word: Word) -> Value:
    if word.text is None:
        return Unknown(f"a word of the command at line {word.span.line} of {word.span.path}")
    return Known(word.text, Origin("the command line", word.span))


def _run_as(runs: Sequence[CommandLine]) -> str:
    alike = f" or in one of {len(runs) - 1:,} ways like it" if runs[1:] else ""
    return f"it is run as at {_place(runs[0])}{alike}"


def _place(run: CommandLine) -> str:
    cell = f"cell {run.span.cell}, " if run.span.cell is not None else ""
    return f"{run.span.path}:{cell}{run.span.line}"


def values_in(
    interpreter: Interpreter,
    options: Sequence[Option],
    run: CommandLine,
    node: cst.CSTNode,
    word_files: WordFiles = NO_FILES,
) -> dict[str, Value]:
    """Return what options hold in one run; all are unknown where the script would not accept it."""
    return _values_in(interpreter, options, word_files.put_in(interpreter, run, node), node, imitated(options))


def _values_in(
    interpreter: Interpreter, options: Sequence[Option], run: CommandLine, node: cst.CSTNode, parser: ImitatedParser
) -> dict[str, Value]:
    words = _texts(run)
    try:
        given, rest = parser.parse_known_args(words)
    except (RejectedError, ValueError, TypeError) as error:
        return {option.name: Unknown(f"the command at {_place(run)} is not accepted: {error}") for option in options}
    is_opaque = _may_be_options(rest)

    def taken(option: Option) -> Value:
        return _value(interpreter, option, vars(given), run, node, is_opaque=is_opaque)

    if not any(map(names_file, rest)):
        return {option.name: taken(option) for option in options}
    comes_first, table = names_file(words[0]), table_in(interpreter, rest, node)
    values: dict[str, Value] = {}
    for option in options:
        held = held_for(table, option) if table is not None else None
        is_given = option.name in vars(given)
        if (is_given and comes_first) or (table is not None and held is None):
            values[option.name] = taken(option)
        elif held is not None and not is_given:
            values[option.name] = value_held(interpreter, option, held, node)
        else:
            values[option.name] = Unknown(f"the file that {_place(run)} names may give `{option.label}`")
    return values


def given_by(
    interpreter: Interpreter, options: Sequence[Option], run: CommandLine, node: cst.CSTNode
) -> dict[str, Value]:
    """Return the options that some words give, and no others; all, and unknown, where the words are not accepted."""
    try:
        given, _ = imitated(options).parse_known_args(_texts(run))
    except (RejectedError, ValueError, TypeError):
        given = None
    values = values_in(interpreter, options, run, node)
    return {name: value for name, value in values.items() if given is None or name in vars(given)}


def _texts(run: CommandLine) -> list[str]:
    return [f"{_UNKNOWN}{at}" if _is_unknown(word) else word.text or "" for at, word in enumerate(run.words)]


def _is_unknown(word: Word) -> bool:
    """Tell whether a word may be any: `@options.txt` may stand for the words in a file."""
    return word.text is None or word.text.startswith("@")


def _may_be_options(rest: Sequence[str]) -> bool:
    """Tell whether a word that is not known may be more options; one behind another option is the value of that."""
    return any(
        word.startswith(_UNKNOWN) and not before.startswith("-") for before, word in itertools.pairwise(("", *rest))
    )


def _value(  # noqa: PLR0913 - what one option is in one run
    interpreter: Interpreter,
    option: Option,
    given: Mapping[str, object],
    run: CommandLine,
    node: cst.CSTNode,
    *,
    is_opaque: bool,
) -> Value:
    if option.name not in given:
        if is_opaque:
            return possible(option)
        return Unknown(f"`{option.label}` is not given at {_place(run)}") if option.default is None else option.default
    raw = given[option.name]
    if isinstance(raw, list):
        items = [_one(interpreter, option, one, run, node) for one in _flat(raw)]
        origin = items[0].origin if items and isinstance(items[0], Known) else None
        made = new_list(interpreter.state, items)
        return Known(made.value, origin) if isinstance(made, Known) else made
    return _one(interpreter, option, raw, run, node)


def _flat(given: Sequence[object]) -> Iterator[object]:
    for one in given:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


def _one(interpreter: Interpreter, option: Option, given: object, run: CommandLine, node: cst.CSTNode) -> Value:
    """Return what is given once: the number of a constant, or a text."""
    if not isinstance(given, int):
        return _text(interpreter, option, str(given), run, node)
    constant = option.constants[given].value
    return Known(constant.value, Origin(f"`{option.label}`", run.span)) if isinstance(constant, Known) else constant


def _text(interpreter: Interpreter, option: Option, text: str, run: CommandLine, node: cst.CSTNode) -> Value:
    if _UNKNOWN in text:
        return Unknown(f"what the command at {_place(run)} gives for `{option.label}` is not known")
    word = next((word for word in run.words if _says(word, text)), None)
    origin = Origin(f"`{option.label}` on the command line", word.span if word else run.span)
    return converted(interpreter, option.converter, Known(text, origin), node)


def _says(word: Word, text: str) -> bool:
    return word.text is not None and (word.text == text or word.text.endswith(f"={text}"))
