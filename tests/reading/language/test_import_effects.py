"""Modules that are imported for what they register: in a table of another module, or in Hydra's store."""

from __future__ import annotations

import pytest

from tests.reading.projects import USES, read

REGISTRY = "BUILDERS = {}\ndef register(name):\n    return lambda made: BUILDERS.setdefault(name, made)\n"
LORA = """
from adapters import LoRAConfig
from registry import register
@register('l')
def f():
    return LoRAConfig(r=3)
"""
BN = "from adapters import BnConfig\nfrom registry import BUILDERS\nBUILDERS['b'] = lambda: BnConfig(mh_adapter=True)\n"
USE = f"{USES}from registry import BUILDERS\nm.add_adapter('x', config=BUILDERS['l']())\n"
SCHEMA = """
from dataclasses import dataclass
from hydra.core.config_store import ConfigStore
@dataclass
class Config:
    r: int = %s
ConfigStore.instance().store(name="config", node=Config)
"""
HYDRA = """
import adapters, hydra
%s
@hydra.main(version_base=None, config_name="config")
def main(cfg):
    adapters.LoRAConfig(r=cfg.r)
"""

REGISTERED = {
    "module": {"train.py": f"import parts\n{USE}", "parts.py": LORA},
    "two modules": {"train.py": f"import parts, more\n{USE}", "parts.py": LORA, "more.py": BN},
    "package": {
        "train.py": f"import parts\n{USE}",
        "parts/__init__.py": "from . import lora, bn\n",
        "parts/lora.py": LORA,
        "parts/bn.py": BN,
    },
    "package of what is imported": {
        "train.py": f"from parts.names import NAME\n{USE}",
        "parts/__init__.py": "from .lora import f\n",
        "parts/lora.py": LORA,
        "parts/names.py": "NAME = 'x'\n",
    },
    "by its name": {"train.py": f"import importlib\nimportlib.import_module('parts')\n{USE}", "parts.py": LORA},
}


@pytest.mark.parametrize("files", REGISTERED.values(), ids=REGISTERED)
def test_importing_a_module_registers_what_it_holds(tmp_path, files):
    assert _lora(tmp_path, files).endswith("LoRAConfig(r=3) -> AutoModel<'bert-base-uncased'>")


def test_a_module_that_nobody_imports_registers_nothing(tmp_path):
    assert _lora(tmp_path, {"train.py": USE, "parts.py": LORA}).endswith("LoRAConfig(r=3) -> ?")


def _lora(folder, files):
    (found,) = (line for line in read(folder, {"registry.py": REGISTRY, **files}) if "LoRA" in line)
    return found


@pytest.mark.parametrize(
    "imported",
    ["import schema", "from schema import Config", "from conf import schema", "import conf", "import conf.other"],
)
def test_importing_a_module_stores_its_configurations(tmp_path, imported):
    files = {
        "schema.py": SCHEMA % 3,
        "conf/__init__.py": "from . import schema",
        "conf/schema.py": SCHEMA % 3,
        "conf/other.py": "",
        "train.py": HYDRA % imported,
    }
    (found,) = read(tmp_path, files)
    assert found.startswith("train.py: LoRAConfig(r=3 if ")


def test_each_script_has_a_store_of_its_own(tmp_path):
    files = {f"{name}/schema.py": SCHEMA % r for name, r in (("a", 3), ("b", 4))}
    files |= {f"{name}/train_{name}.py": HYDRA % "import schema" for name in "ab"}
    a, b = sorted(read(tmp_path, files))
    assert a.startswith("train_a.py: LoRAConfig(r=3 if ")
    assert b.startswith("train_b.py: LoRAConfig(r=4 if ")


REG = """
REG, ITEMS, RF = {}, [], 8
def register(name):
    def add(made):
        REG[name] = made
        return made
    return add
"""
A = "from reg import register\n@register('a')\ndef a(): return 1\n"
TRAIN = "import adapters, reg\n%s\nadapters.LoRAConfig(r=%s)\n"
CHANGED = {
    "decorators": ("import a, b", "len(reg.REG)", "2", {"a.py": A, "b.py": A.replace("'a'", "'b'")}),
    "items": ("import a", "reg.REG['a']", "3", {"a.py": "import reg\nreg.REG['a'] = 3"}),
    "attributes": ("import a", "reg.RF", "16", {"a.py": "import reg as r\nr.RF = 16"}),
    "calls": ("import a", "reg.REG['a']", "4", {"a.py": "from reg import register as r\nr('a')(4)"}),
    "calls of its own": ("import a", "reg.RF", "5", {"a.py": "import reg\ndef f():\n    reg.RF = 5\nf()"}),
    "lists of two": (
        "import a, b",
        "reg.ITEMS",
        "[1, 2]",
        {"a.py": "import reg\nreg.ITEMS.append(1)", "b.py": "import reg\nreg.ITEMS.append(2)"},
    ),
    "lists of two, one after the other": (
        "import b, a",
        "reg.ITEMS",
        "[1, 1]",
        {"a.py": "import reg\nreg.ITEMS.append(1)", "b.py": "import reg, a\nreg.ITEMS.append(1)"},
    ),
    "what the script changed too": ("reg.RF = 2\nimport a", "reg.RF", "?", {"a.py": "import reg\nreg.RF = 16"}),
    "what the script changed before": (
        "reg.RF = 2\nfrom a import R",
        "R",
        "?",
        {"a.py": "import reg\nR = reg.RF"},
    ),
    "only where it is imported": ("", "len(reg.REG)", "0", {"a.py": A, "other.py": "import adapters, a\nprint(a.a())"}),
}


@pytest.mark.parametrize(("imports", "r", "expected", "files"), CHANGED.values(), ids=CHANGED)
def test_importing_a_module_changes_others(tmp_path, imports, r, expected, files):
    found = read(tmp_path, {"reg.py": REG, "train.py": TRAIN % (imports, r), **files})
    assert found == [f"train.py: LoRAConfig(r={expected}) -> ?"]
