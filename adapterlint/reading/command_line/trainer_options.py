"""`Trainer.add_argparse_args(parser)` of Lightning before 2.0: a parser with the options of a trainer too.

Source: `pytorch_lightning/utilities/argparse.py`, `add_argparse_args`.
"""

from __future__ import annotations

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.registry import CALLS, reads
from adapterlint.values import Unknown, Value


@reads(
    CALLS,
    *(f"{module}.Trainer.add_argparse_args" for module in ("lightning", "lightning.pytorch", "pytorch_lightning")),
)
def add_trainer_options(_: Interpreter, invocation: Invocation) -> Value:
    """Return the parser that is given, since options of a trainer say nothing of adapters."""
    return invocation.arguments.get(0, "parent_parser") or Unknown("no parser")
