"""What is read is what Python passes: each of these scripts is run for real, and compared."""

from __future__ import annotations

import pytest

from tests.reading.running import check_as_run
from tests.reading.support import written

RECORDS = """
from dataclasses import InitVar, asdict, astuple, dataclass, field, replace
@dataclass
class Conf:
    r: int = 4
    layers: list = field(default_factory=list)
    twice: int = field(init=False, default=0)
    def __post_init__(self):
        self.twice = self.r * 2
        self.layers.append(self.r)
"""
SCRIPTS = {
    "a record that is replaced is made anew": RECORDS
    + "c = Conf()\nd = replace(c, r=5)\nC(r=d.r, alpha=d.twice, layers=d.layers)\nC(layers=c.layers)",
    "data of a record are copies": RECORDS
    + "c = Conf()\nd = asdict(c)\nd['layers'].append(9)\nC(r=c.layers, alpha=d['layers'], both=astuple(c))",
    "a field that is only for __post_init__": RECORDS
    + "@dataclass\nclass S:\n    by: InitVar[int] = 3\n    r: int = 1\n    def __post_init__(self, by):\n"
    "        self.r *= by\nC(r=S().r, alpha=S(5, 2).r, dropout=replace(S(5, 2), by=2).r)",
    "a record's __init__ called from below": RECORDS
    + "class Mine(Conf):\n    def __init__(self, **kw):\n        super().__init__(r=5, **kw)\n"
    "C(r=Mine().r, alpha=Mine().twice)",
    "classes in the order of Python": """
        class Base:
            def r(self): return 1
            def way(self): return ["base"]
        class A(Base):
            def way(self): return ["a", *super().way()]
        class B(Base):
            def r(self): return 2
            def way(self): return ["b", *super().way()]
        class Both(A, B):
            def way(self): return ["both", *super().way()]
        C(r=Both().r(), layers=Both().way())
        """,
    "an iterator keeps what is left of it": """
        def layers():
            yield 1
            yield 2
            yield 3
        left = layers()
        first = next(left)
        C(r=first, layers=list(left))
        pairs = zip([1, 2], [3, 4])
        C(r=next(pairs), layers=list(pairs))
        """,
    "a generator expression, one after the other": """
        left = (r * 2 for r in [1, 2, 3])
        C(r=next(left), alpha=next(left), rest=sum(left))
        """,
    "finally after a return": """
        conf = {"r": 1}
        def f():
            try:
                return conf
            finally:
                conf["r"] = 2
        C(r=f()["r"])
        def g():
            try:
                return 4
            finally:
                return 5
        C(r=g())
        """,
    "finally after a break": """
        for i in range(3):
            try:
                if i == 1:
                    break
            finally:
                r = 10 + i
        C(r=r)
        """,
    "__exit__ puts it back": """
        conf = {"r": 1}
        class Override:
            def __init__(self, **kw): self.kw = kw
            def __enter__(self):
                self.before = dict(conf)
                conf.update(self.kw)
                return conf
            def __exit__(self, *_):
                conf.clear()
                conf.update(self.before)
        def f():
            with Override(r=5) as held:
                return held["r"]
        C(r=f(), alpha=conf["r"])
        """,
    "a function that remembers": """
        import functools
        made = []
        @functools.lru_cache(maxsize=None)
        def options(kind):
            made.append(kind)
            return {"r": 16 if kind == "a" else 8}
        options("a")["r"] = 99
        options("b")
        C(r=options("a")["r"], alpha=options("b")["r"], layers=made)
        options.cache_clear()
        C(r=options("a")["r"])
        """,
    "a registry of classes below": """
        TABLE = {}
        class Base:
            def __init_subclass__(cls, key=None, **kw):
                super().__init_subclass__(**kw)
                TABLE[key or cls.__name__] = cls
        class One(Base, key="one"):
            r = 1
        class Two(Base):
            r = 2
        C(r=TABLE["one"].r, alpha=TABLE["Two"].r, layers=list(TABLE))
        """,
    "a metaclass that fills a table": """
        class Registry(type):
            table = {}
            def __new__(mcs, name, bases, namespace):
                cls = super().__new__(mcs, name, bases, namespace)
                mcs.table[name.lower()] = cls
                return cls
            def __init__(cls, name, bases, namespace):
                super().__init__(name, bases, namespace)
                cls.alpha = 20
        class Base(metaclass=Registry):
            r = 3
        class Other(Base):
            r = 4
        C(r=Registry.table["other"].r, alpha=Base.alpha, layers=list(Registry.table))
        """,
    "singletons": """
        class Single(type):
            made = {}
            def __call__(cls, *args, **kw):
                if cls not in cls.made:
                    cls.made[cls] = super().__call__(*args, **kw)
                return cls.made[cls]
        class Conf(metaclass=Single):
            def __init__(self, r=1): self.r = r
        Conf(3)
        class Other:
            made = None
            def __new__(cls):
                if cls.made is None:
                    cls.made = super().__new__(cls)
                    cls.made.r = 1
                return cls.made
        Other().r = 5
        C(r=Conf(7).r, alpha=Other().r)
        """,
    "descriptors and properties": """
        import functools
        class Doubled:
            def __set_name__(self, owner, name): self.name = "_" + name
            def __get__(self, thing, owner=None): return getattr(thing, self.name, 5) * 2
            def __set__(self, thing, value): setattr(thing, self.name, value + 1)
        class Conf:
            r = Doubled()
            asked = 0
            @property
            def alpha(self): return self.r + 1
            @alpha.setter
            def alpha(self, value): self.r = value
            @alpha.deleter
            def alpha(self): self.r = 0
            @functools.cached_property
            def once(self):
                self.asked += 1
                return self.asked
        conf = Conf()
        C(r=conf.r, alpha=conf.alpha)
        conf.alpha = 3
        C(r=conf.r, alpha=conf.once, dropout=conf.once)
        del conf.alpha
        C(r=conf.r)
        """,
    "operators of objects": """
        class V:
            def __init__(self, v): self.v = v
            def __add__(self, other): return V(self.v + (other.v if isinstance(other, V) else other))
            def __radd__(self, other): return V(self.v + other + 1000)
            def __iadd__(self, other):
                self.v += other * 10
                return self
            def __lt__(self, other): return self.v < other.v
            def __neg__(self): return V(-self.v)
            def __len__(self): return 2
            def __bool__(self): return False
            def __contains__(self, item): return item == self.v
            def __iter__(self): return iter([self.v, 7])
            def __getattr__(self, name): return name + "?"
            def __str__(self): return f"V{self.v}"
            def __repr__(self): return f"<{self.v}>"
        a = V(1)
        b = a
        b += 2
        C(r=a.v, alpha=(a + V(1)).v, dropout=(5 + a).v, layers=list(a), name=f"{a} {a!r} {a.other}")
        C(r=(-a).v, alpha=len(a), dropout=a or 8, layers=[v for v in a], has=21 in a, less=a < V(30))
        """,
    "a set under another name": """
        seen = set()
        def visit(layer): seen.add(layer)
        visit(3)
        other = seen
        other.add(1)
        held = {"s": other}
        held["s"] |= {9}
        C(layers=sorted(seen), r=len(held["s"]))
        """,
    "names of members, and members that are counted": """
        import enum
        class Kind(enum.Enum):
            A = "relu"
            B = "gelu"
            ALIAS = "relu"
        class Size(enum.IntEnum):
            SMALL = enum.auto()
            LARGE = 5
            HUGE = enum.auto()
        C(r=len(Kind), name=Kind.ALIAS.name, same=Kind.A is Kind.ALIAS, equal=Kind.A == "relu")
        C(layers=[one.value for one in Size], names=[one.name for one in Kind])
        """,
    "a class in the place of a function, and the class of an object": """
        class Counted:
            def __init__(self, fn):
                self.fn, self.calls = fn, 0
            def __call__(self, *args):
                self.calls += 1
                return self.fn(*args) * self.calls
        @Counted
        def r(value): return value
        r(1)
        C(r=r(5), alpha=r.calls)
        class Conf:
            def __init__(self, r): self.r = r
            def doubled(self): return type(self)(self.r * 2)
        class Mine(Conf):
            pass
        mine = Mine(4).doubled()
        C(r=mine.r, name=mine.__class__.__name__, is_one=issubclass(Mine, Conf))
        """,
    "a method that is replaced": """
        class Conf:
            def r(self): return 4
        conf = Conf()
        Conf.r = lambda self: 8
        C(r=conf.r())
        """,
    "a context manager as a decorator": """
        import contextlib
        conf = {"r": None}
        @contextlib.contextmanager
        def using(**options):
            before = dict(conf)
            conf.update(options)
            try:
                yield conf
            finally:
                conf.clear()
                conf.update(before)
        @using(r=8)
        def f(alpha):
            C(r=conf["r"], alpha=alpha)
            conf["dropout"] = 1
            return conf["r"]
        C(r=f(3), alpha=conf["r"])
        conf["r"] = 5
        C(r=f(3), alpha=conf["r"], layers=list(conf))
        """,
    "views of a dictionary that changes": """
        conf = {"r": 1}
        keys = conf.keys()
        values = conf.values()
        items = conf.items()
        conf["alpha"] = 2
        conf["r"] = 3
        C(layers=list(keys), values=list(values), items=list(items), r=len(keys), has="alpha" in keys)
        C(first=next(iter(values)), most=max(values), both={**{key: value for key, value in items}}, names=[*keys])
        """,
    "a dictionary that is assigned to __dict__": """
        class Conf:
            r = 1
            def __init__(self, **options):
                self.__dict__.update(options)
        C(r=Conf(r=3).r, alpha=Conf(alpha=9).alpha, dropout=Conf().r)
        options = {"r": 1}
        conf = Conf()
        conf.__dict__ = options
        options["r"] = 2
        conf.alpha = 3
        C(r=conf.r, alpha=options["alpha"])
        """,
    "a model of models without what is None": """
        from typing import Optional
        from pydantic import BaseModel, Field
        class Lora(BaseModel):
            r: int = 8
            alpha: Optional[int] = None
        class Run(BaseModel):
            lora: Lora = Lora()
            dropout: Optional[float] = None
            more: list[Lora] = Field(default_factory=list)
        run = Run(more=[Lora(r=1), Lora(alpha=3)])
        C(run=run.model_dump(exclude_none=True), lora=run.lora.model_dump(exclude_none=True), all=run.model_dump())
        """,
    "parameters by name": """
        import inspect
        def build(r, alpha=1, *, dropout=0): pass
        class Run:
            def __init__(self, r, layers): pass
        given = {"r": 8, "lr": 3, "dropout": 2, "layers": [1]}
        C(**{name: value for name, value in given.items() if name in inspect.signature(build).parameters})
        C(**{name: value for name, value in given.items() if name in inspect.signature(Run).parameters})
        C(**{name: given[name] for name in inspect.getfullargspec(Run.__init__).args if name != "self"})
        """,
    "a test that one side decides": """
        import sys
        unknown = len(sys.argv)
        if unknown == 99 or "a" in ("a", "b"):
            C(r=1)
        if unknown == 99 and "a" == "b":
            C(r=2)
        """,
    "a list that grows while it is gone through": """
        waiting = [3]
        for layer in waiting:
            if layer > 1:
                waiting.append(layer - 1)
        C(layers=waiting)
        """,
}


