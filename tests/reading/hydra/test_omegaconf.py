"""Configurations of OmegaConf that a script changes. The expected values were seen with OmegaConf 2.3."""

from __future__ import annotations

import pytest

from adapterlint.space.failures import hash_failure
from adapterlint.values import Known, Unknown, plain
from tests.reading.support import value_of, written

CREATE = """
import random
from omegaconf import OmegaConf
c = OmegaConf.create({"rf": 8, "s": "${rf}", "n": {"x": "${..rf}", "y": 1}, "l": ["${rf}"]})
"""
STRUCTURED = """
import random
from dataclasses import dataclass
from typing import Optional
from omegaconf import OmegaConf
@dataclass
class A:
    f: float = 8
    b: bool = False
    s: str = "4"
    i: Optional[int] = None
c = OmegaConf.structured(A)
"""
CONVERTED = "C(f=2.0, b=True, s='12', i=32)"
CONVERSIONS = {
    "attributes": ('c.f = 2\nc.b = "yes"\nc["s"] = 12\nc.i = "32"', CONVERTED),
    "merged": ('c = OmegaConf.merge(c, {"f": "2", "b": 1, "s": 12, "i": "32"})', CONVERTED),
    "merged afterwards": ('c.f = 3\nc.i = 32\nc = OmegaConf.merge(c, {"f": 2, "b": "on", "s": 12})', CONVERTED),
    "refused": ('c.f = "x"\nc.b = "x"\nc.i = 1.5', "C(f=?, b=?, s='4', i=?)"),
    "what depends": (
        "if random.random() > 0.5:\n    c.f = 3\nc.f = 2",
        "C(f=?, b=False, s='4', i=None)",
    ),
}


@pytest.mark.parametrize(("change", "expected"), CONVERSIONS.values(), ids=CONVERSIONS)
def test_what_is_assigned_becomes_of_the_type_that_is_declared(change, expected):
    assert written(f"{STRUCTURED}{change}\nC(f=c.f, b=c.b, s=c.s, i=c.i)") == [expected]


RESOLVERS = """
from omegaconf import OmegaConf
def half(number, by=2):
    return number // by
OmegaConf.register_new_resolver("half", half)
OmegaConf.register_new_resolver("mul", lambda a, b: a * b, replace=True)
OmegaConf.register_new_resolver("layers", lambda first, last: list(range(first, last)))
OmegaConf.register_new_resolver("eval", eval)
OmegaConf.register_new_resolver("lower", str.lower)
"""
RESOLVED = {
    "references": ("${half:${rf}}", 4),
    "a reference beside it": ("${mul:4,${.rf}}", 32),
    "one in another": ("${mul:${half:${rf}, 4}, ${half:10}}", 10),
    "a list": ("${layers:0,2}", [0, 1]),
    "an expression": ("${eval:'${rf} * 2 + 1'}", 17),
    "text": ("${lower:GELU}", "gelu"),
}


@pytest.mark.parametrize(("reference", "expected"), RESOLVED.values(), ids=RESOLVED)
def test_resolvers_of_the_script_are_called(reference, expected):
    made = f'{RESOLVERS}c = OmegaConf.create({{"rf": 8, "x": {reference!r}}})'
    assert plain(value_of("OmegaConf.to_container(c, resolve=True)['x']", made)).value == expected
    if isinstance(expected, int):
        assert plain(value_of("c.x", f"{made}\nc.rf = 8")).value == expected


@pytest.mark.parametrize("reference", ["${other:1}", "${half:${nothing}}", "${half:x}", "a${half:8}"])
def test_what_a_resolver_makes_of_what_is_not_known_is_not_known(reference):
    made = f'{RESOLVERS}c = OmegaConf.create({{"rf": 8, "x": {reference!r}}})'
    assert isinstance(value_of("c.x", made), Unknown)


