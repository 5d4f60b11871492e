"""What text on a command line becomes: `type=int`, `type=str2bool`, `type=lambda text: …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapterlint.reading import functions
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.objects import Arguments, Function, Imported, Passed
from adapterlint.reading.operators import compute
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

TRUE_WORDS = frozenset({"yes", "true", "t", "y", "1"})
FALSE_WORDS = frozenset({"no", "false", "f", "n", "0"})
_CONVERTERS = {
    f"builtins.{kind.__name__}": kind for kind in (bool, float, int, str)
}


def converted(interpreter: Interpreter, converter: Value | None, text: Value, node: cst.CSTNode) -> Value:
    """Turn text into the value of an option; what is no text is its value already."""
    if converter is None or not isinstance(text, Known) or not isinstance(text.value, str):
        return text
    match converter:
        case Known(Imported(path)) if path in _CONVERTERS:
            value = compute(_CONVERTERS[path], text.value)
        case Known(Function() as function):
            value = functions.call(interpreter, function, Arguments((Passed(text),)), node)
        case _:
            return interpreter.unknown(node, f"what its type makes of {text.value!r} is not known")
    return Known(value.value, text.origin) if isinstance(value, Known) else value


def read_bool(text: str) -> Value:
    """Read a word as dataclass parsers and click do: `yes`, `false`, `1`."""
    word = text.lower()
    if word in TRUE_WORDS | FALSE_WORDS:
        return Known(word in TRUE_WORDS)
    return Unknown(f"{text!r} is neither true nor false")
