from __future__ import annotations

import subprocess
import sys

import pytest

from adapterlint.reading.frameworks.library_names import LOADERS
from adapterlint.sources import may_be_about_adapters


@pytest.mark.parametrize(
    "text",
    [
        "import adapters",
        "from adapters import *",
        '{"source": ["import adapters\\n", "adapters.init(model)"]}',
        "from transformers.adapters.configuration import X",
        "from transformers.adapter_config import X",
        "from transformers import AutoModelWithHeads",
        "from transformers import AutoAdapterModel",
        "model.add_adapter('a')",
        *(f"from transformers import {name}" for name in sorted(LOADERS)),
    ],
)
def test_lets_in(text):
    assert may_be_about_adapters(text.encode())


@pytest.mark.parametrize(
    "text", ["", "import torch", "class Adapter: pass", "from peft import LoraConfig", "pages = adapter.read()"]
)
def test_turns_away(text):
    assert not may_be_about_adapters(text.encode())


def test_sources_load_nothing_heavy():
    code = (
        "import sys, adapterlint.sources\n"
        "print([name for name in ('libcst', 'pydantic', 'packaging.requirements') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_characters(encoding):
    assert may_be_about_adapters("from adapters import BnConfig".encode(encoding))
    assert not may_be_about_adapters("import torch".encode(encoding))