CHANGES = {
    "an attribute": ("c.rf = 16", "C(s=16, x=16, l=16, y=1)"),
    "an item": ('c["rf"] = 16', "C(s=16, x=16, l=16, y=1)"),
    "what refers to it": ("c.s = 2", "C(s=2, x=8, l=8, y=1)"),
    "a reference": ('c.s = "${n.y}"\nc.n.y = 3', "C(s=3, x=8, l=8, y=3)"),
    "a dictionary": ('c.n = {"y": 9, "x": "${rf}"}\nc.rf = 4', "C(s=4, x=4, l=4, y=9)"),
    "update": ('OmegaConf.update(c, "n.y", 5)', "C(s=8, x=8, l=8, y=5)"),
    "update of all": ('OmegaConf.update(c, "n", {"y": 5})', "C(s=?, x=?, l=?, y=?)"),
    "merged afterwards": ('c.rf = 16\nc = OmegaConf.merge(c, {"n": {"y": 2}})', "C(s=16, x=16, l=16, y=2)"),
    "a copy": ("import copy\nc = copy.deepcopy(c)\nc.rf = 16", "C(s=16, x=16, l=16, y=1)"),
    "what was copied": ("import copy\nd = copy.copy(c)\nd.rf = 16\nd.n.y = 2", "C(s=8, x=8, l=8, y=1)"),
    "after all is filled in": ("OmegaConf.resolve(c)\nc.rf = 16", "C(s=8, x=8, l=8, y=1)"),
    "merge_with_dotlist": ('c.merge_with_dotlist(["rf=16", "n.y=2"])', "C(s=16, x=16, l=16, y=2)"),
    "merge_with": ('c.merge_with({"rf": 16, "n": {"y": 2}})', "C(s=16, x=16, l=16, y=2)"),
    "a dictionary, after a list": ('c.l.append(1)\nd = {"x": 2, "y": 3}\nc.n = d\nd["y"] = 9', "C(s=?, x=2, l=?, y=3)"),
    "what is deleted": ("del c.n.y\nc.n.y = 3", "C(s=8, x=8, l=8, y=3)"),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_references_are_filled_in_with_what_is_assigned(change, expected):
    assert written(f"{CREATE}{change}\nC(s=c.s, x=c.n.x, l=c.l[0], y=c.n.y)") == [expected]


def test_after_a_change_that_depends_on_something_references_are_known_or_unknown():
    body = "if random.random() > 0.5:\n    c.rf = 16\nc.more = 1\nC(s=c.s)"
    assert written(CREATE + body) == ["C(s=?)"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [("to_container(c)", "?"), ("to_container(c, resolve=True)", "8"), ("to_object(c)", "8")],
)
def test_references_stay_texts_in_containers_unless_they_are_resolved(call, expected):
    assert written(f'{CREATE}C(s=OmegaConf.{call}["s"])') == [f"C(s={expected})"]


LISTS = {
    "an attribute": ("c.l", "TypeError"),
    "an item of a dictionary of it": ("dict(c)['l']", "TypeError"),
    "merged": ("OmegaConf.merge(c, {'l': [1]}).l", "TypeError"),
    "added": ("[5] + c.l", "TypeError"),
    "empty": ("OmegaConf.create({'l': []}).l", ""),
    "a slice": ("c.l[:1]", ""),
    "a list of it": ("list(c.l)", ""),
    "a display": ("[int(layer) for layer in c.l]", ""),
    "a container": ("OmegaConf.to_container(c).get('l')", ""),
    "what is converted if need be": ("list(c.l) if isinstance(c.l, ListConfig) else c.l", ""),
    "what is no list": ("c.l if isinstance(c.l, list) else None", ""),
}


@pytest.mark.parametrize(("given", "failure"), LISTS.values(), ids=LISTS)
def test_a_list_of_omegaconf_is_none_of_python(given, failure):
    """What JSON makes of each was seen with OmegaConf 2.4."""
    made = "from omegaconf import ListConfig, OmegaConf\nc = OmegaConf.create({'l': [0, 1]})\n"
    value = value_of(given, made)
    assert isinstance(value, Known)
    assert hash_failure(plain(value).value) == failure


def test_what_is_merged_with_the_command_line_in_place_is_possible():
    (shown,) = written('from omegaconf import OmegaConf\nc = OmegaConf.create({"r": 8})\nc.merge_with_cli()\nC(r=c.r)')
    assert shown.startswith("C(r=8 if nothing is given to its command line | ? if it is run in another way")
