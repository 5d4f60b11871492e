"""What text on a command line becomes: `type=int`, `type=str2bool`, `type=str.split`, `type=lambda text: …`."""

from __future__ import annotations

import ast

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.operators import compute
from adapterlint.reading.memory.objects import Arguments, Function, Imported, Passed
from adapterlint.values import Known, Unknown, Value

LITERAL_OR_TEXT = Known(Imported("fire.parser.DefaultParseValue"))
"""Converts `8` to a number and leaves `seq_bn`, as fire does."""
_TRUE_WORDS = frozenset({"yes", "true", "t", "y", "1"})
_FALSE_WORDS = frozenset({"no", "false", "f", "n", "0"})
WORD_FOR_BOOL = Known(Imported("transformers.hf_argparser.string_to_bool"))
"""Converts `yes`, `false`, `1`, as parsers of dataclasses and click do."""
_CONVERTERS = {f"builtins.{kind.__name__}": kind for kind in (bool, float, int, str)}


def converted(interpreter: Interpreter, converter: Value | None, text: Value, node: cst.CSTNode) -> Value:
    """Turn text into the value of an option; what is no text is its value already."""
    if converter is None or not isinstance(text, Known) or not isinstance(text.value, str):
        return text
    match converter:
        case Known(Imported(path)) if path in _CONVERTERS:
            value = compute(_CONVERTERS[path], text.value)
        case Known() if converter == WORD_FOR_BOOL:
            value = _bool(text.value)
        case Known() if converter == LITERAL_OR_TEXT:
            literal = compute(ast.literal_eval, text.value)
            value = text if isinstance(literal, Unknown) else literal
        case _ if isinstance(node, cst.Call):
            value = call_value(interpreter, converter, node, Arguments((Passed(text),)))
            if isinstance(value, Unknown) and not _is_of_script(converter):
                return interpreter.unknown(node, f"what its type makes of {text.value!r} is not known")
        case _:
            return interpreter.unknown(node, f"what its type makes of {text.value!r} is not known")
    return Known(value.value, text.origin) if isinstance(value, Known) else value


def default_converted(converter: Value | None, default: Value | None) -> Value | None:
    """Return a default as click, typer and absl hand it on: what takes floats makes a float of an integer too."""
    match default, converter:
        case Known(int() as number, origin), Known(Imported("builtins.float")):
            return Known(float(number), origin)
        case _:
            return default


def _is_of_script(converter: Value) -> bool:
    """Tell whether a function of the script converts text, which says itself why its result is not known."""
    return isinstance(converter, Known) and isinstance(converter.value, Function)


def _bool(text: str) -> Value:
    word = text.lower()
    if word in _TRUE_WORDS | _FALSE_WORDS:
        return Known(word in _TRUE_WORDS)
    return Unknown(f"{text!r} is neither true nor false")
