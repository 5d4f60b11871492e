"""Base models: how scripts build, load and pass them on."""

from __future__ import annotations

import re
from dataclasses import replace

from adapterlint.facts import NOTHING_SO_FAR, Argument, BaseModelReference, Call
from adapterlint.reading.frameworks import casting
from adapterlint.reading.frameworks.configurations import argument
from adapterlint.reading.frameworks.library_names import is_library_module
from adapterlint.reading.frameworks.training import dtype_of, settled
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.classes import foreign_bases, has_foreign_base
from adapterlint.reading.language.instances import instantiate
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.contents import ADDED, FUSIONS, MERGED
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import (
    Arguments,
    Imported,
    Instance,
    ModelConfiguration,
    UserClass,
    new_identity,
)
from adapterlint.reading.memory.showing import shown
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.values import Known, Unknown, Value

_MODEL_CLASS = re.compile(r"\w*(?:Model|For[A-Z]|With[A-Z]|LMHead)\w*")
MODEL = "<model>"
"""The name under which an object of a model class of the script holds its base model."""
_MAY_BE_QUANTIZED = re.compile(r"(?i)gptq|awq|gguf|bnb|bit|quant|int[48]|fp[48]|nf4|exl2")
_FROM_CONFIGURATION = frozenset({"from_config", "_from_config"})
_STRUCTURE = re.compile(r"layer|hidden|size|dim|embd|head|d_model|d_ff|d_kv|ffn|width|depth|channels|vocab")
_RETURN_THE_MODEL = frozenset({"cuda", "cpu", "train", "eval", "requires_grad_", "apply", "compile"})


def build(interpreter: Interpreter, invocation: Invocation) -> Value | None:
    """Read a call that makes a model or a model's configuration; None for any other call."""
    above, _, name = invocation.path.rpartition(".")
    if not _is_of_transformers(above):
        return None
    casting.made(interpreter, invocation.node)
    if name == "from_pretrained":
        return _pretrained(interpreter, invocation, above.rpartition(".")[2])
    if name in _FROM_CONFIGURATION:
        return _from_configuration(interpreter, invocation, above.rpartition(".")[2])
    if name.endswith("Config"):
        return _configuration_call(interpreter, invocation, name)
    if name[:1].isupper() and _MODEL_CLASS.fullmatch(name):
        return _from_configuration(interpreter, invocation, name)
    return None


def _is_of_transformers(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] == "transformers" or is_library_module(module)


def _pretrained(interpreter: Interpreter, invocation: Invocation, class_name: str) -> Value | None:
    arguments = invocation.arguments
    checkpoint = arguments.get(0, "pretrained_model_name_or_path")
    checkpoint = Unknown("no checkpoint is given") if checkpoint is None else shown(interpreter.state, checkpoint)
    changed = next((name for name in arguments.keywords if name != "config" and _STRUCTURE.search(name)), None)
    if changed and changed not in {"add_pooling_layer", "ignore_mismatched_sizes", "low_cpu_mem_usage"}:
        checkpoint = interpreter.unknown(invocation.node, f"`{changed}` changes what the checkpoint says")
    labels = settled(arguments.get(-1, "num_labels"))
    if class_name.endswith("Config"):
        return Known(ModelConfiguration(checkpoint, labels))
    if not _MODEL_CLASS.fullmatch(class_name):
        return None
    configuration = arguments.keywords.get("config")
    given = configuration.value if configuration else None
    if isinstance(given, Known) and isinstance(given.value, ModelConfiguration):
        checkpoint = given.value.checkpoint if isinstance(given.value.checkpoint, Unknown) else checkpoint
        labels = given.value.labels if labels is None else labels
    span = interpreter.positions.span(invocation.node)
    dtype = arguments.get(-1, "dtype") or arguments.get(-1, "torch_dtype") or _loaded_in(checkpoint)
    quantized = any(name in arguments.keywords for name in ("quantization_config", "load_in_8bit", "load_in_4bit"))
    attention = arguments.get(-1, "attn_implementation")
    return Known(
        BaseModelReference(
            class_name,
            checkpoint,
            _call_in(given),
            span,
            dtype=Unknown("it is quantized") if quantized else dtype_of(dtype),
            attention=attention,
            labels=labels,
            identity=_new_identity(interpreter),
        )
    )


def _new_identity(interpreter: Interpreter) -> int:
    """Return the identity of a new model, of which it is known that the script has done nothing to it."""
    identity = new_identity()
    for name in (ADDED, FUSIONS, MERGED):
        interpreter.state.memory[identity, name] = NOTHING_SO_FAR
    return identity


def _loaded_in(checkpoint: Value) -> Value | None:
    """Return the type in which Transformers 4 load weights if none is asked for, whatever they were saved in.

    Source: `transformers/modeling_utils.py`, `_get_dtype`.
    """
    match checkpoint:
        case Known(str(name)) if not _MAY_BE_QUANTIZED.search(name):
            return Known("float32")
        case _:
            return None


