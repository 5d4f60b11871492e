"""What is imported from other files of a project."""

from __future__ import annotations

import pytest

from tests.reading.projects import CONFIGS, read

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
