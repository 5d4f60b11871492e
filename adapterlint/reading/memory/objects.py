"""What values stand for inside the reader: things that a script handles and no fact shows."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapterlint.values import Known, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from adapterlint.sources import ModuleFile

_numbers = itertools.count(1)


def new_identity() -> int:
    """Return a number that no other object or scope has."""
    return next(_numbers)


@dataclass(frozen=True, slots=True)
class Imported:
    """Something of another module, by its dotted path: `adapters.BnConfig`, `builtins.len`."""

    path: str


@dataclass(frozen=True, slots=True)
class ProjectModule:
    """A module of the project itself; it is read when something of it is asked for."""

    file: ModuleFile


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A name imported from a module of the project, as long as nothing has asked what it is."""

    file: ModuleFile
    name: str


@dataclass(frozen=True, slots=True)
class ListObject:
    """A list; its items are in the state, since they change.

    Attributes:
        is_iterator: whether it can be gone through only once, as a generator.
        of_omegaconf: whether it is a `ListConfig`, which has the methods of a list and is none.
    """

    identity: int = field(default_factory=new_identity)
    is_iterator: bool = False
    of_omegaconf: bool = False


@dataclass(frozen=True, slots=True)
class DictObject:
    """A dictionary; its items are in the state, since they change.

    Attributes:
        by_attribute: whether its items are attributes too, as those of a `SimpleNamespace`.
    """

    identity: int = field(default_factory=new_identity)
    by_attribute: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What a name holds that is bound to the keys, values or items of a dictionary: always those of that time.

    Attributes:
        kind: `keys`, `values` or `items`.
    """

    dictionary: DictObject
    kind: str


@dataclass(frozen=True, slots=True)
class IniParser:
    """A parser of INI files; its sections are in the state, since it can read several files.

    Attributes:
        is_raw: whether it leaves references such as `%(width)s` as they are.
    """

    identity: int = field(default_factory=new_identity)
    is_raw: bool = False


@dataclass(frozen=True, slots=True)
class SomeItems(Unknown):
    """What a dictionary holds that may have other keys as well: as a whole, it is unknown.

    Attributes:
        items: those that are known, whatever the others are.
    """

    items: Mapping[object, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A namespace that is being filled: of the module, of one call of a function, or of a class body."""

    parent: Scope | None = None
    is_class: bool = False
    outer_names: Mapping[str, Scope] = field(default_factory=dict)
    identity: int = field(default_factory=new_identity)

    @property
    def root(self) -> Scope:
        """The namespace of the module that it lies in."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function, method or lambda of the script itself.

    Attributes:
        assigned_to_self: the attributes that a method assigns to its object.
        defaults: those of its parameters, which are evaluated once, where it is defined.
        within: the context managers that decorate it, which its calls are run in.
        identity: under which it holds what it remembers of its calls.
    """

    node: cst.FunctionDef | cst.Lambda
    scope: Scope
    name: str
    owner: UserClass | None = None
    decorators: frozenset[str] = frozenset()
    is_generator: bool = False
    global_names: frozenset[str] = frozenset()
    nonlocal_names: frozenset[str] = frozenset()
    assigned_to_self: frozenset[str] = frozenset()
    defaults: Mapping[str, Value] = field(default_factory=dict)
    within: tuple[cst.BaseExpression, ...] = ()
    identity: int = field(default_factory=new_identity)


@dataclass(frozen=True, slots=True, eq=False)
class UserClass:
    """A class of the script itself; its attributes are in the state.

    Attributes:
        fields: the names of a record's fields, in order; None for other classes.
        declared: those of them that the class declares itself.
        is_enumeration: whether its attributes are members.
        is_tuple: whether its objects are tuples of their fields.
        node: its definition; None for a class that stands for one of another module.
        scope: where that stands; None for such a class.
    """

    name: str
    bases: tuple[Value, ...] = ()
    methods: dict[str, Function] = field(default_factory=dict)
    fields: tuple[str, ...] | None = None
    is_enumeration: bool = False
    node: cst.ClassDef | None = None
    is_tuple: bool = False
    scope: Scope | None = None
    declared: frozenset[str] = frozenset()
    identity: int = field(default_factory=new_identity)


