"""Names of options and parameters, as scripts ask for them: `fields(LoRAConfig)`, `signature(build).parameters`.

The options of a configuration class depend on the release, and so does what a script makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import libcst as cst

from adapterlint.facts import Call
from adapterlint.reading.frameworks.library_names import UNIONS, class_named
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import method_of
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.merging import lift
from adapterlint.reading.memory.objects import BoundMethod, Function, Imported, UserClass
from adapterlint.reading.registry import CALLS, reads
from adapterlint.reading.standard_library.containers import new_dict, new_list, new_namespace
from adapterlint.values import Choice, Known, OneOf, Unknown, Value

_INIT = ".__init__"


def option_names(thing: object) -> Value | None:
    """Return the names of the options of a configuration or its class, a value of tuple; None for anything else."""
    name = _class_name(thing)
    return _names(name) if name else None


def _class_name(thing: object) -> str:
    match thing:
        case Imported(path):
            return class_named(path)
        case Call(class_name=name, module=module):
            return class_named(f"{module}.{name}")
        case _:
            return ""


@cache
def _names(class_name: str) -> Value | None:
    from adapterlint.space.releases import RELEASES, snapshot

    by_names: dict[tuple[str, ...], list[str]] = {}
    for release in reversed(RELEASES):
        definition = snapshot(release).configs.get(class_name)
        if definition is not None and definition.variadic is None:
            by_names.setdefault(tuple(definition.fields), []).append(release)
    if not by_names:
        return None
    options = tuple(f"adapters is {' or '.join(reversed(releases))}" for releases in by_names.values())
    alternatives = tuple(Known(tuple(map(Known, names))) for names in by_names)
    return OneOf(Choice(f"options of {class_name}", options), alternatives) if len(by_names) > 1 else alternatives[0]


def fields_of_configuration(interpreter: Interpreter, thing: object) -> Value | None:
    """Return what `dataclasses.fields` makes of a configuration or its class; None for anything else."""
    names = None if _class_name(thing) in UNIONS else option_names(thing)
    return None if names is None else lift(lambda held: Known(tuple(_named(interpreter, name) for name in held)), names)


def by_name(interpreter: Interpreter, names: Value) -> Value:
    """Return a dictionary with something unknown under each of some names."""
    return lift(
        lambda held: new_dict(interpreter.state, {name.value: _named(interpreter, name) for name in held}), names
    )


def _named(interpreter: Interpreter, name: Value) -> Value:
    return new_namespace(interpreter.state, {"name": name})


@reads(CALLS, "inspect.signature", "inspect.getfullargspec", "inspect.getargspec")
def call_signature(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Evaluate `signature(called)`, of which the names of the parameters are read."""

    def ask(leaf: Known | Unknown) -> Value:
        names = _parameters(leaf.value, with_self=invocation.name != "signature") if isinstance(leaf, Known) else None
        if names is None:
            return interpreter.unknown(invocation.node, "what parameters it has is not known")
        if invocation.name == "signature":
            return new_namespace(interpreter.state, {"parameters": by_name(interpreter, names)})
        return lift(lambda held: new_namespace(interpreter.state, {"args": new_list(interpreter.state, held)}), names)

    return interpreter.per_option(invocation.arguments.get(0, "obj") or Unknown("nothing"), ask)


def _parameters(called: object, *, with_self: bool) -> Value | None:
    """Return the names of the parameters of something that can be called, a value of tuple; None if not known."""
    match called:
        case Imported(path) if path.endswith(_INIT) and (names := option_names(Imported(path.removesuffix(_INIT)))):
            return lift(lambda held: Known((Known("self"), *held)), names)
        case Imported():
            return None if with_self else option_names(called)
        case Function(node=node, decorators=decorators) if not decorators:
            return Known(tuple(map(Known, _written(node.params))))
        case BoundMethod(function=Function(node=node, decorators=decorators)) if not decorators:
            return Known(tuple(map(Known, _written(node.params)[0 if with_self else 1 :])))
        case UserClass(fields=None) as made if (init := method_of(made, "__init__")) is not None:
            return Known(tuple(map(Known, _written(init.node.params)[0 if with_self else 1 :])))
        case _:
            return None


def _written(parameters: cst.Parameters) -> Sequence[str]:
    named = (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    stars = [parameters.star_arg, parameters.star_kwarg]
    return [one.name.value for one in (*named, *(star for star in stars if isinstance(star, cst.Param)))]