@pytest.mark.parametrize("body", SCRIPTS.values(), ids=SCRIPTS)
def test_what_is_read_is_what_python_does(body):
    check_as_run(body)


DOUBTFUL = {
    "an iterator that was gone through": "left = zip([1], [2])\nlist(left)\nC(r=list(left))",
    "an item that a failing block may have set": "d = {'r': 1}\n"
    "try:\n    int(x)\n    d['r'] = 2\nexcept ValueError:\n    C(r=d['r'])",
    "a variable that is deleted": "import os\nos.environ['R'] = '5'\ndel os.environ['R']\nC(r=os.getenv('R', 8))",
    "what a generator changes as it is gone through": "d = {'r': 1}\ndef f():\n    d['r'] = 2\n    yield 1\n"
    "g = f()\nC(r=d['r'])",
    "what a generator yields and changes again": "def f():\n    d = {}\n    for r in (1, 2):\n        d['r'] = r\n"
    "        yield d\nfor c in f():\n    C(r=c['r'])",
    "which items an unknown test keeps": "C(r=[i for i in range(12) if i < n])",
    "which items are put into a list": "r = []\nfor i in range(12):\n    if i < n:\n        r.append(i)\nC(r=r)",
    "what a round finds out": "r = []\nfor i in range(12):\n    score = scores.get(i)\n    if score < n:\n"
    "        continue\n    r.append(i)\nC(r=r)",
    "what a suppressed block may have set": "import contextlib\nr = 1\n"
    "with contextlib.suppress(ValueError):\n    r = 2\nC(r=r)",
}


@pytest.mark.parametrize("body", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_may_have_happened_is_not_known(body):
    assert written(body) == ["C(r=?)"]
