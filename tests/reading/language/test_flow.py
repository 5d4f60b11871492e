"""The order of statements, branches, loops, functions and classes."""

from __future__ import annotations

import pytest

from tests.reading.support import shown, sites_of

FLOWS = {
    "a progress bar": (
        "from tqdm.auto import tqdm\nbar = tqdm([1, 2])\nfor rf in bar:\n    bar.set_description(rf)\n    C(rf=rf)",
        ["C(rf=1 if `rf` is 1 | 2 if `rf` is 2)"],
    ),
    "a progress bar of numbers": ("import tqdm\nfor rf in tqdm.trange(1, 2):\n    C(rf=rf)", ["C(rf=1)"]),
    "an attribute that each of several classes sets when it is made": (
        "class A:\n  def __init__(s, p): s.p = p\nclass B(A):\n  def __init__(s): s.p = 8\n  def build(s): C(rf=s.p)",
        ["C(rf=8)"],
    ),
    "defaults of lambdas in a comprehension": ("fs = [lambda k=k: k for k in (2, 4)]\nC(rf=fs[0]())", ["C(rf=2)"]),
    "defaults of functions in a loop": (
        "fs = {}\nfor k in (2, 4):\n    def f(k=k): return k\n    fs[k] = f\nC(rf=fs[2]())",
        ["C(rf=2)"],
    ),
    "defaults of methods are evaluated in the class": (
        "rf = 1\nclass A:\n    rf = 2\n    def f(self, x=rf): return x, rf\nrf = 3\nC(rf=A().f())",
        ["C(rf=(2, 3))"],
    ),
    "a default that calls change": (
        "def f(n=[0]):\n    n[0] += 1\n    return n[0]\nf()\nf([9])\nC(rf=f())",
        ["C(rf=2)"],
    ),
    "a property that is assigned": (
        (
            "class A:\n    @property\n    def p(self): return self._p\n    @p.setter\n"
            "    def p(self, v): self._p = v * 2\na = A()\na.p = 7\nC(rf=a.p)"
        ),
        ["C(rf=14)"],
    ),
    "a class that assigns in its own way": (
        "class A:\n    def __setattr__(self, k, v): super().__setattr__(k, v + 1)\na = A()\na.p = 7\nC(rf=a.p)",
        ["C(rf=?)"],
    ),
    "a frozen record that assigns its fields": (
        (
            "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A:\n    rf: int = 3\n"
            "    def __post_init__(self): object.__setattr__(self, 'rf', self.rf * 10)\nC(rf=A().rf)"
        ),
        ["C(rf=30)"],
    ),
    "a record that assigns in its own way": (
        (
            "from dataclasses import dataclass\n@dataclass\nclass A:\n    rf: int = 3\n"
            "    def __setattr__(self, k, v): super().__setattr__(k, v + 1)\nC(rf=A().rf)"
        ),
        ["C(rf=?)"],
    ),
    "a named tuple that is made in its own way": (
        (
            "from collections import namedtuple\nclass A(namedtuple('P', 'rf')):\n"
            "    def __new__(cls, rf): return super().__new__(cls, rf * 2)\nC(rf=A(8).rf)"
        ),
        ["C(rf=?)"],
    ),
    "an attribute that is deleted": ("class A: x = 1\na = A()\na.x = 2\ndel a.x\nC(rf=a.x)", ["C(rf=1)"]),
    "an attribute that is looked up in its own way": (
        "class A:\n    x = 1\n    def __getattribute__(self, name): return 7\nC(rf=A().x)",
        ["C(rf=?)"],
    ),
    "readers that take numbers otherwise": (
        "import json, yaml\nC(rf=json.loads('8', parse_int=lambda s: 9), x=yaml.load('8', Loader=yaml.BaseLoader))",
        ["C(rf=?, x=?)"],
    ),
    "the last assignment wins": ("rf = 1\nrf = 2\nC(rf=rf)\nrf = 3", ["C(rf=2)"]),
    "several targets": ("a = b = 4\nC(rf=b)", ["C(rf=4)"]),
    "unpacking": ("a, (b, c) = 1, (2, 3)\nC(a=a, b=b, c=c)", ["C(a=1, b=2, c=3)"]),
    "unpacking the rest": ("a, *b, c = [1, 2, 3, 4]\nC(a=a, b=b, c=c)", ["C(a=1, b=[2, 3], c=4)"]),
    "swap": ("a, b = 1, 2\na, b = b, a\nC(a=a)", ["C(a=2)"]),
    "augmented": ("rf = 2\nrf *= 4\nC(rf=rf)", ["C(rf=8)"]),
    "augmented list is the same list": ("a = [1]\nb = a\na += [2]\nC(b=b)", ["C(b=[1, 2])"]),
    "annotated": ("rf: int = 8\nC(rf=rf)", ["C(rf=8)"]),
    "walrus": ("if (rf := 8) > 4:\n    C(rf=rf)", ["C(rf=8)"]),
    "deleted": ("rf = 8\ndel rf\nC(rf=rf)", ["C(rf=?)"]),
    "aliases of a dictionary": ("a = {}\nb = a\nb['rf'] = 2\nC(**a)", ["C(rf=2)"]),
    "copy of a dictionary": ("a = {'rf': 1}\nb = a.copy()\nb['rf'] = 2\nC(**a)", ["C(rf=1)"]),
    "merged dictionaries": ("a = {'rf': 1}\nC(**{**a, 'x': 2}, **(a | {'y': 3}) if 0 else {})", ["C(rf=1, x=2)"]),
    "handed to an unknown function": ("a = {'rf': 1}\nchange(a)\nC(**a)", ["C(**?)"]),
    "handed to a harmless function": ("a = {'rf': 1}\nprint(a)\nC(**a)", ["C(rf=1)"]),
    "dictionary that a test changes": (
        "a = {'rf': 1}\nif fast:\n    a['x'] = 2\nC(**a)",
        ["C(rf=1, x=2) if `fast` is true | C(rf=1) if `fast` is false"],
    ),
    "dictionary whose values a test changes": (
        "a = {'rf': 1}\nif fast:\n    a['rf'] = 2\nC(**a)",
        ["C(rf=2 if `fast` is true | 1 if `fast` is false)"],
    ),
    "one of a table of dictionaries": (
        "T = {'a': {'rf': 1}, 'b': {'x': 2}}\nC(**T[kind])",
        ["C(rf=1) if `kind` is 'a' | C(x=2) if `kind` is 'b'"],
    ),
    "dictionary out of a property": (
        (
            "class A:\n    @property\n    def o(self):\n        if f():\n            return {'rf': 1}\n"
            "        return {'x': 2}\na = A()\nC(**a.o)"
        ),
        ["C(rf=1) if `f()` is true | C(x=2) if `f()` is false"],
    ),
    "one of two dictionaries": (
        "C(**({'rf': 1} if fast else {'x': 2}))",
        ["C(rf=1) if `fast` is true | C(x=2) if `fast` is false"],
    ),
    "decided test": ("if True:\n    rf = 1\nelse:\n    rf = 2\nC(rf=rf)", ["C(rf=1)"]),
    "main guard": ("if __name__ == '__main__':\n    C(rf=1)", ["C(rf=1)"]),
    "unknown test": (
        "if fast:\n    rf = 1\nelse:\n    rf = 2\nC(rf=rf)",
        ["C(rf=1 if `fast` is true | 2 if `fast` is false)"],
    ),
    "without else": (
        "rf = 1\nif fast:\n    rf = 2\nC(rf=rf)",
        ["C(rf=2 if `fast` is true | 1 if `fast` is false)"],
    ),
    "assigned on one path only": ("if fast:\n    rf = 2\nC(rf=rf)", ["C(rf=2)"]),
    "same on both paths": ("if fast:\n    rf = 2\nelse:\n    rf = 2\nC(rf=rf)", ["C(rf=2)"]),
    "path that ends": ("rf = 1\nif fast:\n    rf = 2\n    raise ValueError\nC(rf=rf)", ["C(rf=1)"]),
    "path that leaves the script": ("import sys\nrf = 1\nif fast:\n    rf = 2\n    sys.exit(1)\nC(rf=rf)", ["C(rf=1)"]),
    "equal tests are decided together": (
        "if fast:\n    rf = 1\nelse:\n    rf = 2\nif fast:\n    C(rf=rf)",
        ["C(rf=1)"],
    ),
    "a test and its negation": (
        "if fast:\n    rf = 1\nelse:\n    rf = 2\nif not fast:\n    C(rf=rf)",
        ["C(rf=2)"],
    ),
    "a test of what a test decided": (
        "rf = 1 if fast else 2\nif rf == 2:\n    C(rf=rf)",
        ["C(rf=2)"],
    ),
    "tests that call are not the same": (
        "if f():\n    rf = 1\nelse:\n    rf = 2\nif f():\n    C(rf=rf)",
        ["C(rf=1 if `f()` is true | 2 if `f()` is false)"],
    ),
    "conditional expression": ("C(rf=1 if fast else 2)", ["C(rf=1 if `fast` is true | 2 if `fast` is false)"]),
    "loop over a list": (
        "for rf in [2, 4]:\n    C(rf=rf)",
        ["C(rf=2 if `rf` is 2 | 4 if `rf` is 4)"],
    ),
    "loop over pairs": (
        "for a, b in [(1, 2), (3, 4)]:\n    C(a=a, b=b)",
        ["C(a=1 if `a, b` is 1, 2 | 3 if `a, b` is 3, 4, b=2 if `a, b` is 1, 2 | 4 if `a, b` is 3, 4)"],
    ),
    "after a loop": ("for rf in [2, 4]:\n    pass\nC(rf=rf)", ["C(rf=4)"]),
    "a loop that fills a list": ("a = []\nfor i in range(3):\n    a.append(i)\nC(a=a)", ["C(a=[0, 1, 2])"]),
    "a loop that fills a dictionary": ("a = {}\nfor k in ['x', 'y']:\n    a[k] = 1\nC(**a)", ["C(x=1, y=1)"]),
    "a loop with a test": ("for rf in [2, 4, 8]:\n    if rf == 4:\n        C(rf=rf)", ["C(rf=4)"]),
    "break": ("for rf in [2, 4, 8]:\n    if rf == 4:\n        break\nC(rf=rf)", ["C(rf=4)"]),
    "continue": ("for rf in [2, 4]:\n    if rf == 2:\n        continue\n    C(rf=rf)", ["C(rf=4)"]),
    "unknown rounds": ("for rf in values:\n    C(rf=rf)", ["C(rf=?)"]),
    "a name changed in unknown rounds": ("rf = 1\nfor x in values:\n    C(rf=rf)\n    rf = rf * 2", ["C(rf=?)"]),
    "a list filled in unknown rounds": ("a = [1]\nfor x in values:\n    a.append(x)\nC(a=a)", ["C(a=?)"]),
    "an untouched name in unknown rounds": ("rf = 1\nfor x in values:\n    C(rf=rf)", ["C(rf=1)"]),
    "while": (
        "rf = 1\nwhile test():\n    rf += 1\nC(rf=rf)",
        ["C(rf=?)"],
    ),
    "while false": ("while False:\n    C()", []),
    "endless loop left by break": ("while True:\n    rf = 2\n    break\nC(rf=rf)", ["C(rf=2)"]),
    "with": ("with torch.no_grad():\n    C(rf=1)", ["C(rf=1)"]),
    "a path on which there are not as many items as names": (
        "if fast:\n    rf, _ = 1, 2, 3\nelse:\n    rf, _ = 8, 9\nC(rf=rf)",
        ["C(rf=8)"],
    ),
    "items that do not fit names are an exception": (
        "try:\n    rf = 1\n    a, *b, c = (1,)\nexcept ValueError:\n    rf = 8\nC(rf=rf)",
        ["C(rf=8)"],
    ),
    "try": ("try:\n    rf = 1\nexcept ValueError:\n    raise\nC(rf=rf)", ["C(rf=1)"]),
    "finally": ("try:\n    rf = 1\nfinally:\n    C(rf=rf)", ["C(rf=1)"]),
    "match on a known value": (
        (
            "kind = 'a'\nmatch kind:\n    case 'b':\n        C(rf=1)\n    case 'a' | 'c':\n"
            "        C(rf=2)\n    case _:\n        C(rf=3)"
        ),
        ["C(rf=2)"],
    ),
    "match on an unknown value": (
        "match kind:\n    case 'b':\n        rf = 1\n    case _:\n        rf = 1\nC(rf=rf)",
        ["C(rf=1)"],
    ),
    "table of alternatives": (
        "T = {'a': C(rf=1), 'b': C(rf=2)}\nuse(T[kind])",
        ["C(rf=1)", "C(rf=2)"],
    ),
    "function": ("def make(rf=4):\n    return C(rf=rf)\nmake(8)", ["C(rf=8)"]),
    "function with defaults": ("def make(rf=4):\n    return C(rf=rf)\nmake()", ["C(rf=4)"]),
    "function called twice": (
        "def make(rf):\n    return C(rf=rf)\nmake(1)\nmake(2)",
        ["C(rf=1 if called at line 5 | 2 if called at line 6)"],
    ),
    "function that nobody calls": ("def make(rf):\n    return C(rf=rf)", ["C(rf=?)"]),
    "defaults of a function that nobody calls": (
        "def make(rf=4, x=1, y=None):\n    return C(rf=rf)",
        ["C(rf=4 if `make` is called with its defaults | ? if `make` is called with other arguments)"],
    ),
    "default by `or`": ("C(rf=args.rf or 8)", ["C(rf=? if `args.rf` is true | 8 if `args.rf` is false)"]),
    "`and` of something unknown": ("C(rf=fast and 8)", ["C(rf=8 if `fast` is true | ? if `fast` is false)"]),
    "default of the environment": (
        "import os\nC(rf=int(os.environ.get('RF', '8')), x=os.getenv(name, 4))",
        ["C(rf=8 if the variable `RF` is not set | ? if the variable `RF` is set, x=?)"],
    ),
    "table of alternatives with a default": (
        "T = {'a': 1}\nC(rf=T.get(kind, 2))",
        ["C(rf=1 if `kind` is 'a' | 2 if `kind` is something else)"],
    ),
    "function with keywords": ("def make(**kw):\n    return C(**kw)\nmake(rf=2)", ["C(rf=2)"]),
    "function with more arguments": ("def make(*a):\n    return C(*a)\nmake(1, 2)", ["C(1, 2)"]),
    "function that calls": ("def a(x):\n    return C(rf=x)\ndef b():\n    a(3)\nb()", ["C(rf=3)"]),
    "returned value": ("def rf():\n    return 8\nC(rf=rf())", ["C(rf=8)"]),
    "returned on two paths": (
        "def rf():\n    if fast:\n        return 8\n    return 16\nC(rf=rf())",
        ["C(rf=8 if `fast` is true | 16 if `fast` is false)"],
    ),
    "recursion that ends": (
        "def f(n):\n    return n if n < 2 else f(n // 2)\nC(rf=f(4))",
        ["C(rf=1)"],
    ),
    "recursion that changes what it is given": (
        (
            "def merge(a, b):\n    for key, value in b.items():\n        if isinstance(value, dict):\n"
            "            merge(a[key], value)\n        else:\n            a[key] = value\n    return a\n"
            "C(**merge({'x': {'rf': 4}}, {'x': {'rf': 8}})['x'])"
        ),
        ["C(rf=8)"],
    ),
    "recursion that is too deep": (
        (
            "def fill(a, n):\n    if n == 0:\n        a['rf'] = 8\n    else:\n        fill(a, n - 1)\n"
            "a = {'rf': 4}\nfill(a, 9)\nC(rf=a['rf'])"
        ),
        ["C(rf=?)"],
    ),
    "recursion": ("def f(n):\n    return f(n - 1)\nC(rf=f(3))", ["C(rf=?)"]),
    "lambda": ("make = lambda rf: C(rf=rf)\nmake(2)", ["C(rf=2)"]),
    "decorated": ("@wrapped\ndef make(rf):\n    return C(rf=rf)\nmake(2)", ["C(rf=2)"]),
    "closure": ("def outer(rf):\n    def inner():\n        return C(rf=rf)\n    return inner()\nouter(2)", ["C(rf=2)"]),
    "global": ("rf = 1\ndef f():\n    global rf\n    rf = 2\nf()\nC(rf=rf)", ["C(rf=2)"]),
    "local is not global": ("rf = 1\ndef f():\n    rf = 2\nf()\nC(rf=rf)", ["C(rf=1)"]),
    "constant below the function": ("def f():\n    C(rf=RF)\nRF = 8", ["C(rf=8)"]),
    "constant that changes": ("RF = 8\ndef f():\n    C(rf=RF)\nRF = 16", ["C(rf=?)"]),
    "constant that a branch sets": (
        "if fast:\n    RF = 8\nelse:\n    RF = 16\ndef f():\n    C(rf=RF)",
        ["C(rf=8 if `fast` is true | 16 if `fast` is false)"],
    ),
    "generator": ("def f():\n    yield C(rf=1)\nfor c in f():\n    pass", ["C(rf=1)"]),
    "coroutine": ("async def f():\n    C(rf=1)", ["C(rf=1)"]),
    "class constant": ("class Options:\n    RF = 8\nC(rf=Options.RF)", ["C(rf=8)"]),
    "instance attribute": ("class A:\n    def __init__(self, rf):\n        self.rf = rf\nC(rf=A(4).rf)", ["C(rf=4)"]),
    "dataclass": (
        (
            "from dataclasses import dataclass\n@dataclass\nclass Options:\n    rf: int = 8\n"
            "    x: int = 1\no = Options(rf=4)\nC(rf=o.rf, x=o.x)"
        ),
        ["C(rf=4, x=1)"],
    ),
    "property": ("class A:\n    @property\n    def rf(self):\n        return 8\nC(rf=A().rf)", ["C(rf=8)"]),
    "inherited": (
        (
            "class A:\n    def __init__(self):\n        self.rf = 8\nclass B(A):\n"
            "    def __init__(self):\n        super().__init__()\nC(rf=B().rf)"
        ),
        ["C(rf=8)"],
    ),
    "static method": (
        "class A:\n    @staticmethod\n    def make(rf):\n        return C(rf=rf)\nA.make(2)",
        ["C(rf=2)"],
    ),
    "enum": ("from enum import Enum\nclass K(Enum):\n    A = 'a'\nC(rf=K.A)", ["C(rf=?)"]),
    "attribute that two methods set": (
        (
            "class A:\n    def __init__(self):\n        self.rf = 1\n    def change(self):\n"
            "        self.rf = 2\n    def make(self):\n        C(rf=self.rf)"
        ),
        ["C(rf=?)"],
    ),
    "attribute of an unknown object": ("args = parse()\nargs.rf = 8\nC(rf=args.rf)", ["C(rf=8)"]),
    "attribute of another unknown object": ("args = parse()\nargs.rf = 8\nargs = parse()\nC(rf=args.rf)", ["C(rf=?)"]),
    "comprehension keeps its names": ("x = 1\ny = [x for x in [5, 6]]\nC(x=x, y=y)", ["C(x=1, y=[5, 6])"]),
    "comprehension over alternatives": (
        "import sys\nn = '1,2' if sys.argv else ''\nC(x=[int(i) for i in n.split(',') if i])",
        ["C(x=[1, 2] if `sys.argv` is true | [] if `sys.argv` is false)"],
    ),
    "configurations in a comprehension": (
        "[C(rf=rf) for rf in (1, 2)]",
        ["C(rf=1 if `rf` is 1 | 2 if `rf` is 2)"],
    ),
    "some keys of a dictionary": (
        "a = {'x': 1, **load(), 'rf': 2}\na['y'] = 3\nC(**a)\nC(rf=a['rf'], x=a['x'])",
        ["C(rf=2, y=3, **?)", "C(rf=2, x=?)"],
    ),
    "items of an object of the script": (
        "class A:\n    o = {'rf': 2}\n    def __getitem__(self, k):\n        return self.o[k]\nC(rf=A()['rf'])",
        ["C(rf=2)"],
    ),
    "equal under two names": (
        "def f(k, v):\n    if k == 'a': C(v=v)\no = [g()]\nif o[0] == 'b':\n    f(o[0], 1)\nelse:\n    f('a', 2)",
        ["C(v=2)"],
    ),
    "asserted": ("x = 1 if f() else None\nassert x is not None\nC(rf=x)", ["C(rf=1)"]),
    "loop that decides its own end": (
        "a, b = 0, 9\nwhile a < b:\n    if f():\n        a += 1\n    else:\n        b -= 1\nC(rf=a)",
        ["C(rf=?)"],
    ),
    "list that a loop hands to the library": ("a = [1]\nfor x in load():\n    C(rf=a)", ["C(rf=[1])"]),
    "dictionary that a loop shows": (
        "import copy\no = {'v': 1}\nfor x in load():\n    C(**o)\n    print(o)\n    p = copy.copy(o)",
        ["C(v=1)"],
    ),
    "dictionary that a loop unpacks": (
        "def f(v):\n    C(v=v)\no = {'v': 1}\nfor x in load():\n    f(**o)",
        ["C(v=1)"],
    ),
    "dictionary in one that a loop unpacks": (
        "def f(v):\n    v['r'] = 2\no = {'v': {'r': 1}}\nfor x in load():\n    C(rf=o['v'].get('r'))\n    f(**o)",
        ["C(rf=?)"],
    ),
    "list that a loop gives away": ("a = [1]\nfor x in load():\n    C(rf=a)\n    g(a)", ["C(rf=?)"]),
    "list that is shuffled": ("import numpy as np\na = [1, 2]\nnp.random.shuffle(a)\nC(rf=a)", ["C(rf=?)"]),
    "many rounds": ("for rf in range(1000):\n    C(rf=rf)", ["C(rf=?)"]),
}


