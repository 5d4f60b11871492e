"""What a script does to a model: which adapters and heads it adds, how it composes them, and which of them it trains.

The steps that a model has gone through are held in the state, as the items of a list are, so that branches and loops
keep them apart. What other code may have done to a model is not known, and neither is all that follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from adapterlint.base_models.checkpoints import checkpoints
from adapterlint.facts import (
    COMPOSITION,
    NOT_FOLLOWED,
    NOTHING_SO_FAR,
    TRAINING,
    Argument,
    BaseModelReference,
    Before,
    Call,
    Step,
)
from adapterlint.findings import Span
from adapterlint.reading.frameworks.configurations import argument
from adapterlint.reading.frameworks.deeds import note_deed
from adapterlint.reading.frameworks.library_names import OLD_FUSION_METHODS, ROOTS
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.contents import ADDED, FUSIONS, MERGED, NEW_FUSION, OUTSIDE, STEPS
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
    "share_parameters",
)
"""What comes from elsewhere, or changes the base model."""
_BEFORE_ACTIVATION = 3
"""How many arguments a method has at least before the one that activates what it adds."""
ASSIGNED = ("active_adapters", "active_head")
NAMING = ("active_adapters", "add_adapter_fusion", "set_active_adapters", "train_adapter", "train_adapter_fusion")
"""What names adapters that the model has to have."""
_NOT_SHOWN = Unknown("where the model comes from is not shown")
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
    step = after_others(interpreter, invocation.receiver, step_of(interpreter, invocation))
    _note(interpreter, step)
    return take_step(interpreter, invocation.receiver or Unknown("no model"), step)


@reads(METHODS, *((BaseModelReference, name) for name in _NOT_FOLLOWED))
def lose_track(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read a method after which it is not known which adapters a model has."""
    unknown = interpreter.unknown(invocation.node, "what it does to the model is not followed")
    forget_steps(
        interpreter, invocation.receiver or unknown, unknown, may_load_fusion=invocation.name != "load_adapter"
    )
    return unknown


