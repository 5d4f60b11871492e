"""Progress bars around collections, `for config in tqdm(configs)`: they yield what they are given."""

from __future__ import annotations

from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.objects import Arguments, ListObject, Passed
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.collection_functions import call_collection
from adapterlint.reading.standard_library.plain_functions import call_plain
from adapterlint.values import Known, Value

_TQDM = ("tqdm", "tqdm.asyncio", "tqdm.auto", "tqdm.autonotebook", "tqdm.notebook", "tqdm.rich", "tqdm.std")
_OF_BARS = ("close", "refresh", "set_description", "set_description_str", "set_postfix", "set_postfix_str")


@reads(CALLS, *(f"{module}.tqdm" for module in _TQDM), "tqdm.tqdm_notebook")
@reads(CALLS, "alive_progress.alive_it", "fastprogress.progress_bar", "rich.progress.track")
def call_bar(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `tqdm(items)`."""
    arguments = invocation.arguments
    named = [passed for name, passed in arguments.keywords.items() if name in {"iterable", "sequence"}]
    items = Arguments((*arguments.positional[:1], *named), {}, arguments.opaque)
    return call_collection(interpreter, Invocation(invocation.node, "builtins.list", items))


@reads(CALLS, *(f"{module}.trange" for module in _TQDM))
def call_range(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `trange(count)`."""
    numbers = Arguments(invocation.arguments.positional, {}, invocation.arguments.opaque)
    counted = call_plain(interpreter, Invocation(invocation.node, "builtins.range", numbers))
    return call_bar(interpreter, Invocation(invocation.node, invocation.path, Arguments((Passed(counted),))))


@reads(METHODS, *((ListObject, name) for name in _OF_BARS))
def show(_: Interpreter, __: Invocation) -> Value:
    """Read `bar.set_description(…)`, which changes nothing that the bar yields."""
    return Known(None)
