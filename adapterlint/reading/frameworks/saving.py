"""`model.save_adapter(folder, name)` and `save_all_adapters(folder)`: what another run can load.

Source: `adapters/model_mixin.py`: `save_all_adapters` writes each adapter into a folder of its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from adapterlint.facts import BaseModelReference, Step
from adapterlint.reading.frameworks.saves import SavedAdapter
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.contents import STEPS
from adapterlint.reading.memory.merging import narrowed
from adapterlint.reading.registry import METHODS, reads
from adapterlint.values import Known, Unknown, Value


@reads(METHODS, (BaseModelReference, "save_adapter"))
def save_one(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note the adapter of a name, if it is known how it was added."""
    name = invocation.arguments.get(1, "adapter_name") or Unknown("no name is given")

    def save(name: Known | Unknown) -> Value:
        added = dict(_added(interpreter, invocation))
        if isinstance(name, Known) and name.value in added:
            _note(interpreter, invocation, str(name.value), added[name.value], below="")
        return Known(None)

    return interpreter.per_option(name, save)


@reads(METHODS, (BaseModelReference, "save_all_adapters"))
def save_all(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note all adapters of a model, as far as it is known how they were added."""
    for name, step in _added(interpreter, invocation):
        _note(interpreter, invocation, name, step, below=name)
    return Known(None)


def _added(interpreter: Interpreter, invocation: Invocation) -> Iterator[tuple[str, Step]]:
    """Yield the adapters of a model, by their names, each with the step that adds it."""
    for step in _steps(interpreter, invocation):
        if step.name == "add_adapter" and step.opaque is None:
            name = narrowed(step.given(0, "adapter_name") or Unknown("no name"), interpreter.state.assumed)
            if isinstance(name, Known) and isinstance(name.value, str):
                yield name.value, step


def _steps(interpreter: Interpreter, invocation: Invocation) -> tuple[Step, ...]:
    match invocation.receiver:
        case Known(BaseModelReference(identity=identity)):
            steps = interpreter.state.get((identity, STEPS))
            held = narrowed(steps, interpreter.state.assumed) if steps else Known(())
        case _:
            return ()
    return held.value if isinstance(held, Known) and isinstance(held.value, tuple) else ()


def _note(interpreter: Interpreter, invocation: Invocation, name: str, added: Step, *, below: str) -> None:
    """Note an adapter in each folder that it may be saved in."""
    folder = invocation.arguments.get(0, "save_directory") or Unknown("no folder is given")
    has_head = _may_save_head(invocation) and any(
        step.name.startswith("add_") and step.name.endswith("_head") for step in _steps(interpreter, invocation)
    )

    def note(folder: Known | Unknown) -> Value:
        if isinstance(folder, Known) and isinstance(folder.value, (str, PurePosixPath)):
            given = added.given(1, "config")
            config = narrowed(given, interpreter.state.assumed) if given else None
            interpreter.project.saved.note(PurePosixPath(folder.value) / below, SavedAdapter(name, config, has_head))
        return Known(None)

    interpreter.per_option(folder, note)


def _may_save_head(invocation: Invocation) -> bool:
    given = invocation.arguments.get(2, "with_head")
    return not (isinstance(given, Known) and given.value is False)
