"""Functions of records as a whole: `fields`, `asdict`, `astuple`, `replace` of dataclasses, and their kin of attrs.

Source: https://docs.python.org/3/library/dataclasses.html, https://www.attrs.org/en/stable/api.html
"""

from __future__ import annotations

from collections.abc import Iterator

from adapterlint.facts import Call, Loaded
from adapterlint.reading.frameworks.configurations import replaced
from adapterlint.reading.frameworks.exports import exported
from adapterlint.reading.frameworks.library_names import UNIONS
from adapterlint.reading.frameworks.option_names import fields_of_configuration
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.attributes import store_attribute
from adapterlint.reading.language.calling import call_value
from adapterlint.reading.language.classes import has_foreign_base
from adapterlint.reading.language.instances import default_of_field
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import leaves
from adapterlint.reading.memory.objects import Arguments, DictObject, Instance, ListObject, Passed, UserClass
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.annotations import init_only_fields
from adapterlint.reading.standard_library.containers import (
    dict_items,
    new_dict,
    new_list,
    new_namespace,
    sequence_items,
)
from adapterlint.reading.standard_library.copies import copied
from adapterlint.values import Known, OneOf, Unknown, Value

DEEPEST = 10


@reads(CALLS, "dataclasses.fields", "attr.fields", "attrs.fields")
def call_fields(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `fields(thing)`, of which the names are read."""
    thing = invocation.arguments.get(0, "") or Unknown("nothing")

    def collect(leaf: Known | Unknown) -> Value:
        of = leaf.value if isinstance(leaf, Known) else None
        if (options := fields_of_configuration(interpreter, of)) is not None:
            return options
        made = of.made_by if isinstance(of, Instance) else of
        if not isinstance(made, UserClass) or made.fields is None:
            return interpreter.unknown(invocation.node, "an object whose fields are not known")
        return Known(tuple(new_namespace(interpreter.state, {"name": Known(name)}) for name in _fields(made)))

    return interpreter.per_option(thing, collect)


@reads(
    CALLS, "dataclasses.asdict", "dataclasses.astuple", "attr.asdict", "attr.astuple", "attrs.asdict", "attrs.astuple"
)
def call_as_data(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `asdict(thing)` and `astuple(thing)`, of a record or a configuration: nothing is shared with it."""

    def export(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and isinstance(leaf.value, (Call, Loaded)) and invocation.name == "asdict":
            return exported(interpreter, invocation, leaf)
        if not isinstance(leaf, Known) or not isinstance(leaf.value, Instance) or has_foreign_base(leaf.value.made_by):
            return interpreter.unknown(invocation.node, "an object whose attributes are not known")
        return as_data(interpreter, leaf, as_tuple=invocation.name == "astuple")

    return interpreter.per_option(invocation.arguments.get(0, "obj") or Unknown("nothing"), export)


def as_data(  # noqa: PLR0911 - one per kind of value
    interpreter: Interpreter, value: Value, *, as_tuple: bool = False, inner_none: bool = True, depth: int = 0
) -> Value:
    """Return a copy of a value with dictionaries, or tuples, in the place of records, also of those inside.

    Args:
        inner_none: whether dictionaries in the place of those inside have items that are None.
    """

    def inside(held: Value) -> Value:
        return as_data(interpreter, held, as_tuple=as_tuple, inner_none=inner_none, depth=depth + 1)

    state = interpreter.state
    match value:
        case OneOf(choice, alternatives):
            return OneOf(choice, tuple(map(inside, alternatives)))
        case _ if depth > DEEPEST:
            return Unknown("nested too deeply")
        case Known(Instance(UserClass(fields=tuple(), is_tuple=False)) as record):
            held = {name: inside(one) for name, one in _held(interpreter, record)}
            if depth and not inner_none:
                if any(_may_be_none(one) for one in held.values()):
                    return Unknown("which of its items are None is not known")
                held = {name: one for name, one in held.items() if not (isinstance(one, Known) and one.value is None)}
            return Known(tuple(held.values())) if as_tuple else new_dict(state, held)
        case Known(ListObject()) if (items := sequence_items(state, value)) is not None:
            return new_list(state, map(inside, items))
        case Known(DictObject(by_attribute=False)) if (mapping := dict_items(state, value)) is not None:
            return new_dict(state, {key: inside(item) for key, item in mapping.items()})
        case Known(tuple() as parts, origin):
            return Known(tuple(map(inside, parts)), origin)
        case _:
            return copied(interpreter, value, {}, deep=True)


def _may_be_none(value: Value) -> bool:
    """Tell whether a value is None for some alternatives only, or nobody knows."""
    found = [leaf for _, leaf in leaves(value)]
    return any(isinstance(leaf, Unknown) for leaf in found) or (
        len(found) > 1 and any(isinstance(leaf, Known) and leaf.value is None for leaf in found)
    )


@reads(CALLS, "dataclasses.replace", "copy.replace", "attr.evolve", "attrs.evolve")
def call_replace(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `replace(thing, name=value)`: a record is made anew, a configuration does what its method does."""

    def replace(leaf: Known | Unknown) -> Value:
        match leaf:
            case Known(Call(class_name=name)) if name in UNIONS:
                return interpreter.unknown(invocation.node, "a union, which is no dataclass")
            case Known(Call() | Loaded()):
                return replaced(interpreter, invocation, leaf)
            case Known(Instance(UserClass(fields=tuple())) as record):
                return _remade(interpreter, record, invocation)
            case _:
                return interpreter.unknown(invocation.node, "what is replaced is not known")

    return interpreter.per_option(invocation.arguments.get(0, "obj") or Unknown("nothing"), replace)


def _remade(interpreter: Interpreter, record: Instance, invocation: Invocation) -> Value:
    """Call the class of a record with what it holds and the keywords of a call."""
    made, given = record.made_by, invocation.arguments
    held = {} if given.opaque else dict(_held(interpreter, record))
    kept = {name: Passed(one) for name, one in held.items() if default_of_field(interpreter, made, name).given_to_init}
    changed = Arguments((), {**kept, **given.keywords}, given.opaque)
    return call_value(interpreter, Known(made), invocation.node, changed)


@reads(METHODS, (Instance, "_asdict"))
def call_named_tuple_as_dict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `row._asdict()`, which shares what the row holds."""
    match invocation.receiver:
        case Known(Instance(UserClass(is_tuple=True)) as row):
            return new_dict(interpreter.state, dict(_held(interpreter, row)))
        case _:
            return interpreter.unknown(invocation.node, "an object whose attributes are not known")


@reads(METHODS, (Instance, "_replace"))
def call_named_tuple_replace(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `row._replace(name=value)`."""
    match invocation.receiver:
        case Known(Instance(UserClass(is_tuple=True)) as row):
            return _remade(interpreter, row, invocation)
        case _:
            return interpreter.unknown(invocation.node, "an object whose attributes are not known")


@reads(METHODS, (Instance, "model_copy"))
def call_model_copy(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `model.model_copy(update={"name": value})`, which validates nothing."""
    given = invocation.arguments
    update, deep = given.keywords.get("update"), given.keywords.get("deep")
    changes = dict_items(interpreter.state, update.value) if update else {}
    model = invocation.receiver
    if model is None or changes is None or given.opaque or (deep and not isinstance(deep.value, Known)):
        return interpreter.unknown(invocation.node, "what is changed is not known")
    is_deep = isinstance(deep.value, Known) and bool(deep.value.value) if deep else False
    made = copied(interpreter, model, {}, deep=is_deep)
    for name, value in changes.items():
        store_attribute(interpreter, made, str(name), value, invocation.node)
    return made


def _fields(made: UserClass) -> Iterator[str]:
    init_only = init_only_fields(made)
    return (name for name in made.fields or () if name not in init_only)


def _held(interpreter: Interpreter, record: Instance) -> Iterator[tuple[str, Value]]:
    for name in _fields(record.made_by):
        held = interpreter.state.get((record.identity, name))
        if held is not None:
            yield name, held
