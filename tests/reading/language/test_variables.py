"""Variables that a string names."""

from __future__ import annotations

import pytest

from tests.reading.support import written

VARIABLES = {
    "globals": ("name = 'C'\nglobals()[name](r=8)", ["C(r=8)"]),
    "globals, from a function": ("r = 8\ndef make():\n    C(r=globals()['r'])\nmake()", ["C(r=8)"]),
    "globals hold no variables of functions": ("def make():\n    r = 8\n    C(r=globals()['r'])\nmake()", ["C(r=?)"]),
    "get": ("C(r=globals().get('RANK', 4))\nRANK = 8\nC(r=globals().get('RANK', 4))", ["C(r=?)", "C(r=8)"]),
    "locals": ("r = 4\ndef make():\n    r = 8\n    C(r=locals()['r'])\nmake()", ["C(r=8)"]),
    "locals, unpacked": ("def make(r=8, x=1):\n    return C(**locals())\nmake(r=4)", ["C(r=4, x=1)"]),
    "locals of a method, changed": (
        "class A:\n  def make(self, r=8):\n    kw = {**locals(), 'x': 1}\n    kw.pop('self')\n    C(**kw)\nA().make(4)",
        ["C(r=4, x=1)"],
    ),
    "locals by vars": ("def make(r=8):\n    return C(**dict(vars(), x=1))\nmake()", ["C(r=8, x=1)"]),
    "locals are a copy": ("def make(r=8):\n    locals()['r'] = 4\n    C(r=r)\nmake()", ["C(r=8)"]),
    "chosen of globals": (
        "r, x = 8, 1\nC(**{name: item for name, item in globals().items() if name in ('r', 'x')})",
        ["C(r=8, x=1)"],
    ),
    "class of a star import": ("globals()['Seq' + 'BnConfig'](dropout=0.1)", ["SeqBnConfig(dropout=0.1)"]),
    "alternatives": (
        "A, B = 4, 8\nC(r=globals()['A' if sys.argv else 'B'])",
        ["C(r=4 if `sys.argv` is true | 8 if `sys.argv` is false)"],
    ),
    "name that is not known": ("C(r=globals()[read()])", ["C(r=?)"]),
    "eval": ("r = 8\neval('C')(r=eval('r'))", ["C(r=8)"]),
    "eval of an attribute": ("eval('adapters.SeqBnConfig')(dropout=0.1)", ["SeqBnConfig(dropout=0.1)"]),
    "an item of globals": ("r = 0\nglobals()['r'] = 4\nC(r=r)", ["C(r=4)"]),
    "an item of globals that is not known": ("r = 0\nglobals()[read()] = 4\nC(r=r)", ["C(r=?)"]),
    "globals are updated": ("r = 0\nglobals().update({'r': 2}, r=4)\nC(r=r)", ["C(r=4)"]),
    "globals are updated, who knows with what": ("r = 0\nglobals().update(read())\nC(r=r)", ["C(r=?)"]),
    "exec of a text": ("r = x = 0\nexec('r = 4')\nC(r=r, x=x)", ["C(r=?, x=0)"]),
    "exec of who knows what": ("r = 0\nexec(open('configurator.py').read())\nC(r=r)", ["C(r=?)"]),
    "exec elsewhere": ("r = 0\nexec(read(), {})\nC(r=r)", ["C(r=0)"]),
    "the module itself": ("import sys\nr = 0\nsetattr(sys.modules[__name__], 'r', 4)\nC(r=r)", ["C(r=4)"]),
    "an attribute of the module itself": ("import sys\nr = 8\nC(r=getattr(sys.modules[__name__], 'r'))", ["C(r=8)"]),
    "eval of arithmetic": ("C(r=eval('4 + 4'), alpha=eval('f(4)'))", ["C(r=8, alpha=?)"]),
}


LIBRARY = {
    "its class is wrapped": (
        "built = adapters.LoRAConfig\n"
        "def patched(rank): return built(r=rank)\n"
        "adapters.LoRAConfig = patched\n"
        "adapters.LoRAConfig(rank=4)"
    ),
    "by setattr": "setattr(adapters, 'SeqBnConfig', lambda r: C(r=r))\nadapters.SeqBnConfig(4)",
    "in the module that defines it": (
        "import adapters.configuration as c\nc.LoRAConfig = lambda rank: C(r=rank)\nc.LoRAConfig(rank=4)"
    ),
    "another name of it": "adapters.rank = 4\nC(r=adapters.rank)",
}


@pytest.mark.parametrize("body", LIBRARY.values(), ids=LIBRARY)
def test_a_name_of_the_library_that_the_script_assigns_is_its_own(body):
    assert written(body) == ["C(r=4)"]


def test_scripts_are_run_without_optimisation():
    assert written("if __debug__:\n    r = 8\nelse:\n    r = 0\nC(r=r)") == ["C(r=8)"]


@pytest.mark.parametrize(("body", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_variables_that_a_string_names(body, expected):
    assert written(body) == expected
