"""How a script trains: the arguments of the Trainer, an optimizer of its own, mixed precision."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

import libcst as cst

from adapterlint.facts import BaseModelReference, Site, TrainingSetup
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import one_of, same
from adapterlint.reading.memory.objects import Imported
from adapterlint.reading.registry import CALLS, METHODS, METHODS_OF_UNKNOWN, reads
from adapterlint.space.dtypes import TorchType
from adapterlint.values import Known, OneOf, Unknown, Value

_ARGUMENTS = [
    f"transformers.{module}{name}"
    for module, name in (
        ("", "TrainingArguments"),
        ("training_args.", "TrainingArguments"),
        ("", "Seq2SeqTrainingArguments"),
        ("training_args_seq2seq.", "Seq2SeqTrainingArguments"),
    )
]
_OPTIMIZERS = [
    *(f"torch.optim.{name}" for name in ("AdamW", "Adam", "SGD", "RMSprop", "Adagrad", "NAdam", "RAdam", "Adamax")),
    *(f"transformers.{module}{name}" for module in ("", "optimization.") for name in ("AdamW", "Adafactor")),
]
_ACCELERATED = {"no": None, "fp16": "float16", "bf16": "bfloat16"}
_WITH_PRECISION = [
    *(f"{module}.Trainer" for module in ("lightning", "lightning.pytorch", "pytorch_lightning")),
    "lightning.Fabric",
    "deepspeed.initialize",
    "torch.set_default_dtype",
]
_PRECISION = "mixed precision is not known"
_OF_PRECISION = re.compile(
    r"accelerat|amp\b|autocast|deepspeed|fabric|lightning|mixed_precision|precision['\"]?\s*[=:]\s*\S*['\"\d]|grad_?scaler|scaler\.scale\("
    r"|default_dtype",
    re.IGNORECASE,
)
"""What switches mixed precision on; metrics are called precision too, and data and learning rates are scaled."""
_COMMENT = re.compile(r"(?m)(?:^|\s)#.*$")
_REENTRANCE = {"gradient_checkpointing_kwargs"}
_OF_INPUTS = re.compile(r"enable_input_require_grads|train_embeddings|requires_grad_\(|requires_grad\s*=[^=]")
"""What may let gradients into layers behind frozen embeddings."""
_AUTOCAST = ["torch.autocast", "torch.amp.autocast", "torch.cuda.amp.autocast"]


def with_training(
    sites: Iterable[Site], seen: Mapping[str, Sequence[TrainingSetup]], run_by: Mapping[str, Iterable[str]]
) -> tuple[Site, ...]:
    """Return sites with what is seen of how the file trains in which a configuration is put into a model.

    Args:
        seen: how files train, by their paths.
        run_by: the scripts that run code of a file which adds adapters; where that says nothing, they count.
    """

    def trained(site: Site) -> Site:
        place = site.inserted_at or site.span
        path = place.path if place else ""
        others = (setup for script in run_by.get(path, ()) for setup in seen.get(script, ()))
        return dataclasses.replace(site, training=training_of(seen.get(path) or others))

    return tuple(map(trained, sites))


def training_of(seen: Iterable[TrainingSetup]) -> TrainingSetup:
    """Return what all that was seen of a script's training amounts to; what is said twice and differs is unknown."""
    values: dict[str, Value] = {}
    for one in seen:
        for field in dataclasses.fields(one):
            value = getattr(one, field.name)
            before = values.get(field.name)
            if value is not None:
                differs = before is not None and not same(before, value)
                values[field.name] = Unknown("the script says it more than once") if differs else value
    return TrainingSetup(**values)


def dtype_of(value: Value | None) -> Value | None:
    """Return the name of a type of numbers, however it is written: `torch.bfloat16`, `"bfloat16"`."""
    match value:
        case None | Known(str()):
            return value
        case Known(Imported(path)) if path.startswith("torch."):
            return Known(path.removeprefix("torch."))
        case Known(TorchType(name)):
            return Known(name)
        case OneOf(choice, alternatives):
            return one_of(choice, [dtype_of(one) or Known(None) for one in alternatives])
        case _:
            return Unknown("no type of numbers that is known")


def settled(value: Value | None) -> Value | None:
    """Return a value that is decided; how a script trains is no reason to tell more cases apart."""
    return Unknown("it depends on something") if isinstance(value, OneOf) else value


