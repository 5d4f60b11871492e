"""Ray Tune: `tune.run(train, config={"r": tune.choice([4, 8])})` calls the function with what a trial takes.

Source: `python/ray/tune/search/sample.py`, `python/ray/tune/tuner.py`.
"""

from __future__ import annotations

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.calling import call_value, result_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import Arguments, Partial, Passed
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.searches.trials import number_between, one_of_items
from adapterlint.values import Known, Unknown, Value

_TUNE = "ray.tune"


@reads(CALLS, f"{_TUNE}.choice", f"{_TUNE}.grid_search", f"{_TUNE}.search.sample.choice")
def call_choice(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `tune.choice([4, 8])`."""
    given = invocation.arguments.get(0, "values" if invocation.name == "grid_search" else "categories")
    return one_of_items(interpreter, invocation.node, _written(interpreter, invocation), given or Unknown("nothing"))


@reads(CALLS, f"{_TUNE}.randint", f"{_TUNE}.qrandint", f"{_TUNE}.lograndint")
def call_integer(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `tune.randint(4, 9)`, which never takes its upper end; `tune.qrandint(4, 8, 2)` does."""
    given = invocation.arguments
    low, high = given.get(0, "lower") or Unknown("no end"), given.get(1, "upper") or Unknown("no end")
    step = given.get(2, "q") or Known(1)
    if invocation.name != "qrandint":
        step = Known(1)
        high = lift(lambda end: Known(end - 1) if isinstance(end, int) else Unknown("no integer"), high)
    return number_between(interpreter, invocation.node, _written(interpreter, invocation), (low, high), step)


def _written(interpreter: Interpreter, invocation: Invocation) -> str:
    return interpreter.positions.code(invocation.node)


@reads(CALLS, f"{_TUNE}.run", f"{_TUNE}.Tuner")
def call_run(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Follow `tune.run(train, config=space)` and `tune.Tuner(train, param_space=space)`."""
    given = invocation.arguments
    trainable = given.get(0, "trainable") or Unknown("nothing to run")
    space = given.get(-1, "config" if invocation.name == "run" else "param_space") or Unknown("no configuration")
    call_value(interpreter, trainable, invocation.node, Arguments((Passed(space),)))
    return result_of(interpreter, invocation.node)


@reads(CALLS, f"{_TUNE}.with_parameters")
def call_with_parameters(_: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `tune.with_parameters(train, data=data)`."""
    given = invocation.arguments
    keywords = {name: passed for name, passed in given.keywords.items() if name != "trainable"}
    return Known(Partial(given.get(0, "trainable") or Unknown("nothing"), Arguments((), keywords, given.opaque)))


@reads(CALLS, f"{_TUNE}.with_resources")
def call_with_resources(_: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `tune.with_resources(train, {"gpu": 1})`."""
    return invocation.arguments.get(0, "trainable") or Unknown("nothing")
