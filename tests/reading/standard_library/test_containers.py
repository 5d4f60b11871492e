"""Lists, sets and dictionaries that a script changes and copies."""

from __future__ import annotations

import pytest

from tests.reading.support import written

CONTAINERS = {
    "defaultdict": (
        """
        from collections import defaultdict
        a = defaultdict(list)
        a['x'].append(1)
        a['x'].append(2)
        b = defaultdict(lambda: defaultdict(dict))
        b['x']['y']['r'] = 3
        c = defaultdict()
        C(r=a['x'], x=b['x']['y']['r'], y=a['y'], z=c['z'])
        """,
        ["C(r=[1, 2], x=3, y=[], z=?)"],
    ),
    "defaultdict at a key that is not known": (
        """
        from collections import defaultdict
        a = defaultdict(list)
        C(r=a[key], x=list(a))
        """,
        ["C(r=?, x=[])"],
    ),
    "clear": (
        """
        a = {'r': 8}
        a.clear()
        C(**a)
        """,
        ["C()"],
    ),
    "namespaces that are made plain": (
        """
        from ml_collections import config_dict
        a = config_dict.ConfigDict({'a': {'r': 8}})
        a.b = config_dict.ConfigDict()
        a.b.r = 4
        a.lock()
        held = a.to_dict()
        a.unlock().a.r = 2
        C(**held['a'], x=held['b']['r'], y=a.a.r)
        """,
        ["C(r=8, x=4, y=2)"],
    ),
    "namespace that one branch changes": (
        """
        from easydict import EasyDict
        a = EasyDict(r=8)
        if flag:
            a.r = 4
        C(r=a.r)
        """,
        ["C(r=4 if `flag` is true | 8 if `flag` is false)"],
    ),
    "deep copy": (
        """
        import copy
        a = {'x': {'r': 1}}
        b, c = copy.deepcopy(a), copy.copy(a)
        b['x']['r'] = 2
        C(**a['x'])
        c['x']['r'] = 3
        C(**a['x'])
        C(**b['x'])
        """,
        ["C(r=1)", "C(r=3)", "C(r=2)"],
    ),
    "deep copy of an object": (
        """
        import copy
        class A:
            def __init__(self):
                self.kw = {'r': 1}
        a = A()
        b = copy.deepcopy(a)
        b.kw['r'] = 2
        C(**a.kw)
        C(**b.kw)
        """,
        ["C(r=1)", "C(r=2)"],
    ),
    "deep copy of what holds itself": (
        """
        import copy
        a = [1]
        a.append(a)
        b = copy.deepcopy(a)
        C(r=b[0], x=b[1][0])
        """,
        ["C(r=1, x=1)"],
    ),
    "changed list": (
        """
        a = [0]
        a += [1]
        a.extend(range(2, 4))
        a.insert(0, 9)
        a.remove(9)
        x = a.pop()
        b = a * 2
        C(r=b, x=x, y=a[::2], z=a.index(1), w=a.count(0))
        """,
        ["C(r=[0, 1, 2, 0, 1, 2], x=3, y=[0, 2], z=1, w=1)"],
    ),
    "changed in ways that are not known": (
        """
        a = [0, 1]
        a.remove(x)
        C(r=a)
        """,
        ["C(r=?)"],
    ),
    "sorted list": (
        """
        a = [3, 1]
        a.sort()
        C(r=a)
        a.sort(reverse=True)
        C(r=a)
        """,
        ["C(r=[1, 3])", "C(r=[3, 1])"],
    ),
    "list with an item that a test adds": (
        """
        a = [1]
        if fast:
            a.append(2)
        C(r=a)
        C(r=a.pop())
        """,
        ["C(r=[1, 2] if `fast` is true | [1] if `fast` is false)", "C(r=2 if `fast` is true | 1 if `fast` is false)"],
    ),
    "loop over such a list": (
        """
        a = [C(r=1)]
        if fast:
            a.append(C(r=2))
        for c in a:
            model.add_adapter('a', config=c)
        """,
        ["C(r=1)", "C(r=2)"],
    ),
    "part of a list": (
        """
        a = [1, 2, 3]
        a[0:1] = [7, 8]
        C(r=a)
        """,
        ["C(r=[7, 8, 2, 3])"],
    ),
    "set": (
        """
        a = set()
        a.add(1)
        a |= {2}
        a.update([3, 4])
        a.discard(4)
        C(r=sorted(a), x=sorted(a - {1}), y=sorted(a.union([9])))
        """,
        ["C(r=[1, 2, 3], x=[2, 3], y=[1, 2, 3, 9])"],
    ),
    "set changed in unknown rounds": (
        """
        a = {1}
        for x in values:
            a.add(x)
        C(r=a)
        """,
        ["C(r=?)"],
    ),
    "dictionary": (
        """
        a = {'r': 1}
        a.update({'alpha': 2}, x=3)
        a.setdefault('y', 4)
        a |= {'z': 5}
        b = {**a, 'r': 9}
        b.pop('x')
        del b['z']
        C(**b)
        """,
        ["C(r=9, alpha=2, y=4)"],
    ),
    "dictionary in a dictionary": (
        """
        a = {'lora': {'r': 4}}
        a['lora']['r'] = 8
        C(**a['lora'], x=a.get('bn', {}).get('x', 2))
        """,
        ["C(r=8, x=2)"],
    ),
    "dictionaries of the library": (
        """
        import collections
        a = collections.defaultdict(dict)
        a['r'] = 8
        b = collections.OrderedDict([('r', 8)])
        C(**a)
        C(**b)
        C(**dict.fromkeys(['r', 'x'], 1))
        """,
        ["C(r=8)", "C(r=8)", "C(r=1, x=1)"],
    ),
    "one map before another": (
        """
        from collections import ChainMap
        C(**ChainMap({'r': 8}, {'r': 4, 'x': 2}))
        C(**ChainMap({'r': 8}, load()))
        """,
        ["C(r=8, x=2)", "C(**?)"],
    ),
    "place in a tuple": ("C(r=(2, 4)[('small', 'large').index('large')], x=(1, 1, 2).count(1))", ["C(r=4, x=2)"]),
    "extreme by a key": (
        (
            "a = [{'s': 1, 'r': 4}, {'s': 3, 'r': 8}, {'s': 3, 'r': 2}]\n"
            "C(r=max(a, key=lambda one: one['s'])['r'], x=min(a, key=lambda one: one['s'])['r'])"
        ),
        ["C(r=8, x=4)"],
    ),
    "zipped": ("C(**dict(zip(['r', 'a'], [1, 2])))", ["C(r=1, a=2)"]),
    "counted from elsewhere": (
        "for i, r in enumerate([4, 8], start=1):\n    C(r=r, a=i)",
        ["C(r=4 if `i, r` is 1, 4 | 8 if `i, r` is 2, 8, a=1 if `i, r` is 1, 4 | 2 if `i, r` is 2, 8)"],
    ),
    "alternatives, zipped": (
        "import sys\na = [4] if sys.argv[1:] else [8]\n(r, x), = zip(a, 'x')\nC(r=r, x=x)",
        ["C(r=4 if `sys.argv[1:]` is true | 8 if `sys.argv[1:]` is false, x='x')"],
    ),
    "alternatives, counted": (
        "import sys\na = [4]\nif sys.argv[1:]:\n    a.append(8)\nC(**{f'r{i}': r for i, r in enumerate(map(int, a))})",
        ["C(r0=4, r1=8) if `sys.argv[1:]` is true | C(r0=4) if `sys.argv[1:]` is false"],
    ),
    "seen through a view": (
        "from types import MappingProxyType\na = MappingProxyType({'x': {'r': 8}})\nC(**a['x'])",
        ["C(r=8)"],
    ),
    "empty dictionary of pairs": ("C(**dict([]))", ["C()"]),
    "parsed": (
        """
        import json, ast
        C(**json.loads('{"r": 8}'))
        C(**ast.literal_eval("{'r': 8}"))
        """,
        ["C(r=8)", "C(r=8)"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), CONTAINERS.values(), ids=CONTAINERS)
def test_containers(body, expected):
    assert written(body) == expected


@pytest.mark.parametrize(
    "made",
    ["{**options, 'y': 1}", "dict(options, y=1)", "{**dict.fromkeys(keys, 2), 'y': 1}"],
)
def test_a_dictionary_of_what_something_decides_is_known_in_each_case(made):
    source = f"""
options, keys = {{}}, []
if input():
    options["x"] = 2
    keys.append("x")
C(**{made})
"""
    (shown,) = written(source)
    assert "C(x=2, y=1) if" in shown
    assert "C(y=1) if" in shown
