"""YAML with places, built from the events of PyYAML: no tags are followed, and aliases are not copied."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from enum import Enum

import yaml

from adapterlint.data.nodes import DEEPEST, Entry, Items, Node, Scalar, Table, TooDeepError
from adapterlint.findings import Span
from adapterlint.values import Known

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGED = "tag:yaml.org,2002:merge"
_TEXT = "tag:yaml.org,2002:str"
LONGEST_NUMBER = 100
"""What is longer, and not quoted, is text."""


class Reader(Enum):
    """What a file is read with, where that is known: readers do not agree about some scalars."""

    PYYAML = "PyYAML"
    OMEGACONF = "OmegaConf"


_EXPONENT = re.compile(r"[-+]?\d+(?:\.\d*)?e[-+]?\d+", re.IGNORECASE)
"""A number for OmegaConf, although it is text for PyYAML without point or sign."""
_INTERPOLATED = re.compile(r"\$\{")
_READ_IN_TWO_WAYS = re.compile(
    r"(?:y|n|yes|no|on|off)"  # a bool in YAML 1.1, text in YAML 1.2
    r"|[-+]?(?:\d+\.?\d*|\.\d+)e[-+]?\d+"  # text in PyYAML without point or sign, and a number elsewhere
    r"|[-+]?0\d[\d_]*|[-+]?\d[\d_]*(?::\d+)+|[-+]?\d+_[\d_]*",  # octal, of base 60, with underscores
    re.IGNORECASE,
)


def parse_yaml(text: str, path: str, reader: Reader | None = None) -> Iterator[Node]:
    """Yield the documents.

    Args:
        reader: what the file is read with; without one, what readers do not agree about is unknown.

    Raises:
        ValueError: it is no YAML; the message says where.
        TooDeepError: it is nested too deeply.
    """
    loader = _LOADER(text)
    try:
        yield from _Builder(loader, path, reader).documents()
    except yaml.YAMLError as error:
        raise ValueError(_cause(error)) from error
    except RecursionError as error:
        raise TooDeepError("nested too deeply") from error
    finally:
        loader.dispose()


class _Builder:
    def __init__(self, loader: yaml.SafeLoader, path: str, reader: Reader | None) -> None:
        self._loader = loader
        self._path = path
        self._reader = reader
        self._anchors: dict[str, Node] = {}

    def documents(self) -> Iterator[Node]:
        while self._loader.check_event():
            event = self._loader.get_event()
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors.clear()
                yield self._node(self._loader.get_event(), 0)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if depth > DEEPEST:
            raise TooDeepError("nested too deeply")
        match event:
            case yaml.AliasEvent(anchor=anchor):
                # An alias inside of what it stands for is a circle; only a generator of hostile files writes one.
                return self._anchors.get(anchor, Scalar(None, self._span(event, event), f"the alias `*{anchor}`"))
            case yaml.ScalarEvent():
                node: Node = self._scalar(event)
            case yaml.SequenceStartEvent():
                node = self._items(event, depth)
            case _:
                node = self._table(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _items(self, start: yaml.Event, depth: int) -> Items:
        items: list[Node] = []
        while not self._loader.check_event(yaml.SequenceEndEvent):
            items.append(self._node(self._loader.get_event(), depth + 1))
        return Items(tuple(items), self._around(start, self._loader.get_event(), items[-1:]))

    def _table(self, start: yaml.Event, depth: int) -> Table:
        entries: list[Entry] = []
        merged: list[Entry] = []
        opaque: str | None = None
        while not self._loader.check_event(yaml.MappingEndEvent):
            first = self._loader.get_event()
            key = self._node(first, depth + 1)
            value = self._node(self._loader.get_event(), depth + 1)
            if not isinstance(first, yaml.ScalarEvent) or not isinstance(key, Scalar):
                opaque = "a key that is no plain value"
            elif self._tag(first) == _MERGED:
                merged = [*_entries_of(value), *merged]
            elif self._tag(first) != _TEXT and (self._reader is Reader.OMEGACONF or not _is_plain(key)):
                opaque = "a key that is no plain text"
            else:
                unlike_text = None if isinstance(key.value, str) else Known(key.value)
                entries.append(Entry(first.value, value, _up_to(key.span, value.span), unlike_text))
        end = self._loader.get_event()
        return Table((*merged, *entries), self._around(start, end, entries[-1:]), opaque)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        span = self._span(event, event)
        tag = self._tag(event)
        text = event.value
        if self._reader is not Reader.PYYAML and _INTERPOLATED.search(text):
            return Scalar(text, span, f"`{text}` is filled in when it is read")
        if event.implicit[0] and len(text) <= LONGEST_NUMBER:
            if self._reader is None and _READ_IN_TWO_WAYS.fullmatch(text):
                return Scalar(text, span, f"`{text}`, which readers of YAML do not agree about")
            if self._reader is Reader.OMEGACONF and _EXPONENT.fullmatch(text):
                return Scalar(float(text), span)
        node = yaml.ScalarNode(tag, text, event.start_mark, event.end_mark)
        construct = self._loader.yaml_constructors.get(tag)
        if construct is None:
            return Scalar(text, span, f"a value with the tag `{tag}`")
        try:
            return Scalar(construct(self._loader, node), span)
        except (ValueError, yaml.YAMLError):
            return Scalar(text, span, f"`{text}`, which is no value of the type that it looks like")

    def _tag(self, event: yaml.ScalarEvent) -> str:
        if event.tag is not None:
            return str(event.tag)
        if len(event.value) > LONGEST_NUMBER:
            return _TEXT
        return str(self._loader.resolve(yaml.ScalarNode, event.value, event.implicit))

    def _around(self, start: yaml.Event, end: yaml.Event, last: Sequence[Node | Entry]) -> Span:
        """Return the place of a collection; one without brackets ends with its last part, not with the next one."""
        span = self._span(start, end)
        return span if start.flow_style or not last else _up_to(span, last[0].span)

    def _span(self, start: yaml.Event, end: yaml.Event) -> Span:
        begin, finish = start.start_mark, end.end_mark
        return Span(self._path, begin.line + 1, begin.column + 1, finish.line + 1, finish.column + 1)


def _is_plain(key: Scalar) -> bool:
    return key.unknown is None and isinstance(key.value, (bool, int, float, type(None)))


def _up_to(first: Span, last: Span) -> Span:
    """Return a place from the beginning of one to the end of another, unless that is an alias of what is above."""
    if (last.line, last.column) < (first.line, first.column):
        return first
    return dataclasses.replace(first, end_line=last.end_line, end_column=last.end_column)


def _cause(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f": line {mark.line + 1} column {mark.column + 1}" if mark else ""
    return " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", error)).split()) + place


def _entries_of(merged: Node) -> tuple[Entry, ...]:
    """Return what a merge key brings, from one mapping or from several of which the first counts."""
    match merged:
        case Table(entries):
            return entries
        case Items(items):
            return tuple(entry for item in reversed(items) for entry in _entries_of(item))
        case _:
            return ()