def _from_configuration(interpreter: Interpreter, invocation: Invocation, class_name: str) -> Value:
    span = interpreter.positions.span(invocation.node)
    given = invocation.arguments.get(0, "config") or Unknown("no configuration is given")
    dtype = Unknown("what its configuration says") if invocation.name in _FROM_CONFIGURATION else None

    def of(configuration: object) -> Value:
        match configuration:
            case ModelConfiguration(checkpoint, labels):
                reference = BaseModelReference(class_name, checkpoint, None, span, dtype, labels=labels)
            case Call():
                reference = BaseModelReference(class_name, None, configuration, span, dtype)
            case _:
                reference = BaseModelReference(class_name, None, None, span, dtype)
        return Known(replace(reference, identity=_new_identity(interpreter)))

    if isinstance(given, Unknown):
        return of(None)
    return lift(of, given)


def _call_in(value: Value | None) -> Call | None:
    return value.value if isinstance(value, Known) and isinstance(value.value, Call) else None


def _configuration_call(interpreter: Interpreter, invocation: Invocation, name: str) -> Value:
    arguments = invocation.arguments
    return Known(
        Call(
            name,
            tuple(argument(interpreter, passed) for passed in arguments.positional),
            {key: argument(interpreter, passed) for key, passed in arguments.keywords.items()},
            arguments.opaque,
            interpreter.positions.span(invocation.node),
            interpreter.positions.before_end(invocation.node),
            "transformers",
        )
    )


def call_method(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read a method of a model: many return the model itself."""
    if invocation.name in _RETURN_THE_MODEL and isinstance(invocation.receiver, Known):
        return Known(invocation.receiver.value)
    return interpreter.unknown(invocation.node, f"the result of `{invocation.name}()` of a model")


@reads(
    CALLS,
    "adapters.init",
    "adapters.wrappers.init",
    "adapters.wrappers.model.init",
    "asyncio.run",
    "torch.compile",
    "torch.nn.DataParallel",
    "torch.nn.parallel.DistributedDataParallel",
)
def read_pass_through(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read a function that gives back what it is given, or something that behaves as it."""
    given = invocation.arguments.get(0, "model")
    if given is None:
        return interpreter.unknown(invocation.node, "nothing is given to it")
    return given


def may_be_model(receiver: Known | Unknown, method: str) -> bool:
    """Tell whether something may be a model of the library, and not one with a method of the script's own."""
    if isinstance(receiver, Unknown) or isinstance(receiver.value, BaseModelReference):
        return True
    match receiver.value:
        case Instance(made_by):
            return has_foreign_base(made_by) and method_of(made_by, method) is None
        case _:
            return False


def model_above(made: UserClass) -> str | None:
    """Return the path of the model class that a class of the script inherits from; None if there is none."""
    match foreign_bases(made):
        case [Known(Imported(path)), *_] if _is_model_class(path):
            return path
        case _:
            return None


def _is_model_class(path: str) -> bool:
    module, _, name = path.rpartition(".")
    return _is_of_transformers(module) and bool(_MODEL_CLASS.fullmatch(name)) and not name.endswith("Config")


def model_of_instance(interpreter: Interpreter, instance: Instance) -> Value:
    """Return the base model that an object of a class of the script is, as far as the class above shows it."""
    above = model_above(instance.made_by)
    made = interpreter.state.get((instance.identity, MODEL))
    if made is not None or above is None:
        return made or Unknown(f"an instance of `{instance.made_by.name}`")
    return Known(BaseModelReference(above.rpartition(".")[2]))


@reads(METHODS, (UserClass, "from_pretrained"), (UserClass, "from_config"))
def call_from_pretrained(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Make an object of a model class of the script, with the base model that the class above loads."""
    made = invocation.receiver.value if isinstance(invocation.receiver, Known) else None
    above = model_above(made) if isinstance(made, UserClass) else None
    if not isinstance(made, UserClass) or above is None:
        return interpreter.unknown(invocation.node, "a method of another library")
    model = build(interpreter, replace(invocation, path=f"{above}.{invocation.name}"))
    passed = Arguments(opaque=f"what `{invocation.name}` hands on")
    return instantiate(interpreter, made, passed, invocation.node, {} if model is None else {MODEL: model})


def change_attribute(interpreter: Interpreter, configuration: Known, name: str, value: Value) -> Value:
    """Return a model, or its configuration, one attribute of which is assigned."""
    if not _STRUCTURE.search(name):
        return configuration
    match configuration:
        case Known(ModelConfiguration(), origin):
            return Known(ModelConfiguration(Unknown(f"its `{name}` is changed")), origin)
        case Known(Call(keywords=keywords) as call, origin):
            given = Argument(shown(interpreter.state, value))
            return Known(replace(call, keywords={**keywords, name: given}), origin)
        case _:
            return configuration
