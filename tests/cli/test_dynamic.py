"""`adapterlint --dynamic`, with the real library."""

from __future__ import annotations

import json

import pytest

GLOW = """\
from adapters import AutoAdapterModel, SeqBnInvConfig

model = AutoAdapterModel.from_pretrained("bert-base-uncased")
config = SeqBnInvConfig(inv_adapter="glow"){comment}
model.add_adapter("quechua", config=config)
"""


def test_reading_and_running_agree(project, run):
    (project / "train.py").write_text(GLOW.format(comment=""))
    result = run("--dynamic", "--device", "cpu", "--output-format", "json", "train.py")
    assert result.code == 1
    findings = json.loads(result.out)["findings"]
    assert [(finding["code"], finding["line"]) for finding in findings] == [("ADL210", 4)]
    assert findings[0]["claim"] == {"phase": "forward", "raises": "RuntimeError"}
    assert "confirmed by running it: `RuntimeError` in `forward`" in findings[0]["related"][-1]["message"]


def test_the_summary_says_what_ran(project, run):
    (project / "train.py").write_text(GLOW.format(comment="  # adapterlint: ignore[ADL210, ADL901]"))
    result = run("--dynamic", "train.py")
    assert result.code == 0
    assert "Nothing found.\n" in result.out
    assert "2 findings suppressed" in result.out
    assert "; 1 configuration run with adapters 1." in result.out


def test_what_cannot_be_run_is_counted_and_named(project, run):
    (project / "train.py").write_text(
        "import sys\nfrom adapters import SeqBnConfig\n\nSeqBnConfig(**eval(sys.argv[1]))\n"
    )
    result = run("--dynamic", "--verbose", "train.py")
    assert "; 0 configurations run, 1 not run" in result.out
    assert "not seen: train.py:4:1: not run: " in result.err


@pytest.mark.parametrize("args", [["--dynamic", "train.py"], ["train.py", "--dynamic"], ["--dynamic=full", "train.py"]])
def test_the_option_takes_no_path_for_its_value(project, run, args):
    (project / "train.py").write_text("import adapters\n")
    assert "1 file, 0 configurations read" in run(*args).out


def test_an_unknown_depth_is_refused(project, run):
    result = run("--dynamic=thorough", ".")
    assert result.code == 2
    assert "'thorough' is not one of 'quick', 'full'" in result.err


@pytest.mark.parametrize("args", [["--device", "tpu"], ["--timeout", "0"], ["--timeout", "soon"]])
def test_wrong_use(project, run, args):
    result = run("--dynamic", *args, ".")
    assert result.code == 2
    assert "Invalid value" in result.err