@pytest.mark.parametrize(("body", "expected"), FLOWS.values(), ids=FLOWS)
def test_flow(body, expected):
    source = f"from adapters import LoRAConfig as C\n\n{body}"
    assert [one.replace("LoRAConfig(", "C(") for one in shown(source)] == expected


UNKNOWN = {
    "item": (
        "for rf in g():\n    C(rf=rf)",
        "`rf` at line 3: one of the items of `g()`: the result of `g()`",
    ),
    "item in a comprehension": (
        "x = [C(rf=rf) for rf in g()]",
        "`rf` at line 3: one of the items of `g()`: the result of `g()`",
    ),
    "item of an item": (
        "for rfs in g():\n    for rf in rfs:\n        C(rf=rf)",
        "`rf` at line 4: one of the items of `g()`: the result of `g()`",
    ),
    "item after much else": (
        ("for i in range(500):\n" + "    x = 1\n" * 60) * 2 + "for rf in (1, 2):\n    C(rf=rf)",
        "`rf` at line 125: one of the items of `1, 2`, walked through as one because so much was followed before",
    ),
    "what is entered": ("with g() as rf:\n    C(rf=rf)", "`g()` at line 3: the result of `g()`"),
}


@pytest.mark.parametrize(("body", "reason"), UNKNOWN.values(), ids=UNKNOWN)
def test_why_it_is_not_known(body, reason):
    (site,) = sites_of(f"from adapters import LoRAConfig as C\n\n{body}")
    assert site.configuration.value.keywords["rf"].value.reason == reason
