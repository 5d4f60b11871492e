"""Attributes that are named by strings, and questions about objects."""

from __future__ import annotations

import pytest

from tests.reading.support import written

REFLECTION = {
    "getattr": (
        """
        class A:
            r = 8
        a = A()
        C(r=getattr(a, 'r', 4), x=getattr(a, 'x', 2), y=getattr(a, 'z'))
        """,
        ["C(r=8, x=2, y=?)"],
    ),
    "getattr of something unknown": ("C(r=getattr(args, 'r', 4))", ["C(r=?)"]),
    "getattr under a name that is not known": (
        """
        class A:
            r = 8
        C(r=getattr(A(), name, 4))
        """,
        ["C(r=?)"],
    ),
    "getattr with a base of another file": (
        """
        class A(Base):
            r = 8
        C(r=getattr(A(), 'r'), x=getattr(A(), 'x', 2))
        """,
        ["C(r=8, x=?)"],
    ),
    "its attributes as a dictionary, updated": (
        """
        class A:
            r = 1
            def __init__(self, **kw):
                self.__dict__.update(kw)
                vars(self)['alpha'] = 16
        a = A(r=8)
        C(r=a.r, alpha=a.alpha)
        """,
        ["C(r=8, alpha=16)"],
    ),
    "its attributes as a dictionary, replaced": (
        """
        class A:
            r = 1
            def __init__(self, kw):
                self.alpha = 16
                self.__dict__ = kw
        C(r=A({'r': 8}).r, **A({'x': 2}).__dict__)
        """,
        ["C(r=8, x=2)"],
    ),
    "its attributes as a dictionary, updated with who knows what": (
        "class A:\n    def __init__(self):\n        self.r = 8\n        self.__dict__.update(read())\nC(r=A().r)",
        ["C(r=?)"],
    ),
    "attributes of a namespace as a dictionary": (
        "import argparse\na = argparse.Namespace(r=4)\nvars(a)['r'] = 8\na.__dict__.update(x=1)\nC(**vars(a))",
        ["C(r=8, x=1)"],
    ),
    "names that a class binds": (
        """
        class A:
            r = 8
            alpha = 16
        C(**{k: v for k, v in A.__dict__.items() if not k.startswith('__')})
        C(r=vars(A)['r'])
        """,
        ["C(r=8, alpha=16)", "C(r=8)"],
    ),
    "names of fields": (
        """
        from dataclasses import dataclass, fields
        @dataclass
        class A:
            r: int = 8
            x: int = 2
        a = A()
        C(**{f.name: getattr(a, f.name) for f in fields(A)})
        """,
        ["C(r=8, x=2)"],
    ),
    "sizes of a model": (
        """
        from transformers import AutoConfig, AutoModel, BertConfig, BertModel
        a = AutoModel.from_pretrained('t5-base')
        C(r=a.config.hidden_size, x=[*range(a.config.num_layers - 10, a.config.num_layers)])
        C(r=AutoConfig.from_pretrained('gpt2').num_hidden_layers, x=a.config.vocab_size)
        C(r=BertModel(BertConfig(hidden_size=64)).config.hidden_size)
        C(r=AutoModel.from_pretrained('org/own').config.hidden_size)
        b = BertConfig(num_labels=3)
        b.num_hidden_layers = 6
        C(r=b.hidden_size, x=BertModel(b).config.num_hidden_layers)
        """,
        ["C(r=768, x=[2, 3, 4, 5, 6, 7, 8, 9, 10, 11])", "C(r=12, x=?)", "C(r=64)", "C(r=?)", "C(r=768, x=6)"],
    ),
    "names of the library's classes": (
        """
        table = {made.__name__: made for made in (C, adapters.SeqBnConfig)}
        table['LoRAConfig'](r=8)
        """,
        ["C(r=8)"],
    ),
    "setattr": (
        """
        class A:
            pass
        a = A()
        setattr(a, 'r', 8)
        C(r=a.r)
        """,
        ["C(r=8)"],
    ),
    "setattr under a name that is not known": (
        """
        class A:
            pass
        a = A()
        a.r = 8
        setattr(a, name, 4)
        C(r=a.r)
        """,
        ["C(r=?)"],
    ),
    "hasattr": (
        """
        class A:
            r = 8
        a = A()
        if hasattr(a, 'x'):
            C(r=1)
        if hasattr(a, 'r'):
            C(r=a.r)
        """,
        ["C(r=8)"],
    ),
    "isinstance of plain values": (
        """
        x = 4
        if isinstance(x, str):
            C(r=1)
        if isinstance(x, (float, int)):
            C(r=x)
        """,
        ["C(r=4)"],
    ),
    "isinstance of containers": (
        """
        x = [4]
        if isinstance(x, dict):
            C(r=1)
        elif isinstance(x, (list, tuple)):
            C(r=x)
        """,
        ["C(r=[4])"],
    ),
    "isinstance of objects": (
        """
        class A:
            pass
        class B(A):
            pass
        if isinstance(A(), B):
            C(r=1)
        if isinstance(B(), A):
            C(r=2)
        """,
        ["C(r=2)"],
    ),
    "isinstance of something unknown": (
        """
        if isinstance(x, str):
            C(r=1)
        else:
            C(r=2)
        """,
        ["C(r=1)", "C(r=2)"],
    ),
    "while type checkers look": (
        """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            C(r=1)
        C(r=2)
        """,
        ["C(r=2)"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), REFLECTION.values(), ids=REFLECTION)
def test_reflection(body, expected):
    assert written(body) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("MAMConfig(), ConfigUnion", True),
        ("LoRAConfig(), ConfigUnion", False),
        ("SeqBnConfig(), BnConfig", True),
        ("IA3Config(), (BnConfig, PrefixTuningConfig)", False),
        ("SeqBnConfig(), SeqBnConfig", True),
        ("SeqBnInvConfig(), SeqBnConfig", "?"),
    ],
)
def test_what_a_configuration_is(asked, expected):
    shown = written(f"from adapters import *\nanswer = isinstance({asked})\nC(r=answer)")
    assert shown[-1] == f"C(r={expected})"