@reads(CALLS, *_ARGUMENTS)
def read_training_arguments(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `TrainingArguments(…)`; what is not given has the default of the Trainer, which is no mixed precision."""
    arguments = invocation.arguments

    def given(name: str) -> Value | None:
        return settled(arguments.get(-1, name))

    flags = {dtype: given(flag) for flag, dtype in (("bf16", "bfloat16"), ("fp16", "float16"))}
    chosen = next((dtype for dtype, flag in flags.items() if isinstance(flag, Known) and flag.value), None)
    unknown = any(flag is not None and not isinstance(flag, Known) for flag in flags.values())
    elsewhere = any(_is_given(given(name)) for name in ("deepspeed", "fsdp"))
    return _seen(
        interpreter,
        invocation,
        TrainingSetup(
            learning_rate=given("learning_rate"),
            optimizer=given("optim"),
            autocast=Known(chosen) if chosen or not (unknown or elsewhere) else Unknown(_PRECISION),
            gradient_checkpointing=given("gradient_checkpointing"),
            cuts_gradients=_cuts_gradients(interpreter, invocation, given("gradient_checkpointing")),
            batch_size=given("per_device_train_batch_size"),
        ),
    )


def _is_given(value: Value | None) -> bool:
    return not (value is None or (isinstance(value, Known) and not value.value))


@reads(CALLS, *_OPTIMIZERS)
def read_optimizer(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `torch.optim.AdamW(parameters, lr=…)`."""
    rate = settled(invocation.arguments.get(1, "lr"))
    return _seen(interpreter, invocation, TrainingSetup(learning_rate=rate, optimizer=Known(invocation.name)))


@reads(CALLS, *_AUTOCAST)
def read_autocast(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `torch.autocast("cuda", dtype=…)`."""
    position = 0 if ".cuda." in invocation.path else 1
    dtype = dtype_of(invocation.arguments.get(position, "dtype"))
    return _seen(interpreter, invocation, TrainingSetup(autocast=dtype or Known("float16")))


@reads(CALLS, "accelerate.Accelerator")
def read_accelerator(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `Accelerator(mixed_precision=…)`, which beats what the launcher says."""
    match settled(invocation.arguments.get(-1, "mixed_precision")):
        case Known(str(name)) if name in _ACCELERATED and not invocation.arguments.opaque:
            autocast: Value = Known(_ACCELERATED[name])
        case _:
            autocast = Unknown(_PRECISION)
    return _seen(interpreter, invocation, TrainingSetup(autocast=autocast))


@reads(CALLS, *_WITH_PRECISION)
def read_precision_from_elsewhere(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read what trains in the precision that its arguments, or a launcher, say."""
    return _seen(interpreter, invocation, TrainingSetup(autocast=Unknown(_PRECISION)))


@reads(METHODS_OF_UNKNOWN, "backward")
def read_backward(interpreter: Interpreter, invocation: Invocation) -> Value | None:
    """Read `loss.backward()`: a loop of the script's own, in a file that says nothing of precision, is plain."""
    texts = (_COMMENT.sub("", cell.text) for cell in interpreter.module.source.document.cells)
    if invocation.arguments.values() or any(map(_OF_PRECISION.search, texts)):
        return None
    return _seen(interpreter, invocation, TrainingSetup(autocast=Known(None)))


@reads(METHODS, (BaseModelReference, "gradient_checkpointing_enable"))
def read_checkpointing(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `model.gradient_checkpointing_enable()`."""
    enabled = Known(value=True)
    cuts = _cuts_gradients(interpreter, invocation, enabled)
    _seen(interpreter, invocation, TrainingSetup(gradient_checkpointing=enabled, cuts_gradients=cuts))
    return Known(None)


def _cuts_gradients(interpreter: Interpreter, invocation: Invocation, enabled: Value | None) -> Value | None:
    """Tell whether checkpointing is left reentrant, in a file that asks for no gradient of the layers' inputs."""
    if not _is_given(enabled):
        return None
    texts = (cell.text for cell in interpreter.module.source.document.cells)
    arguments = invocation.arguments
    is_default = isinstance(enabled, Known) and not arguments.opaque and not arguments.keywords.keys() & _REENTRANCE
    is_plain = is_default and not (arguments.positional or any(map(_OF_INPUTS.search, texts)))
    return Known(value=True) if is_plain else Unknown("what is checkpointed, and how, is not followed")


@reads(METHODS, (BaseModelReference, "generate"))
def read_generation(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `model.generate(…, use_cache=False)`; a `generation_config` may say anything of the cache."""
    keywords = invocation.arguments.keywords
    said = keywords.get("use_cache")
    cache = settled(said.value) if said else None
    if "generation_config" in keywords and said is None:
        cache = Unknown("the generation configuration is not followed")
    return _seen(interpreter, invocation, TrainingSetup(generates=Known(value=True), cache=cache))


def note_cache(interpreter: Interpreter, target: cst.Attribute, value: Value) -> None:
    """Note an assignment of `use_cache`, to the configuration of whatever model."""
    _note(interpreter, target, TrainingSetup(cache=settled(value)))


def note_later_cast(interpreter: Interpreter, invocation: Invocation) -> None:
    """Note that something is cast to another type that need not be a model without adapters."""
    _seen(interpreter, invocation, TrainingSetup(cast_later=Known(value=True)))


def _seen(interpreter: Interpreter, invocation: Invocation, training: TrainingSetup) -> Value:
    _note(interpreter, invocation.node, training)
    return interpreter.unknown(invocation.node, f"the result of `{interpreter.positions.code(invocation.node.func)}()`")


def _note(interpreter: Interpreter, node: cst.CSTNode, training: TrainingSetup) -> None:
    seen = interpreter.project.trainings.setdefault(interpreter.positions.span(node).path, [])
    if training not in seen:
        seen.append(training)
