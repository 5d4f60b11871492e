"""What a script does to a model: which adapters and heads it adds, how it composes them, and which of them it trains.

The steps that a model has gone through are held in the state, as the items of a list are, so that branches and loops
keep them apart. What other code may have done to a model is not known, and neither is all that follows.
"""

from __future__ import annotations

from dataclasses import replace

from adapterlint.facts import COMPOSITION, Argument, BaseModelReference, Call, Step
from adapterlint.findings import Span
from adapterlint.reading.frameworks.configurations import argument
from adapterlint.reading.frameworks.deeds import note_deed
from adapterlint.reading.frameworks.library_names import OLD_FUSION_METHODS, ROOTS
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.contents import NEW_FUSION, OUTSIDE, STEPS
from adapterlint.reading.memory.merging import leaves, lift
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.values import Known, Unknown, Value

STEPS_AT_MOST = 60
COMPOSITIONS = ("Average", "BatchSplit", "Fuse", "MultiTask", "Parallel", "Split", "Stack")
_FOLLOWED = (
    "average_adapter",
    "delete_adapter",
    "delete_adapter_fusion",
    "set_active_adapters",
    "train_adapter",
    "train_adapter_fusion",
    *(
        f"add_{kind}_head"
        for kind in (
            "causal_lm",
            "classification",
            "dependency_parsing",
            "image_classification",
            "masked_lm",
            "multiple_choice",
            "qa",
            "seq2seq_lm",
            "tagging",
        )
    ),
    "delete_head",
)
_NOT_FOLLOWED = (
    "add_custom_head",
    "add_prediction_head",
    "load_adapter_fusion",
    "load_adapter_setup",
    "load_head",
    "merge_adapter",
    "share_parameters",
)
"""What comes from elsewhere, or changes the base model."""
ASSIGNED = ("active_adapters", "active_head")
_COMPOSED = (Call, dict, list, tuple)


@reads(CALLS, *(f"{root}.{module}{name}" for root in ROOTS for module in ("", "composition.") for name in COMPOSITIONS))
def read_composition(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `Stack("a", "b")`."""
    given = invocation.arguments
    return Known(
        Call(
            invocation.name,
            tuple(argument(interpreter, passed) for passed in given.positional),
            {name: argument(interpreter, passed) for name, passed in given.keywords.items()},
            given.opaque,
            interpreter.positions.span(invocation.node),
            module=COMPOSITION,
        )
    )


@reads(METHODS, *((BaseModelReference, name) for name in _FOLLOWED))
def follow(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note a method that composes or trains adapters."""
    has_new_fusion = _has_new_fusion(interpreter, invocation.receiver)
    step = replace(step_of(interpreter, invocation), has_new_fusion=has_new_fusion)
    _note_composition(interpreter, step)
    return take_step(interpreter, invocation.receiver or Unknown("no model"), step)


@reads(METHODS, *((BaseModelReference, name) for name in _NOT_FOLLOWED))
def lose_track(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read a method after which it is not known which adapters a model has."""
    unknown = interpreter.unknown(invocation.node, "what it does to the model is not followed")
    forget_steps(
        interpreter, invocation.receiver or unknown, unknown, may_load_fusion=invocation.name != "load_adapter"
    )
    return unknown


@reads(METHODS, *((BaseModelReference, name) for name in OLD_FUSION_METHODS))
def note_old_name(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note a method that newer releases do not have, unless the script puts one of its own there."""
    if not _is_replaced(interpreter, invocation):
        note_step(interpreter, step_of(interpreter, invocation))
    return lose_track(interpreter, invocation)


def _is_replaced(interpreter: Interpreter, invocation: Invocation) -> bool:
    """Tell whether a script assigns a method to the model that it calls, or to a class of the library."""
    match invocation.receiver:
        case Known(BaseModelReference(identity=identity)):
            own = (identity, invocation.name)
        case _:
            return True
    patched = (name for holder, name in interpreter.state.memory if holder == OUTSIDE)
    is_patched = any(str(name).endswith(f".{invocation.name}") for name in patched)
    return is_patched or interpreter.state.get(own) is not None


def assign_step(interpreter: Interpreter, model: Known, name: str, value: Value, span: Span) -> None:
    """Note an assignment to an attribute of a model, `model.active_adapters = …`."""
    if name in ASSIGNED and isinstance(model.value, BaseModelReference):
        step = Step(name, (Argument(shown(interpreter.state, value)),), span=span)
        _note_composition(interpreter, step)
        take_step(interpreter, model, step)
    elif name in OLD_FUSION_METHODS and isinstance(model.value, BaseModelReference):
        interpreter.state.memory[model.value.identity, name] = value


def _note_composition(interpreter: Interpreter, step: Step) -> None:
    """Note a step for rules about it if it is given more than names."""
    given = (argument.value for argument in (*step.positional, *step.keywords.values()))
    composed = any(
        isinstance(leaf, Known) and isinstance(leaf.value, _COMPOSED) for one in given for _, leaf in leaves(one)
    )
    if composed:
        note_step(interpreter, step)


def note_step(interpreter: Interpreter, step: Step) -> None:
    """Note a step for rules about it."""
    note_deed(interpreter, Known(step), step.span, step)


def step_of(interpreter: Interpreter, invocation: Invocation) -> Step:
    """Return a call of a method as a step."""
    given = invocation.arguments
    return Step(
        invocation.name,
        tuple(argument(interpreter, passed) for passed in given.positional),
        {name: argument(interpreter, passed) for name, passed in given.keywords.items()},
        given.opaque,
        interpreter.positions.span(invocation.node),
    )


def take_step(interpreter: Interpreter, receiver: Value, step: Step) -> Value:
    """Let a model go through a step, and return what such a method does: nothing."""
    if isinstance(receiver, Known) and isinstance(receiver.value, BaseModelReference):
        identity = receiver.value.identity
        if "adapter_fusion" in step.name:
            interpreter.state.memory[identity, NEW_FUSION] = Known(step.name == "add_adapter_fusion")
        before = interpreter.state.get((identity, STEPS)) or Known(())
        after = lift(lambda steps: _one_more(steps, step), before)
        interpreter.state.memory[identity, STEPS] = after
        interpreter.sites.went_through(identity, after)
    return Known(None)


def _one_more(steps: object, step: Step) -> Value:
    if not isinstance(steps, tuple) or len(steps) >= STEPS_AT_MOST:
        return Unknown(f"more than {STEPS_AT_MOST} steps")
    return Known((*steps, step))


def _has_new_fusion(interpreter: Interpreter, model: Value | None) -> bool:
    """Tell whether a model certainly has a fusion that is neither loaded nor trained."""
    match model:
        case Known(BaseModelReference(identity=identity)):
            return interpreter.state.get((identity, NEW_FUSION)) == Known(value=True)
        case _:
            return False


def forget_steps(interpreter: Interpreter, receiver: Value, reason: Unknown, *, may_load_fusion: bool = True) -> None:
    """Let it be unknown what becomes of a model."""
    for _, leaf in leaves(receiver):
        if isinstance(leaf, Known) and isinstance(leaf.value, BaseModelReference):
            interpreter.state.memory[leaf.value.identity, STEPS] = reason
            if may_load_fusion:
                interpreter.state.memory[leaf.value.identity, NEW_FUSION] = reason
            interpreter.sites.went_through(leaf.value.identity, reason)
