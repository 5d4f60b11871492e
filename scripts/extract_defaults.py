"""Write down what the configurations of all supported families of models are where they say nothing.

    .venv/bin/python scripts/extract_defaults.py

Writes `defaults.json`: for each model type the defaults of the constructor, and the other names of fields. `--stdout`
prints it instead.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from json_text import dump
from tiny_models import RECIPES, Json, attribute_map, defaults_of
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

TARGET = Path(__file__).resolve().parent.parent / "adapterlint" / "base_models" / "defaults.json"


def main() -> None:
    """Write or print the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stdout", action="store_true", help="print it instead of writing it")
    text = dump({model_type: describe(model_type) for model_type in sorted(RECIPES)}) + "\n"
    if parser.parse_args().stdout:
        sys.stdout.write(text)
    else:
        TARGET.write_text(text, encoding="utf-8")


def describe(model_type: str) -> Json:
    """Return the defaults that JSON can hold, and the names that stand for others."""
    config_class = CONFIG_MAPPING[model_type]
    defaults = {name: value for name, value in defaults_of(config_class).items() if is_json(value)}
    return {"defaults": defaults, "aliases": attribute_map(config_class)}


def is_json(value: object) -> bool:
    """Tell whether JSON can hold a value."""
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True


if __name__ == "__main__":
    main()
