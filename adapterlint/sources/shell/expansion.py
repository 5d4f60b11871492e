"""Words of a shell with their variables put in, once for each combination of what these may be."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapterlint.sources.shell.computing import computed
from adapterlint.sources.shell.parts import Computed, Item, Part, Variable
from adapterlint.sources.shell.words import Raw, as_written, is_plain

WAYS_AT_MOST = 16
"""A command in loops is read for so many combinations of their words."""
DEEPEST_VARIABLE = 8
"""A variable that stands for another one, and so on, is followed so often."""

Ways = Mapping[str, list[Raw]]
"""What each variable may be."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """A word with its variables put in; None where it is not known as a whole."""

    text: str | None
    start: int
    end: int


def expanded(
    words: Sequence[Raw], variables: Ways, before: Sequence[Raw] = (), at_most: int = WAYS_AT_MOST
) -> Iterator[tuple[Expanded, ...]]:
    """Yield words with their variables put in, for each combination of what these may be.

    Args:
        before: words that come before them; what only these have is combined last.
        at_most: so many combinations.
    """
    own = dict.fromkeys(name for word in words for name in _names(word.parts, variables))
    only_before = dict.fromkeys(name for word in before for name in _names(word.parts, variables) if name not in own)
    used = [*only_before, *own]
    ways = [variables[name] for name in used]
    for taken in itertools.islice(itertools.product(*ways), at_most):
        chosen = dict(zip(used, taken, strict=True))
        yield tuple(expanded for word in (*before, *words) for expanded in _words(word, chosen))


def only_text(word: Raw, variables: Ways) -> str | None:
    """Return a word that has one text, whatever users give; None for any other."""
    if _may_be_given(word.parts, variables):
        return None
    ways = list(itertools.islice(expanded([word], variables), 2))
    return ways[0][0].text if len(ways) == len(ways[0]) == 1 else None


def _may_be_given(parts: Sequence[Part], variables: Ways, depth: int = 0) -> bool:
    """Tell whether users may give something else than the default of a variable."""
    for part in parts:
        match part:
            case Variable(name, default) if name not in variables:
                if default is not None or depth > DEEPEST_VARIABLE:
                    return True
            case Variable(name):
                inside = (way.parts for way in variables[name])
                if depth > DEEPEST_VARIABLE or any(_may_be_given(one, variables, depth + 1) for one in inside):
                    return True
            case Computed(_, inside, given) if _may_be_given((*inside, *given), variables, depth):
                return True
            case _:
                pass
    return False


def listed(word: Raw, variables: Ways) -> Iterator[Raw]:
    """Yield the words that a `for` goes through, of which one may be a list in a variable."""
    has_one_way = all(len(variables[name]) == 1 for name in _names(word.parts, variables))
    if is_plain(word) or not has_one_way:
        yield word
        return
    for words in expanded([word], variables):
        for one in words:
            yield Raw((one.text,), one.start, one.end, splits=False)


def _names(parts: Sequence[Part], variables: Ways, depth: int = 0) -> Iterator[str]:
    """Yield the variables that parts are made of."""
    for part in parts:
        match part:
            case Variable(name, default) if name in variables and depth < DEEPEST_VARIABLE:
                yield name
                yield from _names(default or (), variables, depth + 1)
                for way in variables[name]:
                    yield from _names(way.parts, variables, depth + 1)
            case Variable(default=tuple(inside)):
                yield from _names(inside, variables, depth)
            case Computed(_, inside, given):
                yield from _names((*inside, *given), variables, depth)
            case Item(name, index):
                yield from _names(index, variables, depth)
                yield from _items_named(name, index, variables)
            case _:
                pass


def _items_named(name: str, index: Sequence[Part], variables: Ways) -> Iterator[str]:
    """Yield the items of an array that an index may mean; any of them, as one variable, if it is not known."""
    if all(part is not None and _is_set(part, variables) for part in index):
        yield from (key for key in variables if key.startswith(f"{name}[") and key[-2] not in "[#!")
    elif f"{name}[]" in variables:
        yield f"{name}[]"


def _is_set(part: Part, variables: Ways) -> bool:
    match part:
        case Variable(name, default):
            return default is not None or any(is_plain(way) for way in variables.get(name, ()))
        case Computed(_, inside, given):
            return all(_is_set(one, variables) for one in (*inside, *given))
        case _:
            return isinstance(part, str)


def _words(word: Raw, chosen: Mapping[str, Raw]) -> Iterator[Expanded]:
    text = _text(word.parts, chosen)
    place = word
    match word.parts:
        case (Variable(name),) if name in chosen:  # the place of the text is where it is written
            place = chosen[name]
        case _:
            pass
    if text is None or not word.splits or is_plain(word):
        yield Expanded(None if text is None else as_written(text), place.start, place.end)
        return
    for one in text.split():
        yield Expanded(as_written(one), place.start, place.end)


def _text(parts: Sequence[Part], chosen: Mapping[str, Raw], depth: int = 0) -> str | None:
    texts = [_text_of(part, chosen, depth) for part in parts]
    return None if None in texts else "".join(filter(None, texts))


def _text_of(part: Part, chosen: Mapping[str, Raw], depth: int) -> str | None:
    match part:
        case Variable(name, default) if name in chosen and depth < DEEPEST_VARIABLE:
            held = _text(chosen[name].parts, {key: one for key, one in chosen.items() if key != name}, depth + 1)
            return _text(default, chosen, depth + 1) if held == "" and default else held
        case Variable(_, tuple(default)) if depth < DEEPEST_VARIABLE:
            return _text(default, chosen, depth + 1)
        case Item(name, index) if depth < DEEPEST_VARIABLE:
            number = _text(index, chosen, depth + 1)
            item = chosen.get(f"{name}[{number or ''}]")
            return None if item is None else _text(item.parts, chosen, depth + 1)
        case Computed(by, inside, given):
            text, how = _text(inside, chosen, depth), _text(given, chosen, depth)
            return None if text is None or how is None else computed(by, text, how)
        case str():
            return part
        case _:
            return None
