"""Dataclass fields as options: how parsers of dataclasses, `HfArgumentParser` first, read them.

Sources: `transformers/hf_argparser.py`; `adapters/training.py` for `AdapterArguments`, whose fields and defaults are
the same in every release of adapters; `transformers/adapters/training.py` of adapter-transformers, which called its
default configuration `pfeiffer` and had more fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from adapterlint.reading.command_line.conversion import WORD_FOR_BOOL
from adapterlint.reading.command_line.options import Constant, Option
from adapterlint.reading.frameworks.library_names import is_library_name
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.bindings import nodes_in
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.memory.objects import Arguments, Imported, UserClass
from adapterlint.reading.standard_library.containers import new_list, sequence_items
from adapterlint.values import Known, Value

ADAPTER_ARGUMENTS = "AdapterArguments"
ALL_ADAPTER_ARGUMENTS = (ADAPTER_ARGUMENTS, "MultiLingAdapterArguments")
"""The library's classes of arguments; the second one is adapter-transformers' own."""
_ONLY_OLD: dict[str, tuple[str, object]] = {
    "adapter_non_linearity": ("str", None),
    "adapter_reduction_factor": ("int", None),
    "language": ("str", None),
    "lang_adapter_non_linearity": ("str", None),
    "lang_adapter_reduction_factor": ("int", None),
}
"""Fields that adapters took away, with their types and defaults."""
_BOOLS: tuple[Value, ...] = (Known(value=True), Known(value=False))
_FIELD_FUNCTIONS = frozenset({"field", "Field", "HfArg"})
_LISTS = frozenset({"List", "list", "Sequence", "Tuple", "tuple"})


def is_adapter_arguments(thing: object) -> bool:
    """Tell whether something is the library's class of arguments."""
    match thing:
        case Imported(path):
            module, _, name = path.rpartition(".")
            return name in ALL_ADAPTER_ARGUMENTS and is_library_name(module, name)
        case _:
            return False


def options_of(interpreter: Interpreter, made: object, node: cst.CSTNode) -> list[Option] | None:
    """Return the fields of a dataclass as options, those of the classes above first; None if they are not known.

    Args:
        node: where they are asked for, the place of fields that no file of the project declares.
    """
    if isinstance(made, Imported) and is_adapter_arguments(made):
        return list(_of_library(interpreter, made, node))
    if not isinstance(made, UserClass) or made.node is None or made.fields is None:
        return None
    options: dict[str, Option] = {}
    for base in made.bases:
        above = options_of(interpreter, base.value, node) if isinstance(base, Known) else None
        options.update({option.name: option for option in above or ()})
    with interpreter.within(made.scope):
        for item in _annotated(made.node):
            options[item.name] = _option(interpreter, item)
    return list(options.values())


def _of_library(interpreter: Interpreter, made: Imported, node: cst.CSTNode) -> Iterator[Option]:
    """Return the fields of the library's class; those that only some releases of adapter-transformers had as well."""
    is_old = made.path.startswith("transformers")
    defaults: dict[str, tuple[str, object]] = {
        "train_adapter": ("bool", False),
        "load_adapter": ("str", ""),
        "adapter_config": ("str", "pfeiffer" if is_old else "seq_bn"),
        "load_lang_adapter": ("str", None),
        "lang_adapter_config": ("str", None),
    }
    span = interpreter.positions.span(node)
    for name, (kind, default) in (defaults | _ONLY_OLD if is_old else defaults).items():
        option = Option(name, (f"--{name}",), None, span, f"in `{made.path.rpartition('.')[2]}`")
        yield _of_kind(option, kind).with_default(Known(default))


@dataclass(frozen=True, slots=True)
class _Field:
    """A field as it is written.

    Attributes:
        given: the arguments of `field(…)`; the default alone where it is written without.
    """

    name: str
    node: cst.AnnAssign
    given: dict[str, cst.BaseExpression]


def _annotated(node: cst.ClassDef) -> Iterator[_Field]:
    for statement in node.body.body:
        for item in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(item, cst.AnnAssign) and isinstance(item.target, cst.Name):
                yield _Field(item.target.value, item, dict(_given(item.value)))


def _given(value: cst.BaseExpression | None) -> Iterator[tuple[str, cst.BaseExpression]]:
    match value:
        case None:
            return
        case cst.Call(func=cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name))) if name in _FIELD_FUNCTIONS:
            for argument in value.args:
                yield (argument.keyword.value if argument.keyword else "default"), argument.value
        case _:
            yield "default", value


def _option(interpreter: Interpreter, item: _Field) -> Option:
    span, place = interpreter.positions.span(item.node), f"at {interpreter.positions.line(item.node)}"
    named = [node.value for node in nodes_in([item.node.annotation]) if isinstance(node, cst.Name)]
    kind = next((name for name in named if name in {"bool", "int", "float", "str"}), "str")
    flags = (f"--{item.name}", *({f"--{item.name.replace('_', '-')}"} - {f"--{item.name}"}))
    option = Option(item.name, flags, None, span, place, choices=_choices(interpreter, item))
    if any(name in _LISTS for name in named):
        option = Option(item.name, flags, None, span, place, _converter(kind), count="+")
    else:
        option = _of_kind(option, kind)
    default = _default(interpreter, item)
    written = item.given.get("default")
    return option.with_default(default, interpreter.positions.span(written) if written is not None else None)


def _of_kind(option: Option, kind: str) -> Option:
    """Let an option accept what its annotation says."""
    common = (option.name, option.flags, option.default, option.span, option.place)
    if kind != "bool":
        return Option(*common, _converter(kind), option.choices)
    return Option(*common, WORD_FOR_BOOL, _BOOLS, (Constant(option.flags, _BOOLS[0]),), count="?")


def _converter(kind: str) -> Value | None:
    return None if kind == "str" else Known(Imported(f"builtins.{kind}"))


def _choices(interpreter: Interpreter, item: _Field) -> tuple[Value, ...] | None:
    """Return the choices of a field: of `Literal[…]`, or what `metadata={"choices": …}` says."""
    for node in nodes_in([item.node.annotation]):
        match node:
            case cst.Subscript(value=cst.Name(value="Literal") | cst.Attribute(attr=cst.Name(value="Literal"))):
                return tuple(_literals(interpreter, node.slice))
            case _:
                pass
    metadata = item.given.get("metadata")
    for element in metadata.elements if isinstance(metadata, cst.Dict) else ():
        match element:
            case cst.DictElement(key=cst.SimpleString(value=key), value=choices) if key[1:-1] == "choices":
                written = interpreter.evaluate(choices)
                return sequence_items(interpreter.state, written)
            case _:
                pass
    return None


def _literals(interpreter: Interpreter, parts: Sequence[cst.SubscriptElement]) -> Iterator[Value]:
    for part in parts:
        if isinstance(part.slice, cst.Index):
            yield interpreter.evaluate(part.slice.value)


def _default(interpreter: Interpreter, item: _Field) -> Value | None:
    """Return the default of a field; None if it has to be given."""
    factory = item.given.get("default_factory")
    match factory:
        case None:
            written = item.given.get("default")
            return None if written is None else interpreter.evaluate(written)
        case cst.Lambda(body=body):
            return interpreter.evaluate(body)
        case cst.Name(value="list"):
            return new_list(interpreter.state, ())
        case _:
            return call_value(interpreter, interpreter.evaluate(factory), factory, Arguments())
