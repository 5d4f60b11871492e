"""Variables of a shell: what words assign, lists and their items, and the arguments of functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from adapterlint.sources.shell.expansion import WAYS_AT_MOST, Expanded, Ways, listed
from adapterlint.sources.shell.parts import Computed, Item, Part, Variable
from adapterlint.sources.shell.scopes import Variables
from adapterlint.sources.shell.words import Raw, is_plain, kept_together, plain, unknown

VARIABLES_AT_MOST = 1_000
"""Further variables are not known."""
LONGEST_VARIABLE = 4096
"""A variable of more parts is not known."""

NOT_GIVEN = ""
"""Stands for an argument that is not given, in what it has for its default then."""
_ASSIGNED = re.compile(r"(?P<name>[A-Za-z_]\w*)\+?=")
_EXPORTED = "export "
"""What the names begin with under which it is kept that variables are exported."""
_OF_MACHINES = re.compile(
    r"(?:CUDA|GLOO|HF|HUGGINGFACE|LD|MASTER|MKL|NCCL|NUMEXPR|OMP|OPENBLAS|PYTHON|PYTORCH|SLURM|TF|TMP|TOKENIZERS|TORCH"
    r"|TQDM|TRANSFORMERS|WANDB|XDG|XLA)(?:_\w+)?|PYTHON\w+|PATH|HOME|LANG|LC_ALL|LIBRARY_PATH|TMPDIR|WORLD_SIZE"
)
"""Variables that set up a machine, and no configuration."""
_NAMED_ITEM = re.compile(r"\[([^\]\s]+)\]=(\S*)")
_NAMED_ITEMS = re.compile(rf"(?:\s*{_NAMED_ITEM.pattern})+\s*")


def assign(words: Sequence[Raw], variables: Variables, *, in_loop: bool) -> None:
    """Take in what words assign."""
    for word in words:
        assigned = assignment(word)
        if assigned is None or (len(variables) >= VARIABLES_AT_MOST and assigned[0] not in variables):
            continue
        name, value = assigned
        settled = _settled(value, variables)
        has_names = value.is_array and any(str(part).startswith("[") for part in value.parts)
        values = _appended(word, variables.get(name), unknown(value) if has_names else settled, in_loop=in_loop)
        if f"{name}[]" in variables:
            for item in [key for key in variables if key.startswith(f"{name}[")]:
                del variables[item]
        if value.is_array and all(is_plain(way) for way in values):
            variables.update(_items(name, values[-1]))
        elif has_names:
            variables.update(_named_items(name, settled))
        variables[name] = values


def export(words: Sequence[Raw], variables: Variables) -> None:
    """Let commands have variables for their environment, `export NAME` and `export NAME=value`."""
    for word in words:
        assigned = assignment(word)
        name = assigned[0] if assigned else plain(word)
        if name and name.isidentifier() and len(variables) < VARIABLES_AT_MOST:
            variables[f"{_EXPORTED}{name}"] = []


def environment(variables: Ways) -> list[Raw]:
    """Return the variables that commands have for their environment, each as a word that assigns it."""
    exported = (name.removeprefix(_EXPORTED) for name in variables if name.startswith(_EXPORTED))
    return [
        Raw((f"{name}=", Variable(name)), variables[name][0].start, variables[name][0].end, splits=False)
        for name in exported
        if variables.get(name) and not _OF_MACHINES.fullmatch(name)
    ]


def assignment(word: Raw) -> tuple[str, Raw] | None:
    """Return the name that a word assigns to, and what; None if it is no assignment."""
    first = word.parts[0] if word.parts else None
    found = _ASSIGNED.match(first) if isinstance(first, str) else None
    if found is None or not isinstance(first, str):
        return None
    return found["name"], replace(word, parts=(first[found.end() :], *word.parts[1:]), start=word.start + found.end())


def _settled(value: Raw, variables: Ways) -> Raw:
    """Put in the variables of a value that have one value now, since they may have another one later."""
    parts = tuple(_settled_parts(value.parts, variables))
    return replace(value, parts=parts) if len(parts) <= LONGEST_VARIABLE else unknown(value)


def _settled_parts(parts: Sequence[Part], variables: Ways) -> Iterator[Part]:
    for part in parts:
        match part:
            case Variable(name, default) if len(ways := variables.get(name, [])) == 1:
                is_empty = plain(ways[0]) == ""
                yield from _settled_parts(default or (), variables) if is_empty else ways[0].parts
            case Variable(name, default) if is_argument(name) and name not in variables:
                yield None if default is None else Variable(NOT_GIVEN, tuple(_settled_parts(default, variables)))
            case Variable(name, tuple(default)):
                yield Variable(name, tuple(_settled_parts(default, variables)))
            case Computed(by, inside, given):
                yield Computed(by, tuple(_settled_parts(inside, variables)), tuple(_settled_parts(given, variables)))
            case Item(name, index):
                yield from _settled_item(Item(name, tuple(_settled_parts(index, variables))), variables)
            case _:
                yield part


def _settled_item(item: Item, variables: Ways) -> Iterator[Part]:
    ways = variables.get(f"{item.name}[{plain(Raw(item.index, 0, 0, splits=False))}]", [])
    yield from ways[0].parts if len(ways) == 1 else (item,)


def _appended(word: Raw, before: Sequence[Raw] | None, value: Raw, *, in_loop: bool) -> list[Raw]:
    """Return what a variable may be once `name+=value` is done, or `name=value`."""
    found = _ASSIGNED.match(str(word.parts[0]))
    if found is None or "+" not in found.group():
        return [value]
    if (
        in_loop
        or not 0 < len(before or ()) <= WAYS_AT_MOST
        or any(way.is_array > value.is_array for way in before or ())
    ):
        return [unknown(value)]
    between = (" ",) if value.is_array else ()
    return [replace(value, parts=(*way.parts, *between, *value.parts)) for way in before or ()]


def _items(name: str, array: Raw) -> dict[str, list[Raw]]:
    """Return the items of an array as variables: each under its number, and all for a number that is not known."""
    words = list(listed(Raw((Variable(name),), array.start, array.end, splits=True), {name: [array]}))
    items = {f"{name}[{number}]": [word] for number, word in enumerate(words)}
    return {f"{name}[]": words} | items | _about(name, array, [str(number) for number in range(len(words))])


def _about(name: str, array: Raw, keys: Sequence[str]) -> dict[str, list[Raw]]:
    """Return how many items an array has, and under which keys, as the variables that `${#a[@]}` and `${!a[@]}` are."""
    count, listed_keys = str(len(keys)), " ".join(keys)
    return {
        f"{name}[#]": [Raw((count,), array.start, array.end, splits=False)],
        f"{name}[!]": [Raw((listed_keys,), array.start, array.end, splits=True)],
    }


def _named_items(name: str, array: Raw) -> dict[str, list[Raw]]:
    """Return the items of `([mnli]=8 [rte]=16)` as variables; none unless each is known."""
    found = _NAMED_ITEMS.fullmatch(plain(array) or "")
    if found is None:
        return {}
    items = {
        f"{name}[{key}]": [Raw((value,), array.start, array.end, splits=False)]
        for key, value in _NAMED_ITEM.findall(found.group())
    }
    about = _about(name, array, [key for key, _ in _NAMED_ITEM.findall(found.group())])
    return {f"{name}[]": [way for ways in items.values() for way in ways]} | items | about


def arguments_of(given: Sequence[Expanded]) -> dict[str, list[Raw]]:
    """Return what a function is given as its variables: each under its number, and all together."""
    words = [Raw((word.text,), word.start, word.end, splits=False) for word in given]
    start, end = (given[0].start, given[-1].end) if given else (0, 0)
    parts = [part for word in given for part in (" ", kept_together(word.text))]
    numbered = {str(number): [word] for number, word in enumerate(words, start=1)}
    return numbered | {"@": [Raw(tuple(parts), start, end, splits=True)]}


def without_arguments(variables: Ways) -> Variables:
    """Leave out what the function at hand, or the script, was given."""
    return {name: ways for name, ways in variables.items() if not is_argument(name)}


def is_argument(name: str) -> bool:
    """Tell whether a variable is one of the arguments, or all of them."""
    return name == "@" or name.isdecimal()
