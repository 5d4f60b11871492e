"""What a script does to a model: the adapters and heads that it adds, how it composes them, and which it trains."""

from __future__ import annotations

from collections.abc import Iterator

from adapterlint.facts import COMPOSITION, NOTHING_SO_FAR, Argument, BaseModelReference, Call, Step
from adapterlint.findings import Span
from adapterlint.reading.frameworks.configurations import argument
from adapterlint.reading.frameworks.deeds import note_deed
from adapterlint.reading.frameworks.library_names import OLD_FUSION_METHODS, ROOTS
from adapterlint.reading.frameworks.model_memory import after_others, forget_merged, forget_steps, keep, take_step
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.contents import MERGED, OUTSIDE
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.registry import CALLS, METHODS, MODEL_METHODS, reads
from adapterlint.values import Known, Unknown, Value

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
ASSIGNED = ("active_adapters", "active_head")
NAMING = ("active_adapters", "add_adapter_fusion", "set_active_adapters", "train_adapter", "train_adapter_fusion")
"""What names adapters that the model has to have."""
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
            keep(interpreter, identity, MERGED, name)
        case _:
            pass
    return lose_track(interpreter, invocation)


@reads(MODEL_METHODS, "reset_adapter")
def reset(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Take merged adapters out of the weights again, those of any model where it is called on a part of one."""
    for _, leaf in leaves(invocation.receiver or Unknown("no model")):
        if isinstance(leaf, Known) and isinstance(leaf.value, BaseModelReference):
            interpreter.state.memory[leaf.value.identity, MERGED] = NOTHING_SO_FAR
        else:
            forget_merged(interpreter)
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