@reads(METHODS, (BaseModelReference, "merge_adapter"))
def merge(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Note an adapter that is merged into the weights while another one is."""
    step = after_others(interpreter, invocation.receiver, step_of(interpreter, invocation))
    if step.before.merged != NOTHING_SO_FAR:
        note_step(interpreter, step)
    name = step.given(0, "name") or Unknown("which adapter is merged is not shown")
    match invocation.receiver:
        case Known(BaseModelReference(identity=identity)):
            _keep(interpreter, identity, MERGED, name)
        case _:
            pass
    return lose_track(interpreter, invocation)


@reads(METHODS, (BaseModelReference, "reset_adapter"))
def reset(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Take merged adapters out of the weights again."""
    for _, leaf in leaves(invocation.receiver or Unknown("no model")):
        if isinstance(leaf, Known) and isinstance(leaf.value, BaseModelReference):
            interpreter.state.memory[leaf.value.identity, MERGED] = NOTHING_SO_FAR
    return Known(None)


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
        assigned = Step(name, (Argument(shown(interpreter.state, value)),), span=span)
        step = after_others(interpreter, model, assigned)
        _note(interpreter, step)
        take_step(interpreter, model, step)
    elif name in OLD_FUSION_METHODS and isinstance(model.value, BaseModelReference):
        interpreter.state.memory[model.value.identity, name] = value


def _note(interpreter: Interpreter, step: Step) -> None:
    """Note a step for rules about it if it is given more than names, or one that may not be there."""
    if _is_composed(step):
        note_step(interpreter, step)
    else:
        note_missing(interpreter, step)


def _is_composed(step: Step) -> bool:
    """Tell whether a step is given more than names, or only names where a fusion belongs."""
    given = (argument.value for argument in (*step.positional, *step.keywords.values()))
    meant = (*_COMPOSED, str) if step.name == "train_adapter_fusion" else _COMPOSED
    return any(isinstance(leaf, Known) and isinstance(leaf.value, meant) for one in given for _, leaf in leaves(one))


def note_missing(interpreter: Interpreter, step: Step) -> None:
    """Note a step that names an adapter which may never have been added, or composes some."""
    match step.before.steps:
        case Known(tuple() as steps) if step.name in NAMING:
            added = {name for one in steps if one.name != "delete_adapter" for name in _texts_given(one)}
            deleted = {name for one in steps if one.name == "delete_adapter" for name in _texts_given(one)}
            if _is_composed(step) or set(_texts_given(step)) - (added - deleted):
                note_step(interpreter, step)
        case _:
            pass


def _texts_given(step: Step) -> Iterator[str]:
    """Yield the texts that a step may be given, names of adapters among them."""
    for given in (*step.positional, *step.keywords.values()):
        options = (leaf.value for _, leaf in leaves(given.value) if isinstance(leaf, Known))
        yield from (option for option in options if isinstance(option, str))


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
        if step.name == "add_adapter_fusion":
            _keep(interpreter, identity, FUSIONS, _fused(step))
        elif step.name == "add_adapter":
            _keep(interpreter, identity, ADDED, step)
        before = interpreter.state.get((identity, STEPS)) or Known(())
        after = lift(lambda steps: _one_more(steps, step), before)
        interpreter.state.memory[identity, STEPS] = after
        interpreter.sites.went_through(identity, after)
    else:
        interpreter.state.memory[OUTSIDE, STEPS] = NOT_FOLLOWED  # it may be a part of any model, as `model.bert` is
    return Known(None)


def _keep(interpreter: Interpreter, model: int, name: str, one: Step | Value) -> None:
    """Let a model hold one thing more of a kind."""
    before = interpreter.state.get((model, name)) or _NOT_SHOWN
    interpreter.state.memory[model, name] = lift(lambda several: _one_more(several, one), before)


def _fused(step: Step) -> Value:
    """Return what a fusion is added for, if that names it too."""
    names = step.given(0, "adapter_names") if step.given(2, "name") is None and not step.opaque else None
    return names or Unknown("a fusion of another name")


def _one_more(steps: object, step: Step | Value) -> Value:
    if not isinstance(steps, tuple) or len(steps) >= STEPS_AT_MOST:
        return Unknown(f"more than {STEPS_AT_MOST} steps")
    return Known((*steps, step))


def after_others(interpreter: Interpreter, model: Value | None, step: Step) -> Step:
    """Let a step know what its model has gone through before."""
    match model:
        case Known(BaseModelReference(identity=identity) as reference):
            is_new = interpreter.state.get((identity, NEW_FUSION)) == Known(value=True)
            fusions, added, merged = (
                interpreter.state.get((identity, name)) or _NOT_SHOWN for name in (FUSIONS, ADDED, MERGED)
            )
            is_active = lift(_is_active, interpreter.state.get((identity, STEPS)) or NOTHING_SO_FAR)
            steps = _all_steps(interpreter, reference)
            return replace(step, before=Before(is_new, fusions, added, merged, is_active, steps))
        case _:
            return step


def _is_active(steps: object) -> Value:
    """Tell whether a model that has gone through some steps has an active adapter."""
    if not isinstance(steps, tuple):
        return _NOT_SHOWN
    return next((found for step in reversed(steps) if (found := _activity(step)) is not None), Known(value=False))


def _activity(step: Step) -> Value | None:
    """Return whether an adapter is active after a step, a value of bool; None if it changes nothing of that."""
    if step.name in TRAINING or step.opaque or len(step.positional) > _BEFORE_ACTIVATION:
        return Known(value=True)
    if step.name in {"set_active_adapters", "active_adapters"}:
        return lift(lambda setup: Known(bool(setup)), step.given(0, "adapter_setup") or _NOT_SHOWN)
    match step.keywords.get("set_active"):
        case None | Argument(Known(False)):
            return None
        case Argument(value):
            return value


def _all_steps(interpreter: Interpreter, model: BaseModelReference) -> Value:
    """Return what was done to a model that had no adapters when it was loaded, if every path did the same.

    Where the script tests something, it may have asked for the adapters of the model.
    """
    match model.checkpoint:
        case Known(str(name)) if name in checkpoints():
            steps, others = (interpreter.state.get((holder, STEPS)) for holder in (model.identity, OUTSIDE))
            return steps if isinstance(steps, Known) and not (others or interpreter.tests) else NOT_FOLLOWED
        case _:
            return NOT_FOLLOWED


def forget_steps(interpreter: Interpreter, receiver: Value, reason: Unknown, *, may_load_fusion: bool = True) -> None:
    """Let it be unknown what becomes of a model."""
    for _, leaf in leaves(receiver):
        if isinstance(leaf, Known) and isinstance(leaf.value, BaseModelReference):
            interpreter.state.memory[leaf.value.identity, STEPS] = reason
            if may_load_fusion:
                interpreter.state.memory[leaf.value.identity, NEW_FUSION] = reason
                interpreter.state.memory[leaf.value.identity, FUSIONS] = reason
            interpreter.sites.went_through(leaf.value.identity, reason)
        else:
            interpreter.state.memory[OUTSIDE, STEPS] = reason
