"""Projects of several files, written and linted."""

from __future__ import annotations

from pathlib import Path

from adapterlint.linting import lint
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
