"""Optuna: `trial.suggest_categorical("r", [4, 8])`, and the best of them, `study.best_params["r"]`.

Source: `optuna/trial/_trial.py` and `optuna/study/study.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value, result_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operators import compute
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import Arguments, Passed, new_identity
from adapterlint.reading.registry import ATTRIBUTES, CALLS, METHODS, METHODS_OF_UNKNOWN, reads
from adapterlint.reading.searches.trials import number_between, one_of_items
from adapterlint.reading.standard_library.containers import dict_items, new_dict
from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

_SUGGESTED = new_identity()
"""Where the state keeps what was suggested, by its names."""
_TRIAL = Unknown("a trial")


@dataclass(frozen=True, slots=True)
class Study:
    """A study, or its best trial."""


@dataclass(frozen=True, slots=True)
class FixedTrial:
    """A trial that takes what is written."""

    params: Value


@reads(METHODS_OF_UNKNOWN, "suggest_categorical")
def suggest_categorical(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `trial.suggest_categorical(name, choices)`."""
    choices = invocation.arguments.get(1, "choices") or Unknown("no choices")
    return _suggested(interpreter, invocation, one_of_items(interpreter, invocation.node, _name(invocation), choices))


@reads(METHODS_OF_UNKNOWN, "suggest_int", "suggest_float", "suggest_discrete_uniform")
def suggest_number(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `trial.suggest_int(name, low, high, step=1)` and `trial.suggest_float(name, low, high, step=None)`."""
    given = invocation.arguments
    low, high = given.get(1, "low") or Unknown("no end"), given.get(2, "high") or Unknown("no end")
    if invocation.name != "suggest_int":
        low, high = _as_float(low), _as_float(high)
    default = Known(1 if invocation.name == "suggest_int" else None)
    step = given.get(3, "q" if invocation.name == "suggest_discrete_uniform" else "step") or default
    number = number_between(interpreter, invocation.node, _name(invocation), (low, high), step)
    return _suggested(interpreter, invocation, number)


@reads(METHODS_OF_UNKNOWN, "suggest_uniform", "suggest_loguniform")
def suggest_real(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `trial.suggest_uniform(name, low, high)`."""
    return _suggested(interpreter, invocation, interpreter.unknown(invocation.node, "a number that a trial takes"))


def _as_float(end: Value) -> Value:
    return Known(float(end.value), end.origin) if isinstance(end, Known) and isinstance(end.value, int) else end


def _name(invocation: Invocation) -> str:
    name = invocation.arguments.get(0, "name")
    return str(name.value) if isinstance(name, Known) else "?"


def _suggested(interpreter: Interpreter, invocation: Invocation, value: Value) -> Value:
    interpreter.state.memory[_SUGGESTED, _name(invocation)] = value
    return value


@reads(CALLS, "optuna.create_study", "optuna.load_study", "optuna.study.create_study", "optuna.study.load_study")
def call_create_study(_: Interpreter, __: Invocation) -> Value:
    """Evaluate `optuna.create_study()`."""
    return Known(Study())


@reads(CALLS, "optuna.samplers.GridSampler")
def call_grid_sampler(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `GridSampler(search_space)`, which only reads it."""
    return result_of(interpreter, invocation.node)


@reads(CALLS, "optuna.trial.FixedTrial")
def call_fixed_trial(_: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `FixedTrial({"r": 8})`."""
    return Known(FixedTrial(invocation.arguments.get(0, "params") or Unknown("no parameters")))


@reads(METHODS, *((FixedTrial, f"suggest_{kind}") for kind in ("categorical", "float", "int")))
def suggest_fixed(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `trial.suggest_int(name, …)` of a trial that takes what is written: it converts only to integers."""
    match invocation.receiver:
        case Known(FixedTrial(params)):
            taken = (dict_items(interpreter.state, params) or {}).get(_name(invocation))
        case _:
            taken = None
    if taken is None:
        return interpreter.unknown(invocation.node, "what the trial takes is not known")
    return lift(lambda number: compute(int, number), taken) if invocation.name == "suggest_int" else taken


@reads(METHODS, (Study, "optimize"))
def call_optimize(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `study.optimize(objective)`, which calls it with a trial."""
    objective = invocation.arguments.get(0, "func") or Unknown("no function")
    call_value(interpreter, objective, invocation.node, Arguments((Passed(_TRIAL),)))
    return Known(None)


@reads(METHODS, (Study, "ask"))
def call_ask(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `study.ask()`."""
    return result_of(interpreter, invocation.node)


@reads(ATTRIBUTES, Study)
def study_attribute(interpreter: Interpreter, receiver: Known, name: str, _: cst.CSTNode) -> Value | None:
    """Return the best trial of a study, or what it takes."""
    match name:
        case "best_trial":
            return receiver
        case "best_params" | "params":
            keys = list(interpreter.state.memory.keys_of(_SUGGESTED))
            held = {key[1]: interpreter.state.memory.get(key) for key in keys}
            return new_dict(interpreter.state, {key: value for key, value in held.items() if value is not None})
        case _:
            return None
