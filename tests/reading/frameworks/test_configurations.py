"""Ways to make one configuration out of another, or out of its class."""

from __future__ import annotations

import pytest

from tests.reading.support import written

CONFIGURATIONS = {
    "replace of dataclasses": (
        """
        import dataclasses
        a = C(r=8)
        b = dataclasses.replace(a, r=4)
        model.add_adapter('a', config=b)
        """,
        ["C(r=8)", "C(r=4)"],
    ),
    "replace of copy": ("import copy\nb = copy.replace(C(r=8), r=4)", ["C(r=4)", "C(r=8)"]),
    "replace of something unknown": (
        "import dataclasses\nmodel.add_adapter('a', config=dataclasses.replace(config, r=4))",
        ["?"],
    ),
    "copied": (
        """
        import copy
        a = C(r=8)
        model.add_adapter('a', config=copy.deepcopy(a))
        """,
        ["C(r=8)"],
    ),
    "option of a configuration": ("a = C(r=8)\nC(r=a.r * 2, alpha=a.alpha)", ["C(r=8)", "C(r=16, alpha=8)"]),
    "option of a positional argument": ("a = C(8)\nC(r=a.r)", ["C(8)", "C(r=?)"]),
    "partial": (
        """
        import functools
        P = functools.partial(C, r=8)
        P(alpha=2)
        P(r=4)
        """,
        ["C(r=8, alpha=2)", "C(r=4)"],
    ),
    "partial of a function": (
        """
        from functools import partial
        def make(r, x):
            return C(r=r, x=x)
        P = partial(make, 8)
        P(x=2)
        """,
        ["C(r=8, x=2)"],
    ),
    "partial of a partial": (
        """
        from functools import partial
        P = partial(partial(C, r=8), alpha=1)
        P()
        """,
        ["C(r=8, alpha=1)"],
    ),
    "partial of something unknown": (
        "from functools import partial\nmodel.add_adapter('a', config=partial(make, 8)())",
        ["?"],
    ),
    "class by its name": ("K = getattr(adapters, 'LoRAConfig')\nK(r=8)", ["C(r=8)"]),
    "classes by their names": (
        "for name in ['LoRAConfig', 'IA3Config']:\n    getattr(adapters, name)(r=8)",
        ["C(r=8) if `name` is 'LoRAConfig' | IA3Config(r=8) if `name` is 'IA3Config'"],
    ),
    "is it a configuration": (
        """
        c = C(r=8)
        if isinstance(c, str):
            c = C(r=1)
        if isinstance(c, (AdapterConfig, dict)):
            model.add_adapter('a', config=c)
        """,
        ["C(r=8)"],
    ),
    "of the table": (
        "model.add_adapter('a', config=adapters.ADAPTER_CONFIG_MAP['lora'].replace(r=4))",
        ["load('lora')", "load('lora')"],
    ),
    "of the table by a method": ("C2 = adapters.ADAPTER_CONFIG_MAP.get('ia3')", ["load('ia3')"]),
    "of the table by a name of its own": ("model.add_adapter('a', config=adapters.ADAPTER_CONFIG_MAP['own'])", ["?"]),
    "of a dictionary": ("C.from_dict({'r': 8, 'x': None})", ["load({'r': 8, 'x': None})"]),
    "of something unknown": ("model.add_adapter('a', config=C.from_dict(options))", ["?"]),
    "of the abstract class": ("model.add_adapter('a', config=AdapterConfig.from_dict({'r': 8}))", ["load({'r': 8})"]),
    "of the class of the old library": (
        "from transformers.adapters import AdapterConfig as A\nA.from_dict({'r': 8})",
        ["load({'r': 8})"],
    ),
    "default of a class": ("C(r=8, alpha=2 * C.alpha)", ["C(r=8, alpha=16)"]),
    "something else of a class": ("C(r=8, alpha=C.nothing)", ["C(r=8, alpha=?)"]),
    "parts of a union": (
        "a = ConfigUnion(C(r=2))\nConfigUnion(*a.configs, C(r=3))",
        ["ConfigUnion(C(r=2))", "ConfigUnion(C(r=2), C(r=3))"],
    ),
    "union of a dictionary": ("model.add_adapter('a', config=ConfigUnion.from_dict({}))", ["load({})"]),
}


@pytest.mark.parametrize(("body", "expected"), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_configurations(body, expected):
    assert written(body) == expected
