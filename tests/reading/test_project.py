"""Configurations that several files make together."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapterlint import lint_paths
from adapterlint.linting import lint
from adapterlint.reading import project as project_module
from adapterlint.results import Report
from adapterlint.settings import Settings
from tests.reading.support import show

CONFIGS = "from adapters import LoRAConfig, SeqBnConfig\nCONFIGS = {'lora': LoRAConfig(r=8)}\nRF = 16\nrf = {'x': 1}\n"
BUILD = """
import adapters
from transformers import AutoModel

def build(name, config):
    model = AutoModel.from_pretrained(name)
    adapters.init(model)
    model.add_adapter("task", config=config)
    return model
"""
USES = "from transformers import AutoModel\nimport adapters\nm = AutoModel.from_pretrained('bert-base-uncased')\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def linted(folder: Path, files: dict[str, str], *paths: str) -> Report:
    write(folder, files)
    return lint([folder / path for path in paths] or [folder], Settings())


def read(folder: Path, files: dict[str, str], *paths: str) -> list[str]:
    """Lint files and show each configuration with its model, where they are known."""
    return [
        f"{Path(site.span.path).name}: {show(site.configuration)} -> {show(site.base_model)}"
        for site in linted(folder, files, *paths).sites
    ]


IMPORTED = {
    "constant": {
        "train.py": "from configs import RF\nfrom adapters import SeqBnConfig\nSeqBnConfig(reduction_factor=RF)",
    },
    "module": {
        "train.py": "import configs\nfrom adapters import SeqBnConfig\nSeqBnConfig(reduction_factor=configs.RF)",
    },
    "module by its name as text": {
        "train.py": (
            "import importlib\nfrom adapters import SeqBnConfig\n"
            "SeqBnConfig(reduction_factor=importlib.import_module('configs').RF)"
        ),
    },
    "module by another name": {
        "train.py": "import configs as c\nfrom adapters import SeqBnConfig\nSeqBnConfig(reduction_factor=c.RF)",
    },
    "name by another name": {
        "train.py": "from configs import RF as R\nimport adapters\nadapters.SeqBnConfig(reduction_factor=R)",
    },
    "class of the library": {
        "train.py": "from configs import SeqBnConfig, RF\nSeqBnConfig(reduction_factor=RF)",
    },
    "everything": {
        "train.py": "from configs import *\nSeqBnConfig(reduction_factor=RF)",
    },
    "library through two files": {
        "library.py": "from adapters import *",
        "names.py": "from library import *",
        "train.py": "from names import *\nSeqBnConfig(reduction_factor=16)",
    },
    "inside a function": {
        "train.py": "def f():\n    from configs import RF, SeqBnConfig\n    SeqBnConfig(reduction_factor=RF)\nf()",
    },
    "package": {
        "pkg/__init__.py": "from .deep import RF",
        "pkg/deep.py": "RF = 16",
        "train.py": "from pkg import RF\nimport adapters\nadapters.SeqBnConfig(reduction_factor=RF)",
    },
    "package with __all__": {
        "pkg/__init__.py": "from .deep import *",
        "pkg/deep.py": "__all__ = ['_RF']\n_RF = 16\nSeqBnConfig = None",
        "train.py": "from adapters import SeqBnConfig\nfrom pkg import _RF\nSeqBnConfig(reduction_factor=_RF)",
    },
    "submodule": {
        "pkg/__init__.py": "",
        "pkg/deep/consts.py": "RF = 16",
        "train.py": "import pkg.deep.consts, adapters\nadapters.SeqBnConfig(reduction_factor=pkg.deep.consts.RF)",
    },
    "from the root of the project": {
        "pyproject.toml": "",
        "common/values.py": "RF = 16",
        "a/train.py": "from common.values import RF\nimport adapters\nadapters.SeqBnConfig(reduction_factor=RF)",
    },
    "from src": {
        "src/pkg/__init__.py": "RF = 16",
        "scripts/train.py": "from pkg import RF\nimport adapters\nadapters.SeqBnConfig(reduction_factor=RF)",
    },
    "relative": {
        "pkg/__init__.py": "",
        "pkg/values.py": "RF = 16",
        "pkg/sub/__init__.py": "",
        "pkg/sub/train.py": "from ..values import RF\nimport adapters\nadapters.SeqBnConfig(reduction_factor=RF)",
    },
    "module of the same package": {
        "pkg/__init__.py": "",
        "pkg/values.py": "RF = 16",
        "pkg/train.py": "from . import values\nimport adapters\nadapters.SeqBnConfig(reduction_factor=values.RF)",
    },
    "relative, or from the folder": {
        "values.py": "RF = 16",
        "train.py": (
            "try:\n    from .nowhere import RF\nexcept ImportError:\n    from values import RF\n"
            "import adapters\nadapters.SeqBnConfig(reduction_factor=RF)"
        ),
    },
    "fallback that is not needed": {
        "values.py": "RF = 16",
        "train.py": (
            "try:\n    from values import RF\nexcept ImportError:\n    RF = 2\n"
            "import adapters\nadapters.SeqBnConfig(reduction_factor=RF)"
        ),
    },
    "only for type checkers": {
        "train.py": (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from nowhere import RF\nelse:\n    RF = 16\n"
            "import adapters\nadapters.SeqBnConfig(reduction_factor=RF)"
        ),
    },
    "cycle": {
        "one.py": "A = 8\nimport two\nRF = two.B * 2",
        "two.py": "from one import A\nB = A\ndef rf():\n    import one\n    return one.RF",
        "train.py": "from two import rf\nimport one, adapters\none.RF\nadapters.SeqBnConfig(reduction_factor=rf())",
    },
    "changed by the script": {
        "values.py": "RF = 2\ndef rf():\n    return RF",
        "train.py": "import values, adapters\nvalues.RF = 16\nadapters.SeqBnConfig(reduction_factor=values.rf())",
    },
    "from a file without a word about adapters": {
        "train.py": "from values import rf\nimport adapters\nadapters.SeqBnConfig(reduction_factor=rf())",
        "values.py": "from numbers_of_mine import BASE\ndef rf():\n    return BASE * 2",
        "numbers_of_mine.py": "BASE = 8",
    },
}


@pytest.mark.parametrize("files", IMPORTED.values(), ids=IMPORTED)
def test_what_is_imported_is_known(tmp_path, files):
    shown = read(tmp_path, {"configs.py": CONFIGS.replace("'lora': LoRAConfig(r=8)", ""), **files})
    assert shown == ["train.py: SeqBnConfig(reduction_factor=16) -> ?"]


BUILT = {
    "table of configurations": (
        {"configs.py": CONFIGS, "train.py": USES + "from configs import CONFIGS\nm.add_adapter('x', CONFIGS['lora'])"},
        ["configs.py: LoRAConfig(r=8) -> AutoModel<'bert-base-uncased'>"],
    ),
    "folders added to the search path": (
        {
            "lib/helpers/configs.py": CONFIGS,
            "lib/constants.py": "name = 'lora'",
            "scripts/train.py": "import os, sys\nsys.path.insert(0, os.path.join(HERE, '..', 'lib'))\n"
            "sys.path.append('/home/somebody/project/lib/helpers')\n"
            + USES
            + "from configs import CONFIGS\nfrom constants import name\nm.add_adapter('x', CONFIGS[name])",
        },
        ["lib/helpers/configs.py: LoRAConfig(r=8) -> AutoModel<'bert-base-uncased'>"],
    ),
    "table that the script changes": (
        {
            "configs.py": CONFIGS,
            "train.py": USES
            + "from configs import rf\nrf['x'] = 4\nm.add_adapter('x', adapters.LoRAConfig(r=rf['x']))",
            "other.py": USES + "from configs import rf\nm.add_adapter('x', adapters.LoRAConfig(r=rf['x']))",
        },
        [
            "configs.py: LoRAConfig(r=8) -> ?",
            "other.py: LoRAConfig(r=1) -> AutoModel<'bert-base-uncased'>",
            "train.py: LoRAConfig(r=4) -> AutoModel<'bert-base-uncased'>",
        ],
    ),
    "model from elsewhere": (
        {
            "models.py": USES + "def model():\n    return m",
            "train.py": "from models import model\nfrom adapters import BnConfig\nmodel().add_adapter('x', BnConfig())",
        },
        ["train.py: BnConfig() -> AutoModel<'bert-base-uncased'>"],
    ),
    "helper that adds what it is given": (
        {"build.py": BUILD, "train.py": "from build import build\nbuild('roberta-base', 'seq_bn')"},
        ["train.py: text seq_bn -> AutoModel<'roberta-base'>"],
    ),
    "helper that only a notebook calls": (
        {
            "build.py": BUILD,
            "train.ipynb": json.dumps(
                {"cells": [{"cell_type": "code", "source": "from build import build\nbuild('gpt2', 'lora')"}]}
            ),
        },
        ["train.ipynb: text lora -> AutoModel<'gpt2'>"],
    ),
    "helper without a word of the library": (
        {
            "build.py": "def add(model, config):\n    model.add_adapter('x', config=config)",
            "train.py": USES + "from build import add\nadd(m, 'lora')",
        },
        ["train.py: text lora -> AutoModel<'bert-base-uncased'>"],
    ),
    "helper with two callers": (
        {
            "build.py": "import adapters\ndef make(r):\n    return adapters.LoRAConfig(r=r)",
            "one.py": "from build import make\nmake(4)",
            "two.py": "from build import make\ndef main():\n    make(8)",
        },
        ["build.py: LoRAConfig(r=4 if called at line 2 of one.py | 8 if called at line 3 of two.py) -> ?"],
    ),
    "wrapper": (
        {
            "wrapper.py": (
                "from transformers import AutoModel\nimport adapters\nclass Wrapper:\n"
                "    def __init__(self, name, r):\n        self.model = AutoModel.from_pretrained(name)\n"
                "        self.r = r\n"
                "    def setup(self):\n        self.model.add_adapter('x', adapters.LoRAConfig(r=self.r))\n"
            ),
            "train.py": "from wrapper import Wrapper\nw = Wrapper('gpt2', 4)\nw.setup()",
        },
        ["wrapper.py: LoRAConfig(r=4) -> AutoModel<'gpt2'>"],
    ),
    "wrapper whose method a framework calls": (
        {
            "wrapper.py": (
                "from transformers import AutoModel\nimport adapters\nfrom lightning import LightningModule\n"
                "class Wrapper(LightningModule):\n"
                "    def __init__(self, name, r):\n        self.model = AutoModel.from_pretrained(name)\n"
                "        self.r = r\n"
                "    def configure_model(self):\n        self.model.add_adapter('x', adapters.LoRAConfig(r=self.r))\n"
            ),
            "train.py": "from wrapper import Wrapper\nw = Wrapper('gpt2', 4)",
        },
        ["wrapper.py: LoRAConfig(r=4) -> AutoModel<'gpt2'>"],
    ),
    "base class elsewhere": (
        {
            "base.py": "class Base:\n    r = 4\n    def config(self):\n        return self.make(r=self.r)",
            "train.py": (
                "from base import Base\nimport adapters\nclass Mine(Base):\n    def make(self, **given):\n"
                "        return adapters.LoRAConfig(**given)\nMine().config()"
            ),
        },
        ["train.py: LoRAConfig(r=4) -> ?"],
    ),
    "main block of a module that is imported too": (
        {
            "build.py": BUILD + "if __name__ == '__main__':\n    build('gpt2', 'lora')\n",
            "train.py": "from build import build\nbuild('roberta-base', 'seq_bn')",
        },
        ["build.py: text lora -> AutoModel<'gpt2'>", "train.py: text seq_bn -> AutoModel<'roberta-base'>"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), BUILT.values(), ids=BUILT)
def test_what_files_build_together_is_known(tmp_path, monkeypatch, files, expected):
    monkeypatch.chdir(write(tmp_path, files))
    report = lint([Path()], Settings())
    assert [
        f"{site.span.path}: {show(site.configuration)} -> {show(site.base_model)}" for site in report.sites
    ] == expected


UNKNOWN = {
    "file that is no Python": ({"values.py": "RF = = 16"}, "`values.py` cannot be read: syntax error: invalid syntax"),
    "name that is not there": ({"values.py": ""}, "`RF` is not defined in values.py"),
    "name that is handed on in a circle": (
        {"values.py": "from other import RF", "other.py": "from values import RF"},
        f"`RF` is handed on by more than {project_module.LONGEST_WAY} modules",
    ),
    "value that the other file does not know": (
        {"values.py": "import os\nRF = os.environ['RF']"},
        "`os.environ['RF']` at line 2 of values.py: ",
    ),
    "file that is ignored": ({"values.py": "RF = 16", ".gitignore": "values.py"}, "`values.RF`, which is not read"),
    "library that has its name from nowhere": ({}, "`values.RF`, which is not read"),
}


@pytest.mark.parametrize(("files", "reason"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_read_has_its_reason(tmp_path, monkeypatch, files, reason):
    script = "from values import RF\nfrom adapters import SeqBnConfig\nSeqBnConfig(reduction_factor=RF)"
    monkeypatch.chdir(write(tmp_path, {"train.py": script, **files}))
    (unseen,) = lint([Path()], Settings()).unseen
    assert unseen.message.startswith(f"`reduction_factor`: {reason}")


def test_files_that_are_imported_are_limited(tmp_path, monkeypatch):
    monkeypatch.setattr(project_module, "READ_AT_MOST", 2)
    files = {f"v{number}.py": "RF = 16" for number in range(3)}
    script = "from adapters import SeqBnConfig\n" + "".join(
        f"from v{number} import RF\nSeqBnConfig(reduction_factor=RF)\n" for number in range(3)
    )
    monkeypatch.chdir(write(tmp_path, {"train.py": script, **files}))
    (unseen,) = lint([Path()], Settings()).unseen
    assert unseen.message == "`reduction_factor`: `v2.py` is not read: more than 2 files are imported"


def test_a_long_row_of_imports_ends(tmp_path):
    files = {f"v{number}.py": f"from v{number + 1} import RF\nRF = RF" for number in range(60)}
    script = "from adapters import SeqBnConfig\nfrom v0 import RF\nSeqBnConfig(reduction_factor=RF)\n"
    (site,) = linted(tmp_path, {"train.py": script, "v60.py": "RF = 16", **files}).sites
    assert show(site.configuration) == "SeqBnConfig(reduction_factor=?)"


LOOK_ALIKES = {
    "module of the project that is called adapters": {
        "adapters.py": "class BnConfig:\n    def __init__(self, **options): pass",
        "train.py": "from adapters import BnConfig\nmodel.add_adapter('x', BnConfig(ln_before=True))",
    },
    "names of another library, handed on": {
        "names.py": "from peft import PrefixTuningConfig",
        "train.py": "import adapters\nfrom names import PrefixTuningConfig\nm.add_adapter('x', PrefixTuningConfig())",
    },
    "class of the project": {
        "names.py": "class LoRAConfig:\n    def __init__(self, **options): pass",
        "train.py": "import adapters\nfrom names import *\nLoRAConfig(rank=8)",
    },
    "helper of a project without the library": {
        "names.py": "def add(model, config):\n    model.add_adapter('x', config)",
        "train.py": "from names import add\nadd(model, 'lora')",
    },
}


@pytest.mark.parametrize("files", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_look_alikes_stay_silent(tmp_path, files):
    assert read(tmp_path, files) == []


def test_a_copy_of_transformers_is_still_the_library(tmp_path):
    files = {
        "src/transformers/__init__.py": "from .adapters import PfeifferConfig",
        "src/transformers/adapters.py": "class PfeifferConfig: pass",
        "train.py": "from transformers import PfeifferConfig\nPfeifferConfig(reduction_factor=2)",
    }
    assert read(tmp_path, files) == ["train.py: PfeifferConfig(reduction_factor=2) -> ?"]


MISTAKE = {
    "requirements.txt": "adapters>=1.0,<1.1",
    "configs.py": (
        "from adapters import SeqBnConfig\n"
        "config = SeqBnConfig(ln_before=True, init_weights='mam_adapter')\n"
        "other = SeqBnConfig(no_such_option=1)\n"
    ),
    "one.py": USES + "from configs import config\nm.add_adapter('x', config)\n",
    "two.py": USES + "from configs import config\nm.add_adapter('x', config)\n",
}


def places(findings):
    return [(finding.code, Path(finding.span.path).name, finding.span.line) for finding in findings]


def test_a_mistake_is_reported_once_where_it_is_written(tmp_path):
    findings = lint_paths(write(tmp_path, MISTAKE))
    assert places(findings) == [("ADL201", "configs.py", 2), ("ADL101", "configs.py", 3)]
    added = [related.span for related in findings[0].related if related.message == "added to the model here"]
    assert [(Path(span.path).name, span.line) for span in added] == [("one.py", 5)]


def test_of_a_file_that_is_not_asked_for_only_what_is_added_is_reported(tmp_path):
    (finding,) = lint_paths(write(tmp_path, MISTAKE) / "one.py")
    assert places([finding]) == [("ADL201", "one.py", 5)]
    (written,) = [related.span for related in finding.related if related.message == "the configuration is written here"]
    assert (Path(written.path).name, written.line) == ("configs.py", 2)


def test_comments_count_in_files_that_are_only_read(tmp_path):
    silenced = MISTAKE["configs.py"].replace("er')\n", "er')  # adapterlint: ignore[ADL201, ADL409]\n")
    write(tmp_path, {**MISTAKE, "configs.py": silenced})
    assert lint_paths(tmp_path / "one.py") == []


def test_the_requirement_is_that_of_the_file_that_adds_the_configuration(tmp_path):
    files = {
        "configs.py": "from adapters import SeqBnConfig\nc = SeqBnConfig(ln_before=True, init_weights='mam_adapter')",
        "old/requirements.txt": "adapters==1.0.1",
        "old/train.py": USES + "from configs import c\nm.add_adapter('x', c)\n",
        "new/requirements.txt": "adapters==1.3.0",
        "new/train.py": USES + "from configs import c\nm.add_adapter('x', c)\n",
        "pyproject.toml": "",
    }
    (finding,) = lint_paths(write(tmp_path, files))
    assert str(finding.severity) == "error"
    assert str(tmp_path / "old") in finding.related[-1].span.path


def test_standard_input_is_read_like_the_file_of_its_name(tmp_path):
    write(tmp_path, MISTAKE)
    command = [sys.executable, "-m", "adapterlint", "-", "--stdin-filename", "one.py", "--output-format", "json"]
    source = (tmp_path / "one.py").read_text().replace("('x'", "('another name'")
    result = subprocess.run(command, cwd=tmp_path, input=source, capture_output=True, text=True, check=False)
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("ADL201", "one.py", 5)
