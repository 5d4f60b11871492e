"""INI files: `parser = ConfigParser(); parser.read("run.ini"); parser["adapter"].getint("r")`."""

from __future__ import annotations

import configparser
import re
from collections.abc import Callable, Mapping
from typing import Any

from adapterlint.findings import Span
from adapterlint.reading.files.node_values import written_at
from adapterlint.reading.files.opened import FileText, OpenFile, file_at
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operations import explained
from adapterlint.reading.language.operators import compute
from adapterlint.reading.memory.contents import CONTENTS
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import DictObject, IniParser, ListObject
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.containers import contents, new_dict, new_list, sequence_items, set_contents
from adapterlint.sources import DataFile
from adapterlint.values import Known, Unknown, Value

_CONVERTERS: Mapping[str, Callable[[str], object]] = {
    "getint": int,
    "getfloat": float,
    "getboolean": lambda text: configparser.ConfigParser.BOOLEAN_STATES[text.lower()],
}


@reads(CALLS, "configparser.ConfigParser", "configparser.RawConfigParser", "configparser.SafeConfigParser")
def call_parser(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `ConfigParser()`; one with options of its own may read files in another way."""
    if invocation.arguments.values() or invocation.arguments.opaque:
        return interpreter.unknown(invocation.node, "a parser with options of its own")
    made = IniParser(is_raw=invocation.name == "RawConfigParser")
    interpreter.state.memory[made.identity, CONTENTS] = Known({})
    return Known(made)


@reads(METHODS, (IniParser, "read"), (IniParser, "read_file"), (IniParser, "read_string"))
def call_read(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read a file, the later of several wins; `read` passes over those that are not there."""
    name = {"read_file": "f", "read_string": "string"}.get(invocation.name, "filenames")
    given = invocation.arguments.get(0, name) or Unknown("nothing is read")
    many = sequence_items(interpreter.state, given) if _is_list(given) else None
    for one in (given,) if many is None else many:
        after = interpreter.per_option(one, lambda leaf: _read(interpreter, invocation, leaf))
        set_contents(interpreter.state, invocation.receiver, after)
    return Known(None)


def _is_list(given: Value) -> bool:
    return isinstance(given, Known) and isinstance(given.value, (ListObject, tuple))


def _read(interpreter: Interpreter, invocation: Invocation, leaf: Known | Unknown) -> Value:
    """Return the sections of a parser once it has read one more file."""
    before = contents(interpreter.state, invocation.receiver or Unknown("no parser"))
    match leaf:
        case Known(str() as text) if invocation.name == "read_string":
            path = ""
        case Known(OpenFile(file) | FileText(file)):
            path, text = file.path, file.text
        case _:
            found = file_at(interpreter, leaf, invocation.node)
            if not isinstance(found, DataFile):
                return found
            path, text = found.path, found.text
    receiver = invocation.receiver.value if isinstance(invocation.receiver, Known) else None
    is_raw = isinstance(receiver, IniParser) and receiver.is_raw
    parser = configparser.RawConfigParser() if is_raw else configparser.ConfigParser()
    try:
        parser.read_string(text)
        sections = {name: dict(parser.items(name)) for name in parser.sections()}
    except configparser.Error as error:
        return interpreter.unknown(invocation.node, f"`{path}` is not INI that can be read: {error}")
    lines = _lines(text)
    made = {
        section: new_dict(
            interpreter.state,
            {name: _written(value, path, lines.get((section, name))) for name, value in options.items()},
        )
        for section, options in sections.items()
    }
    return lift(lambda held: Known({**held, **made}), before)


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each option, by its section and name."""
    lines: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\[([^\]]+)\]", line):
            section = heading[1]
        elif option := re.match(r"([^\s=:][^=:]*?)\s*[=:]", line):
            lines[section, option[1].lower()] = number
    return lines


def _written(text: str, path: str, line: int | None) -> Known:
    return Known(text, written_at(Span(path, line, 1, line, 1)) if line and path else None)


@reads(METHODS, (IniParser, "get"), *((IniParser, name) for name in _CONVERTERS))
def call_get(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `parser.getint(section, option, fallback=…)`."""
    section = invocation.arguments.get(0, "section") or Unknown("no section")
    given = invocation.arguments.get(-1, "vars")
    if given is not None and not (isinstance(given, Known) and given.value is None):
        return interpreter.unknown(invocation.node, "values of its own may come before those of the file")
    held = contents(interpreter.state, invocation.receiver or Unknown("no parser"))
    found = lift(lambda sections, name: sections.get(name, Unknown("no such section")), held, section)
    option = invocation.arguments.get(1, "option")
    return _option(interpreter, invocation, found, option, invocation.arguments.get(-1, "fallback"))


@reads(METHODS, *((DictObject, name) for name in _CONVERTERS))
def call_get_of_section(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `section.getint(option, fallback)`."""
    section = invocation.receiver or Unknown("no section")
    option, fallback = invocation.arguments.get(0, "option"), invocation.arguments.get(1, "fallback")
    return _option(interpreter, invocation, section, option, fallback)


def _option(
    interpreter: Interpreter, invocation: Invocation, section: Value, option: Value | None, fallback: Value | None
) -> Value:
    def find(items: Any, name: object) -> Value:  # noqa: ANN401 - a dict, as the contents of a section are
        text = items.get(name.lower()) if isinstance(items, dict) and isinstance(name, str) else None
        if text is None:
            return fallback or interpreter.unknown(invocation.node, "no such option")
        return lift(convert, text)

    def convert(text: object) -> Value:
        converter = _CONVERTERS.get(invocation.name)
        return Known(text) if converter is None else compute(converter, text)

    found = lift(find, contents(interpreter.state, section), option or Unknown("no option"))
    return explained(interpreter, invocation.node, found)


@reads(METHODS, (IniParser, "sections"))
def call_sections(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `parser.sections()`."""
    held = contents(interpreter.state, invocation.receiver or Unknown("no parser"))
    return lift(lambda sections: new_list(interpreter.state, [Known(name) for name in sections]), held)