@dataclass(frozen=True, slots=True)
class FieldDefault:
    """What the body of a record assigns to a field, `field(default=…)`: a value, or a function that makes one.

    Attributes:
        converter: the function that makes what the field holds of what is given, or of the default.
        alias: another name under which it is given.
    """

    default: Value | None = None
    factory: Value | None = None
    converter: Value | None = None
    given_to_init: bool = True
    alias: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class EnumMember:
    """A member of an enumeration of the script.

    Attributes:
        is_plain: whether it is itself the string or number that it stands for, as those of a `StrEnum`.
    """

    made_by: UserClass
    name: str
    value: Value = field(compare=False)
    is_plain: bool = field(default=False, compare=False)

    def __repr__(self) -> str:
        return f"{self.made_by.name}.{self.name}"


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the script; its attributes are in the state."""

    made_by: UserClass
    identity: int = field(default_factory=new_identity)


@dataclass(frozen=True, slots=True)
class AttributesOf:
    """The `__dict__` of an object of the script: who changes its items changes attributes."""

    instance: Instance


@dataclass(frozen=True, slots=True)
class BoundMethod:
    """A method of the script, with what it was taken from."""

    receiver: Value
    function: Function


@dataclass(frozen=True, slots=True)
class MethodOf:
    """A method that no script defines, taken from a thing to be called later: `table.get`, `model.add_adapter`."""

    receiver: Known
    name: str


@dataclass(frozen=True, slots=True)
class Parent:
    """`super()` in a method."""

    instance: Value
    above: UserClass


@dataclass(frozen=True, slots=True)
class ModelConfiguration:
    """The configuration of a base model, loaded by name: `AutoConfig.from_pretrained(…)`.

    Attributes:
        labels: how many labels a head has that is made from it, a value of int; None if nothing is said.
        model_type: what the class of the model that has it says, whatever the checkpoint; None if it says nothing.
    """

    checkpoint: Value
    labels: Value | None = None
    model_type: str | None = None


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something made by another library that is certainly no part of adapters: `peft.LoraConfig(…)`."""

    path: str


@dataclass(frozen=True, slots=True)
class ConfigurationDict:
    """The `__dict__` of a configuration."""

    configuration: Known


@dataclass(frozen=True, slots=True)
class Passed:
    """An argument as a call hands it over; `node` is None if it came out of an unpacked container."""

    value: Value
    node: cst.Arg | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """All arguments of a call.

    Attributes:
        opaque: why there may be more than these; None if there are none.
    """

    positional: tuple[Passed, ...] = ()
    keywords: Mapping[str, Passed] = field(default_factory=dict)
    opaque: str | None = None

    def get(self, position: int, name: str) -> Value | None:
        """Return an argument by keyword or position; Unknown if it may hide in an unpacked container."""
        if name in self.keywords:
            return self.keywords[name].value
        if 0 <= position < len(self.positional):
            return self.positional[position].value
        return Unknown(self.opaque) if self.opaque else None

    def values(self) -> tuple[Value, ...]:
        """Return the values of all arguments."""
        return tuple(passed.value for passed in (*self.positional, *self.keywords.values()))


@dataclass(frozen=True, slots=True)
class Variables:
    """The names of a scope as a dictionary, `globals()`."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class ThisModule:
    """The module that is run, `sys.modules[__name__]`, whose attributes are the names of its scope."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class Partial:
    """A call some of whose arguments are given beforehand, `functools.partial(called, …)`."""

    called: Value
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """A function that calls another one by the class of its argument, `functools.singledispatch`.

    Attributes:
        otherwise: what it calls for classes that no function is registered for; the others are in the state.
    """

    otherwise: Function
    identity: int = field(default_factory=new_identity)


@dataclass(frozen=True, slots=True)
class Context:
    """What a function decorated with `contextmanager` returns.

    Attributes:
        yielded: the list of what it yields.
        undone: what it changes again after it has yielded, as it is inside of the `with` and behind it.
    """

    yielded: Value
    undone: Mapping[tuple[int, str], tuple[Value, Value]] = field(default_factory=dict)
