"""Functions that ask what an object is and has, or name an attribute by a string: `isinstance`, `getattr`, `vars`."""

from __future__ import annotations

from dataclasses import replace

from adapterlint.base_models import family_named, family_of_config_class, model_type_of_checkpoint
from adapterlint.facts import BaseModelReference, Call, Loaded
from adapterlint.reading.frameworks.changes import force, note_change, statement_at
from adapterlint.reading.frameworks.configurations import is_configuration
from adapterlint.reading.frameworks.library_names import LOADERS
from adapterlint.reading.frameworks.option_names import option_names
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import paths_above, script_bases
from adapterlint.reading.language.attributes import attribute_named, set_attribute, store_attribute
from adapterlint.reading.language.classes import has_foreign_base
from adapterlint.reading.language.instances import attributes_of, dictionary_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.language.operations import explained
from adapterlint.reading.language.operators import SCALARS
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import (
    ConfigurationDict,
    DictObject,
    EnumMember,
    Function,
    Imported,
    Instance,
    ListObject,
    ModelConfiguration,
    Passed,
    UserClass,
)
from adapterlint.reading.memory.truth import truth
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.standard_library.containers import dict_items, new_dict
from adapterlint.space.class_names import RENAMED
from adapterlint.values import Known, Unknown, Value


class _ListConfig:
    """A list of OmegaConf, which is no `list`."""


_TYPES = {
    **{f"builtins.{kind.__name__}": kind for kind in (*SCALARS, dict, list, tuple, object)},
    **dict.fromkeys(("omegaconf.ListConfig", "omegaconf.listconfig.ListConfig"), _ListConfig),
}
_UNIONS = frozenset({"ConfigUnion", "MAMConfig", "UniPELTConfig"})
_BASES_OF_CONFIGURATIONS = frozenset({"AdapterConfig", "AdapterConfigBase", "ModelAdapterConfig"})


