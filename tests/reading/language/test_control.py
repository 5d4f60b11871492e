"""Control that leaves the straight line: loops, generators, context managers, decorators, patterns."""

from __future__ import annotations

import pytest

from tests.reading.support import written

CONTROL = {
    "unpacked string": ("a, b = 'xy'\nC(a=a, b=b)", ["C(a='x', b='y')"]),
    "while with a known test": (
        """
        r = 2
        while r < 8:
            C(r=r)
            r *= 2
        C(x=r)
        """,
        ["C(r=2 if round 1 of the loop at line 6 | 4 if round 2 of the loop at line 6)", "C(x=8)"],
    ),
    "while with a known test and break": (
        """
        r = 2
        while r < 100:
            r *= 2
            if r > 8:
                break
        C(r=r)
        """,
        ["C(r=16)"],
    ),
    "while with too many rounds": (
        """
        r = 0
        while r < 1000:
            r += 1
        C(r=r)
        """,
        ["C(r=?)"],
    ),
    "else of a try": (
        """
        try:
            r = 4
        except ValueError:
            r = 2
        else:
            r = 8
        C(r=r)
        """,
        ["C(r=8 if the `try` at line 5 succeeds | 2 if the `try` at line 5 raises `ValueError`)"],
    ),
    "generator": (
        """
        def f(rs):
            for r in rs:
                yield r
        C(r=list(f([1, 2])))
        """,
        ["C(r=[1, 2])"],
    ),
    "generator of configurations": (
        """
        def f():
            yield 'a', C(r=4)
            yield 'b', C(r=8)
        for name, c in f():
            model.add_adapter(name, config=c)
        """,
        ["C(r=4)", "C(r=8)"],
    ),
    "generator of a generator": (
        """
        def a():
            yield 1
        def b():
            yield from a()
            yield 2
        C(r=list(b()))
        """,
        ["C(r=[1, 2])"],
    ),
    "generator with a test": (
        """
        def a():
            yield 1
            if fast:
                yield 2
        C(r=list(a()))
        """,
        ["C(r=[1, 2] if `fast` is true | [1] if `fast` is false)"],
    ),
    "endless generator": (
        """
        def a():
            while True:
                yield 1
        for x in a():
            C(r=x)
        """,
        ["C(r=?)"],
    ),
    "generator that stops": (
        """
        def a():
            yield 1
            raise ValueError
        for x in a():
            C(r=x)
        C(r=2)
        """,
        ["C(r=1)", "C(r=2)"],
    ),
    "context manager": (
        """
        import contextlib
        @contextlib.contextmanager
        def f():
            yield C(r=8)
        with f() as c:
            model.add_adapter('a', config=c)
        """,
        ["C(r=8)"],
    ),
    "context manager that undoes what it does": (
        """
        import contextlib
        @contextlib.contextmanager
        def f(options, **more):
            before = dict(options)
            options.update(more)
            try:
                yield options
            finally:
                options.clear()
                options.update(before)
        a = {'r': 8}
        with f(a, r=4, x=1) as b:
            C(**a)
            C(**b)
        C(**a)
        """,
        ["C(r=4, x=1)", "C(r=4, x=1)", "C(r=8)"],
    ),
    "class as a context manager": (
        """
        class F:
            def __enter__(self):
                return 8
            def __exit__(self, *a):
                pass
        with F() as r:
            C(r=r)
        """,
        ["C(r=8)"],
    ),
    "awaited": (
        """
        import asyncio
        async def f(r):
            return C(r=r)
        async def main():
            model.add_adapter('a', config=await f(8))
        asyncio.run(main())
        """,
        ["C(r=8)"],
    ),
    "decorator of the script": (
        """
        import functools
        def deco(f):
            @functools.wraps(f)
            def inner(*a, **k):
                return f(*a, **k)
            return inner
        @deco
        def make(r):
            return C(r=r)
        model.add_adapter('a', config=make(2))
        """,
        ["C(r=2)"],
    ),
    "registry": (
        """
        T = {}
        def register(name):
            def keep(f):
                T[name] = f
                return f
            return keep
        @register('a')
        def a():
            return C(r=1)
        @register('b')
        def b():
            return C(r=2)
        model.add_adapter('a', config=T[kind]())
        """,
        ["C(r=1)", "C(r=2)"],
    ),
    "decorated class": (
        """
        @register('x')
        class A:
            R = 8
            def make(self):
                return C(r=self.R)
        A().make()
        """,
        ["C(r=8)"],
    ),
    "object that is called": (
        """
        class F:
            def __call__(self, r):
                return C(r=r)
        F()(8)
        """,
        ["C(r=8)"],
    ),
    "constant of a module class": (
        """
        import torch
        class T(torch.nn.Module):
            R = 8
            def __init__(self, r):
                super().__init__()
                self.c = C(r=r, x=self.R)
        T(4)
        """,
        ["C(r=4, x=8)"],
    ),
    "captured": (
        """
        match 8:
            case x:
                C(r=x)
        """,
        ["C(r=8)"],
    ),
    "guard": (
        """
        match 8:
            case x if x > 10:
                C(r=1)
            case 8 if True:
                C(r=2)
        """,
        ["C(r=2)"],
    ),
    "sequence in a match": (
        """
        match ['a', 8, 9]:
            case [_]:
                C(r=1)
            case ['a', r, *rest]:
                C(r=r, x=rest)
            case _:
                C(r=2)
        """,
        ["C(r=8, x=[9])"],
    ),
    "mapping in a match": (
        """
        match {'kind': 'b', 'r': 8}:
            case {'kind': 'a'}:
                C(r=1)
            case {'kind': 'b', **rest}:
                C(**rest)
        """,
        ["C(r=8)"],
    ),
    "class in a match": (
        """
        match thing:
            case str():
                C(r=1)
            case _:
                C(r=2)
        """,
        ["C(r=1)", "C(r=2)"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), CONTROL.values(), ids=CONTROL)
def test_control(body, expected):
    assert written(body) == expected
