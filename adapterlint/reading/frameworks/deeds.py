"""What a script does, rather than builds, is noted as something that happens only where the script comes to it."""

from __future__ import annotations

from adapterlint.facts import Site, Step
from adapterlint.findings import Span
from adapterlint.reading.interpreter import Interpreter
from adapterlint.values import OneOf, Unknown, Value

_NOTHING = Unknown("the script does not come to it")


def note_deed(interpreter: Interpreter, deed: Value, span: Span | None, step: Step | None = None) -> None:
    """Note something that is done, unless the script is prepared for what it raises.

    Args:
        deed: a value of `Change` or `Step`, whatever the tests around it say.
        step: the step itself, of a model that goes through it.
    """
    if interpreter.expected:
        return
    for choice in reversed(interpreter.tests):
        possible = interpreter.state.possible(choice)
        if len(possible) < len(choice.options):
            deed = OneOf(choice, tuple(deed if at in possible else _NOTHING for at in range(len(choice.options))))
    site = Site(deed, span=span, is_deed=True, for_old_library=interpreter.is_for_old_library)
    interpreter.sites.done(site, interpreter.note, generic=interpreter.frame.generic, step=step)
