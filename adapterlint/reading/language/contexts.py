"""Context managers that generators of the script make, around a block or as decorators of functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.leaving import run_and_finish
from adapterlint.reading.memory.objects import Context
from adapterlint.values import Known


def enter(interpreter: Interpreter, context: Context) -> None:
    """Go back to where a context manager has yielded, as far as nothing was changed since it was made."""
    memory = interpreter.state.memory
    memory.update({key: inside for key, (inside, end) in context.undone.items() if memory.get(key) is end})


def leave(interpreter: Interpreter, context: Context) -> None:
    """Let be changed what a context manager changes behind its `yield`."""
    interpreter.state.memory.update({key: behind for key, (_, behind) in context.undone.items()})


def run_decorated(interpreter: Interpreter, managers: Sequence[cst.BaseExpression], run: Callable[[], None]) -> None:
    """Run some code in the context managers that decorate it, which are made anew each time, the first one outside."""
    if not managers:
        run()
        return
    manager = interpreter.evaluate(managers[0])

    def go_on() -> None:
        run_decorated(interpreter, managers[1:], run)

    match manager:
        case Known(Context() as context):
            enter(interpreter, context)
            run_and_finish(interpreter, go_on, lambda: leave(interpreter, context))
        case _:
            go_on()
