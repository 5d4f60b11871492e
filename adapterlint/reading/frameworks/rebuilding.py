"""An `__init__` of the script's own that refuses what the library gives it when it builds a configuration again.

Source: `adapters/configuration/adapter_config.py`, `AdapterConfig.load` and `from_dict`: `add_adapter` calls the class
of what it is given with all its fields as keywords, a union with its parts. Parts of a union are not built again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import libcst as cst

from adapterlint.reading.frameworks.library_names import UNIONS, class_named, options_of
from adapterlint.reading.language.ancestry import method_of, script_bases
from adapterlint.reading.memory.objects import Function, UserClass
from adapterlint.reading.syntax.walking import below, dotted_name

_DATACLASS = frozenset({"dataclass", "dataclasses.dataclass"})
_REBUILDING = frozenset({"__new__", "from_dict", "to_dict"})


def is_generated(made: UserClass, owner: UserClass, *, by_owner: bool = True) -> bool:
    """Tell whether a dataclass generates the `__init__` of a class: one below another class, or that class itself."""
    order = script_bases(made)
    decorators = (one.node.decorators for one in order[: order.index(owner) + by_owner] if one.node is not None)
    names = (
        dotted_name(one.decorator.func if isinstance(one.decorator, cst.Call) else one.decorator)
        for several in decorators
        for one in several
    )
    return any(name in _DATACLASS for name in names)


def refusal(made: UserClass, path: str) -> str:
    """Say what `__init__` does when the library builds an object of a class again; empty where it may well take it.

    Args:
        made: the class of the script.
        path: that of the configuration class above it.
    """
    init, class_name = method_of(made, "__init__"), class_named(path)
    if init is None or init.owner is None or init.decorators or not isinstance(init.node, cst.FunctionDef):
        return ""
    is_rebuilt_otherwise = any(method_of(made, name) for name in _REBUILDING)
    if (not options_of(class_name) and class_name not in UNIONS) or is_rebuilt_otherwise:
        return ""
    if is_generated(made, init.owner, by_owner=False):
        return ""
    refusals = _of_parts(made, init) if class_name in UNIONS else _of_options(made, init, class_name)
    return next(refusals, "")


def _of_parts(made: UserClass, init: Function) -> Iterator[str]:
    """Yield what refuses the parts of a union, all of which are given by their positions."""
    parameters = init.node.params
    taken = len((*parameters.posonly_params, *parameters.params)[1:])
    for call in () if _is_followed(made, init) else _calls_of_init(init):
        is_plain = not isinstance(parameters.star_arg, cst.Param) and not any(one.star for one in call.args)
        if is_plain and len(call.args) > taken:
            yield f"takes no {len(call.args)} parts"


def _of_options(made: UserClass, init: Function, class_name: str) -> Iterator[str]:
    """Yield what refuses the options of any other configuration, all of which are given by their names."""
    parameters = init.node.params
    by_name = (*parameters.params, *parameters.kwonly_params)[0 if parameters.posonly_params else 1 :]
    names = [one.name.value for one in by_name]
    options = _options_of_all_releases(class_name)
    if parameters.star_kwarg is None:
        yield from (f"takes no `{name}`" for name in options if name not in names)
    needed = (one.name.value for one in (*parameters.posonly_params[1:], *by_name) if one.default is None)
    yield from (
        f"is not given `{name}`" for name in needed if name not in (*options_of(class_name), *(made.fields or ()))
    )
    if parameters.star_kwarg is not None and not _is_followed(made, init):
        rest = parameters.star_kwarg.name.value
        given_twice = (name for name in _given_beside(init, rest) if name in options and name not in names)
        yield from (f"hands `{name}` on twice" for name in given_twice)


@cache
def _options_of_all_releases(class_name: str) -> tuple[str, ...]:
    """Return the options that a class has in every release that has the class."""
    from adapterlint.space.releases import RELEASES, snapshot

    definitions = [one for release in RELEASES if (one := snapshot(release).configs.get(class_name))]
    return tuple(name for name in options_of(class_name) if all(name in one.fields for one in definitions))


def _is_followed(made: UserClass, init: Function) -> bool:
    """Tell whether another class of the script has an `__init__` too, which may take out what it is given."""
    return any("__init__" in one.methods and one is not init.owner for one in script_bases(made))


def _given_beside(init: Function, rest: str) -> Iterator[str]:
    """Yield the keywords that stand beside `**kwargs` where `__init__` does nothing else with these."""
    uses = [node for node in below([init.node.body]) if isinstance(node, cst.Name) and node.value == rest]
    for call in _calls_of_init(init):
        if len(uses) == 1 and any(one.star == "**" and one.value is uses[0] for one in call.args):
            yield from (one.keyword.value for one in call.args if one.keyword is not None)


def _calls_of_init(init: Function) -> Iterator[cst.Call]:
    """Yield each `super().__init__(…)` that is certainly called."""
    body = init.node.body
    lines = body.body if isinstance(body, cst.BaseSuite) else ()
    smalls = (small for line in lines for small in (line.body if isinstance(line, cst.SimpleStatementLine) else [line]))
    for small in smalls:
        match small:
            case cst.Expr(cst.Call(cst.Attribute(cst.Call(cst.Name("super")), cst.Name("__init__"))) as call):
                yield call
            case _:
                pass
