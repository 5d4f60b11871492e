"""What a model has gone through, as the state holds it, so that branches and loops keep it apart.

What other code may have done to a model is not known, and neither is all that follows.
"""

from __future__ import annotations

from dataclasses import replace

from adapterlint.base_models.checkpoints import checkpoints
from adapterlint.facts import NOT_FOLLOWED, NOTHING_SO_FAR, TRAINING, Argument, BaseModelReference, Before, Step
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.memory.contents import ADDED, FUSIONS, MERGED, NEW_FUSION, OUTSIDE, STEPS
from adapterlint.reading.memory.merging import leaves, lift
from adapterlint.values import Known, Unknown, Value

STEPS_AT_MOST = 60
_BEFORE_ACTIVATION = 3
"""How many arguments a method has at least before the one that activates what it adds."""
_NOT_SHOWN = Unknown("where the model comes from is not shown")


def take_step(interpreter: Interpreter, receiver: Value, step: Step) -> Value:
    """Let a model go through a step, and return what such a method does: nothing."""
    if isinstance(receiver, Known) and isinstance(receiver.value, BaseModelReference):
        identity = receiver.value.identity
        if "adapter_fusion" in step.name:
            interpreter.state.memory[identity, NEW_FUSION] = Known(step.name == "add_adapter_fusion")
        if step.name == "add_adapter_fusion":
            keep(interpreter, identity, FUSIONS, _fused(step))
        elif step.name == "delete_adapter_fusion":
            interpreter.state.memory[identity, FUSIONS] = Unknown("a fusion was deleted")
        elif step.name == "add_adapter":
            keep(interpreter, identity, ADDED, step)
        before = interpreter.state.get((identity, STEPS)) or Known(())
        after = lift(lambda steps: _one_more(steps, step), before)
        interpreter.state.memory[identity, STEPS] = after
        interpreter.sites.went_through(identity, after)
    else:
        interpreter.state.memory[OUTSIDE, STEPS] = NOT_FOLLOWED  # it may be a part of any model, as `model.bert` is
    return Known(None)


def keep(interpreter: Interpreter, model: int, name: str, one: Step | Value) -> None:
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
                interpreter.state.get((OUTSIDE, name)) or interpreter.state.get((identity, name)) or _NOT_SHOWN
                for name in (FUSIONS, ADDED, MERGED)
            )
            is_active = lift(_is_active, interpreter.state.get((identity, STEPS)) or NOTHING_SO_FAR)
            was_bare = _was_bare(reference)
            steps = _all_steps(interpreter, identity) if was_bare else NOT_FOLLOWED
            return replace(step, before=Before(is_new, fusions, added, merged, is_active, was_bare, steps))
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


def _was_bare(model: BaseModelReference) -> bool:
    """Tell whether a checkpoint is one of the Hub that is known; any other may hold adapters and fusions."""
    match model.checkpoint:
        case Known(str(name)):
            return name in checkpoints()
        case _:
            return False


def _all_steps(interpreter: Interpreter, model: int) -> Value:
    """Return what was done to a model, if every path did the same.

    Where the script tests something, it may have asked for the adapters of the model.
    """
    steps, others = (interpreter.state.get((holder, STEPS)) for holder in (model, OUTSIDE))
    return steps if isinstance(steps, Known) and not (others or interpreter.tests) else NOT_FOLLOWED


def forget_merged(interpreter: Interpreter) -> None:
    """Let it be unknown what is merged into models: a layer of one was told, or reset."""
    interpreter.state.memory[OUTSIDE, MERGED] = NOT_FOLLOWED


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
