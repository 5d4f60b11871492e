"""The Trainer is given a model with adapters: whether one of them is active by then.

Source: `adapters/trainer.py`, `AdapterTrainer.__init__`.
"""

from __future__ import annotations

import re

from adapterlint.facts import BaseModelReference, Step
from adapterlint.reading.frameworks.model_memory import after_others
from adapterlint.reading.frameworks.model_steps import note_step
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import result_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.registry import CALLS, reads
from adapterlint.values import Known, Unknown, Value

_TRAINERS = [
    f"{module}.{name}"
    for modules, names in (
        (("transformers", "transformers.trainer"), ("Trainer",)),
        (("transformers", "transformers.trainer_seq2seq"), ("Seq2SeqTrainer",)),
        (("adapters", "adapters.trainer", "transformers.adapters"), ("AdapterTrainer", "Seq2SeqAdapterTrainer")),
    )
    for module in modules
    for name in names
]
_ACTIVATES = re.compile(
    r"\b(?:adapter_names|set_active)|active_adapters|active_setup|train_adapter|AdapterSetup|setup_adapter_training"
)
"""What activates adapters wherever it stands: also of a part of the model, or as an argument of the Trainer."""


@reads(CALLS, *_TRAINERS)
def read_trainer(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note a model that the Trainer is given in a file which activates no adapter of any model."""
    model = invocation.arguments.get(0, "model")
    if model is not None and interpreter.uses_library and not _activates(interpreter):
        interpreter.per_option(model, lambda one: _note(interpreter, invocation, one))
    let_escape(interpreter, invocation.arguments.values(), invocation.node, invocation.path)
    return result_of(interpreter, invocation.node)


def _note(interpreter: Interpreter, invocation: Invocation, model: Known | Unknown) -> Value:
    if isinstance(model, Known) and isinstance(model.value, BaseModelReference):
        step = Step(invocation.name, span=interpreter.positions.span(invocation.node))
        note_step(interpreter, after_others(interpreter, model, step))
    return Known(None)


def _activates(interpreter: Interpreter) -> bool:
    documents = (interpreter.home.source.document, interpreter.module.source.document)
    return any(_ACTIVATES.search(cell.text) for document in documents for cell in document.cells)
