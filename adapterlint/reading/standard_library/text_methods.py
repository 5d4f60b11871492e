"""Methods of strings, on values that are known."""

from __future__ import annotations

from collections.abc import Sequence

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operations import explained
from adapterlint.reading.language.operators import LONGEST_TEXT, compute, is_bounded_template
from adapterlint.reading.memory.showing import lift_plain
from adapterlint.reading.registry import METHODS, reads
from adapterlint.reading.standard_library.containers import from_plain
from adapterlint.values import Known, Unknown, Value

_TEXT_METHODS = [
    "capitalize",
    "casefold",
    "count",
    "endswith",
    "find",
    "format",
    "islower",
    "isupper",
    "isdigit",
    "isalpha",
    "isidentifier",
    "join",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
]


_WITH_KEYWORDS = frozenset({"format", "rsplit", "split"})


@reads(METHODS, *((str, name) for name in _TEXT_METHODS))
def call_text_method(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Compute a method of a string."""
    arguments = invocation.arguments
    if arguments.opaque or (arguments.keywords and invocation.name not in _WITH_KEYWORDS):
        return interpreter.unknown(invocation.node, "a call with arguments that are not followed")
    names = list(arguments.keywords)

    def apply(text: object, *values: object) -> Value:
        if not isinstance(text, str):
            return Unknown("not a text")
        if _blows_up(text, invocation.name, values):
            return Unknown("too large to be computed")
        count = len(values) - len(names)
        keywords = dict(zip(names, values[count:], strict=True))
        result = compute(lambda: getattr(text, invocation.name)(*values[:count], **keywords))
        return from_plain(interpreter.state, result.value) if isinstance(result, Known) else result

    receiver = invocation.receiver or Unknown("no text")
    return explained(interpreter, invocation.node, lift_plain(interpreter.state, apply, receiver, *arguments.values()))


def _blows_up(text: str, name: str, values: Sequence[object]) -> bool:
    if name == "format":
        return not is_bounded_template(text)
    longest = max((len(value) for value in values if isinstance(value, (str, tuple, list))), default=0)
    return len(text) * max(longest, 1) > LONGEST_TEXT * 100