@reads(CALLS, "builtins.type")
def call_type(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `type(thing)` of an object of the script."""
    match invocation.arguments.positional:
        case [Passed(Known(Instance(made_by)))]:
            return Known(made_by)
        case _:
            return call_harmless(interpreter, invocation)


@reads(CALLS, "builtins.issubclass")
def call_issubclass(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `issubclass(made, above)` of classes of the script."""
    match invocation.arguments.get(0, ""), invocation.arguments.get(1, ""):
        case Known(UserClass() as made), Known(UserClass() as above) if above in script_bases(
            made
        ) or not has_foreign_base(made):
            return Known(above in script_bases(made))
        case _:
            return call_harmless(interpreter, invocation)


@reads(CALLS, "builtins.print", "builtins.id", "builtins.input")
def call_harmless(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Leave the arguments of functions alone that do not change them."""
    return interpreter.unknown(invocation.node, f"the result of `{invocation.name}()`")


@reads(CALLS, "builtins.bool")
def call_bool(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `bool(thing)`."""
    given = invocation.arguments.get(0, "")
    if given is None:
        return Known(value=False)
    return explained(interpreter, invocation.node, truth(interpreter.state, given))


@reads(CALLS, "builtins.isinstance")
def call_isinstance(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `isinstance(thing, classes)`."""
    thing = invocation.arguments.get(0, "") or Unknown("nothing")
    kinds = invocation.arguments.get(1, "") or Unknown("nothing")
    answer = lift(_is_any, thing, kinds)
    return explained(interpreter, invocation.node, answer)


def _is_any(thing: object, kinds: object) -> Value:
    if not isinstance(kinds, tuple):
        return is_a(thing, kinds)
    answers = [is_a(thing, kind.value) if isinstance(kind, Known) else Unknown("a class") for kind in kinds]
    if any(isinstance(answer, Known) and answer.value for answer in answers):
        return Known(value=True)
    return next((answer for answer in answers if isinstance(answer, Unknown)), Known(value=False))


_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
"""What looks like one is one."""


def _class_of(thing: ListObject | DictObject) -> type:
    match thing:
        case ListObject(of_omegaconf=of_omegaconf):
            return _ListConfig if of_omegaconf else list
        case _:
            return dict


def is_a(thing: object, kind: object) -> Value:
    """Tell whether something is of a class; unknown where neither the file nor Python tells."""
    if isinstance(kind, UserClass):
        return _is_of_script(thing, kind)
    return _is_imported(thing, kind.path) if isinstance(kind, Imported) else Unknown("no class")


def _is_of_script(thing: object, kind: UserClass) -> Value:
    match thing:
        case Instance(made_by) | EnumMember(made_by):
            is_one = kind in script_bases(made_by)
            if not is_one and not _PROTOCOLS.isdisjoint(paths_above(kind.bases)):
                return Unknown("a protocol")
            return Known(is_one) if is_one or not has_foreign_base(made_by) else Unknown("a class of another file")
        case ListObject() | DictObject() | tuple() | Call() | Loaded() | BaseModelReference() | Function():
            return Known(value=False) if not paths_above(kind.bases) else Unknown("a class of another library")
        case _:
            return Known(value=False) if isinstance(thing, SCALARS) else Unknown("an object of another library")


def _is_imported(thing: object, path: str) -> Value:  # noqa: PLR0911 - one per kind of thing
    built_in, name = _TYPES.get(path), path.rpartition(".")[2]
    match thing:
        case ListObject() | DictObject() if built_in:
            return Known(issubclass(_class_of(thing), built_in))
        case Call() | Loaded() | BaseModelReference() | Function() if built_in:
            return Known(built_in is object)
        case Instance(made_by) if built_in and (built_in is object or _is_plain_class(made_by)):
            return Known(built_in is object)
        case Call(class_name=own) if name in LOADERS:
            return _is_configuration(own, name)
        case ModelConfiguration(Known(str(checkpoint))):
            return _is_configuration_of(checkpoint, name)
        case _ if built_in and isinstance(thing, (*SCALARS, tuple)):
            return Known(isinstance(thing, built_in))
        case _:
            return Unknown("an object whose classes are not known")


def _is_configuration(own: str, name: str) -> Value:
    """Tell whether a configuration of one class is of another one: those of other methods, and unions, never are."""
    if name in {own, *_BASES_OF_CONFIGURATIONS}:
        return Known(value=True)
    bases = [_base_of_method(one) for one in (own, name)]
    if None not in bases and bases[0] != bases[1]:
        return Known(value=False)
    return Known(value=True) if name in bases and None not in bases else Unknown("a kind of it")


def _base_of_method(class_name: str) -> str | None:
    from adapterlint.space.families import BASES, model_of

    if class_name in _UNIONS:
        return "ConfigUnion"
    model = model_of(RENAMED.get(class_name, class_name))
    return None if model is None else next((base.__name__ for base in BASES if issubclass(model, base)), None)


def _is_plain_class(made: UserClass) -> bool:
    """Tell whether the objects of a class are of no class of Python's but `object`."""
    return not (made.is_tuple or paths_above(made.bases) or has_foreign_base(made))


def _is_configuration_of(checkpoint: str, class_name: str) -> Value:
    """Tell whether the configuration of a checkpoint is of a class; those of RoBERTa were of BERT's in old releases."""
    family = family_named(model_type_of_checkpoint(checkpoint))
    if family is None:
        return Unknown("a checkpoint that is not known here")
    own = family.config_class
    if class_name in {own, "PretrainedConfig", "PreTrainedConfig"}:
        return Known(value=True)
    is_kin = all("bert" in name.lower() for name in (own, class_name))
    is_another = family_of_config_class(class_name) is not None and not is_kin
    return Known(value=False) if is_another else Unknown("a class that it may inherit from")


@reads(CALLS, "builtins.getattr")
def call_getattr(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `getattr(thing, name, default)`; of a thing that is not known, the default alone says nothing."""
    thing, name, default = (invocation.arguments.get(index, "") for index in range(3))

    def find(leaf: Known | Unknown, attribute: Known | Unknown) -> Value:
        if isinstance(attribute, Unknown) or not isinstance(attribute.value, str):
            return interpreter.unknown(invocation.node, "an attribute that is named at run time")
        if isinstance(leaf, Unknown):
            return interpreter.derived(invocation.node, leaf)
        found = attribute_named(interpreter, leaf, attribute.value, invocation.node)
        if found is None and default is not None and _shows_all(leaf.value):
            return default
        return found or interpreter.unknown(invocation.node, "an attribute that the file does not show")

    if thing is None or name is None:
        return interpreter.unknown(invocation.node, "not enough arguments")
    return interpreter.per_option(thing, lambda leaf: interpreter.per_option(name, lambda one: find(leaf, one)))


def _shows_all(thing: object) -> bool:
    """Tell whether all attributes of an object are those that the file shows."""
    made = thing.made_by if isinstance(thing, Instance) else thing
    return (isinstance(made, UserClass) and not has_foreign_base(made)) or isinstance(thing, SCALARS)


_OF_MAPPINGS = frozenset({"from_dict", "get", "items", "keys", "load", "replace", "to_dict", "values"})
"""Methods of all configurations."""


@reads(CALLS, "builtins.hasattr")
def call_hasattr(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `hasattr(thing, name)`."""
    thing = invocation.arguments.get(0, "") or Unknown("nothing")
    name = invocation.arguments.get(1, "") or Unknown("nothing")

    def find(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and is_configuration(leaf.value) and (options := option_names(leaf.value)):
            return lift(lambda held, one: Known(one in _OF_MAPPINGS or Known(one) in held), options, name)
        if isinstance(leaf, Known) and isinstance(leaf.value, (Instance, UserClass)) and isinstance(name, Known):
            there = attribute_named(interpreter, leaf, str(name.value), invocation.node) is not None
            if there or _shows_all(leaf.value):
                return Known(there)
        return interpreter.unknown(invocation.node, "an object whose attributes are not known")

    return interpreter.per_option(thing, find)


@reads(CALLS, "builtins.setattr")
def call_setattr(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `setattr(thing, name, value)`; under a name that is not known, any attribute may change."""
    arguments = invocation.arguments
    thing, name, value = (arguments.get(index, "") or Unknown("nothing") for index in range(3))

    option = str(name.value) if isinstance(name, Known) else ""
    note_change(interpreter, thing, "attribute", option, statement_at(interpreter, invocation.node))

    def change(leaf: Known | Unknown) -> Value:
        if isinstance(name, Known) and isinstance(name.value, str):
            set_attribute(interpreter, leaf, name.value, value, invocation.node)
        else:
            _forget_attributes(interpreter, leaf, invocation)
        return Known(None)

    return interpreter.per_option(thing, change)


def _forget_attributes(interpreter: Interpreter, thing: Known | Unknown, invocation: Invocation) -> None:
    """Make unknown all attributes of an object, one of which is assigned."""
    if isinstance(thing, Known) and isinstance(thing.value, (Instance, UserClass)):
        for key in list(interpreter.state.keys_of(thing.value.identity)):
            reason = interpreter.unknown(invocation.node, "assigns an attribute that is named at run time")
            interpreter.state.memory[key] = reason


@reads(CALLS, "builtins.object.__setattr__")
def call_own_setattr(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Run `object.__setattr__(thing, name, value)`: as frozen records do, or past the check of a configuration."""
    thing, name, value = (invocation.arguments.get(index, "") or Unknown("nothing") for index in range(3))

    def change(leaf: Known | Unknown) -> Value:
        force(interpreter, leaf, name, value)
        if isinstance(name, Known):
            store_attribute(interpreter, leaf, str(name.value), value, invocation.node)
        else:
            _forget_attributes(interpreter, leaf, invocation)
        return Known(None)

    return interpreter.per_option(thing, change)


@reads(CALLS, "builtins.vars")
def call_vars(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `vars(thing)`."""
    thing = invocation.arguments.get(0, "")
    if thing is None:
        return CALLS["builtins.locals"](interpreter, replace(invocation, path="builtins.locals"))

    def collect(leaf: Known | Unknown) -> Value:
        if isinstance(leaf, Known) and is_configuration(leaf.value):
            return Known(ConfigurationDict(leaf))
        own = dictionary_of(leaf) if isinstance(leaf, Known) else None
        is_namespace = isinstance(leaf, Known) and isinstance(leaf.value, DictObject)
        items = dict_items(interpreter.state, leaf) if is_namespace else None
        found = attributes_of(interpreter, leaf) if items is None else new_dict(interpreter.state, items)
        return own or found or interpreter.unknown(invocation.node, "an object whose attributes are not known")

    return interpreter.per_option(thing, collect)
