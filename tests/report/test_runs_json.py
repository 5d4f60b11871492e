"""The runs in the JSON document."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from adapterlint import runs as schema
from adapterlint.report.json import render
from adapterlint.results import Report

USAGE = Path(__file__).parents[2] / "docs" / "usage.md"
PLACE = {"path": "scripts/train.py", "line": 12, "column": 10, "end_line": 14, "end_column": 2, "cell": None}


def runs_in(report):
    def refuse(constant):
        raise AssertionError(constant)

    return json.loads(render(report, color=False), parse_constant=refuse)["runs"]


def test_every_field_of_a_run(record, report_of):
    runs = runs_in(report_of(record()))
    assert runs == {
        "schema_version": 1,
        "summary": {"fail": 1},
        "releases": {"adapters": "1.3.0", "transformers": "4.57.6", "torch": "2.13.0"},
        "device": "cpu",
        "recalled": 0,
        "not_run": [
            {
                **PLACE,
                "path": "other.py",
                "line": 3,
                "column": 1,
                "end_line": 3,
                "end_column": 9,
                "reason": "`r` is not known: read at run time",
                "count": 2,
            }
        ],
        "records": [
            {
                "number": 1,
                "configuration": "BnConfig(reduction_factor=96, original_ln_after=False)",
                "base_model": "vit",
                "assumed": None,
                "model": "a vit with 4 of 12 layers, 64 of 768 wide",
                "places": [{**PLACE, "when": []}],
                "parts": [
                    {
                        "class_name": "BnConfig",
                        "options": [
                            {"name": "reduction_factor", "value": "96", "given": True},
                            {"name": "scaling", "value": "1.0", "given": False},
                        ],
                        "layers": {"output_adapter": list(range(12))},
                        "blocks": [
                            {
                                "location": "output_adapter",
                                "base": "x + h",
                                "adapted": "A(x + h) + x",
                                "skip_connection": "lost",
                                "drawing": runs["records"][0]["parts"][0]["blocks"][0]["drawing"],
                            }
                        ],
                        "parameters": 156_768,
                    }
                ],
                "verdict": "fail",
                "reasons": ["the untrained adapter changes `131%` of the output"],
                "findings": [0],
                "phase": "steps",
                "raised": None,
                "gap": 1.31,
                "trainable": 52_256,
                "parameters": 156_768,
                "all_parameters": 86_000_000,
                "memory_bytes": 3 * 2**30,
                "memory_assumes": "a batch of 8",
                "setup": "bfloat16, SGD",
                "not_rehearsed": "",
                "seconds": 1.25,
                "checks": [
                    {"probe": "gap", "verdict": "fail", "reason": "131%, at most 10%"},
                    {"probe": "merge", "verdict": "skipped", "reason": "it has no `merge`"},
                ],
                "curves": {
                    "candidate": [2.5, 2.25, None],
                    "control": [2.5, 0.5, 0.125],
                    "probe": [2.5, 1.0, 0.75],
                },
                "layer_gaps": {"encoder.layer.0": 0.5, "encoder.layer.1": 1.31},
                "gradient_norms": {"encoder.layer.0.adapters.down": 0.0, "encoder.layer.1.adapters.down": 0.0625},
                "output": "a warning\non two lines\n",
            }
        ],
    }
    assert "[ feed-forward network ]" in "\n".join(runs["records"][0]["parts"][0]["blocks"][0]["drawing"])


def test_without_dynamic_mode_it_is_null():
    assert runs_in(Report()) is None


def test_every_key_is_documented():
    usage = USAGE.read_text(encoding="utf-8")
    classes = [
        one for one in vars(schema).values() if dataclasses.is_dataclass(one) and one.__module__ == schema.__name__
    ]
    names = {field.name for one in classes for field in dataclasses.fields(one)} - {"span", "rows"}
    assert {name for name in names | {"schema_version", "summary", "drawing"} if f"`{name}`" not in usage} == set()
