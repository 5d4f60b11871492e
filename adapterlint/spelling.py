"""Values as Python writes them, with `?` for what is not known in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from adapterlint.facts import Argument, Call, ClassItself, Default, Dictionary, Loaded, Text
from adapterlint.values import Known, OneOf, Unknown

ALTERNATIVES_AT_MOST = 16
"""Of more alternatives, the first ones that differ are written."""
DEEPEST = 8


def spelled(value: object, depth: int = 0) -> str:  # noqa: PLR0911 - one case per kind of value
    """Return a value as Python writes it."""
    if depth > DEEPEST:
        return "…"
    match value:
        case Known(inner):
            return spelled(inner, depth)
        case Unknown():
            return "?"
        case OneOf():
            different = dict.fromkeys(_alternatives(value, depth + 1))
            written = list(itertools.islice(different, ALTERNATIVES_AT_MOST))
            return " or ".join([*written, *(["…"] if len(different) > len(written) else [])])
        case Argument(inner):
            return spelled(inner, depth)
        case Text(text):
            return repr(text)
        case ClassItself(class_name):
            return class_name
        case Call(name, positional, keywords, opaque):
            return f"{name}({_arguments(positional, keywords, opaque, depth)})"
        case Loaded(source, keywords, opaque, class_name=class_name, replaced=replaced):
            called = f"{class_name}.from_dict" if class_name else "AdapterConfig.load"
            changed = f".replace({_arguments((), replaced, None, depth)})" if replaced else ""
            return f"{called}({_arguments((source,), keywords, opaque, depth)}){changed}"
        case _:
            return _container(value, depth)


def _alternatives(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, OneOf):
        for alternative in value.alternatives:
            yield from _alternatives(alternative, depth)
    else:
        yield spelled(value, depth)


def _arguments(positional: Iterable[object], keywords: Mapping[str, Argument], opaque: str | None, depth: int) -> str:
    parts = [spelled(one, depth + 1) for one in positional]
    parts += [f"{name}={spelled(argument, depth + 1)}" for name, argument in keywords.items()]
    return ", ".join([*parts, *(["**?"] if opaque else [])])


def _container(value: object, depth: int) -> str:
    match value:
        case list():
            return f"[{', '.join(_items(value, depth))}]"
        case tuple():
            return f"({', '.join(_items(value, depth))}{',' if len(value) == 1 else ''})"
        case Dictionary(options):
            return _container(dict(options), depth)
        case dict():
            written = {key: one for key, one in value.items() if not isinstance(one, Default)}
            return "{" + ", ".join(f"{key!r}: {spelled(one, depth + 1)}" for key, one in written.items()) + "}"
        case _:
            return repr(value)


def _items(items: Iterable[object], depth: int) -> Iterator[str]:
    return (spelled(item, depth + 1) for item in items)
