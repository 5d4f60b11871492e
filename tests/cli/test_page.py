"""`--report` and the table of runs, with the real library."""

from __future__ import annotations

import json

import pytest

SCRIPT = """\
from adapters import AutoAdapterModel, BnConfig

model = AutoAdapterModel.from_pretrained("google/vit-base-patch16-224")
config = BnConfig(
    mh_adapter=False,
    output_adapter=True,
    reduction_factor=16,
    non_linearity="relu",
    original_ln_before=True,
    original_ln_after=False,
)
model.add_adapter("task", config=config)
"""


def test_page_table_and_document_tell_the_same(project, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    (project / "train.py").write_text(SCRIPT)
    printed = run("--dynamic", "--device", "cpu", "--report", "page.html", "train.py")
    assert printed.code == 1
    assert "adapterlint: wrote page.html" in printed.err
    header, row = printed.out.rstrip("\n").split("\n")[-2:]
    assert header.split() == ["verdict", "where", "configuration", "in", "gap", "loss", "why"]
    assert row.startswith("fail     train.py:4:10  BnConfig(")

    document = json.loads(run("--dynamic", "--device", "cpu", "--output-format", "json", "train.py").out)
    (told,) = document["runs"]["records"]
    assert told["verdict"] == "fail"
    assert [document["findings"][number]["code"] for number in told["findings"]] == ["ADL401"]
    assert told["parts"][0]["blocks"][0]["skip_connection"] == "lost"
    assert told["parts"][0]["layers"] == {"output_adapter": list(range(12))}
    # 12 layers of 768 x 48 + 48 and 48 x 768 + 768
    assert told["parameters"] == 894_528
    assert told["gap"] > 0.8
    assert told["reasons"][0] in row.replace("…", "") or row.endswith("…")

    page = (project / "page.html").read_text(encoding="utf-8")
    assert "adapterlint --dynamic --device cpu --report page.html train.py" in page
    assert "<h1>1 configuration to mend</h1>" in page
    assert f'<data value="{told["gap"]}">' in page
    assert "confirmed by running it" in page
    assert str(project) not in page


def test_only_people_get_a_table(project, run):
    (project / "train.py").write_text("from adapters import SeqBnConfig\n\nSeqBnConfig(**unknown)\n")
    assert "verdict" not in run("--dynamic", "train.py").out
    assert run("--dynamic", "--output-format", "concise", "train.py").out == ""


def test_a_page_about_nothing_is_a_page(project, run):
    (project / "train.py").write_text("from adapters import SeqBnConfig\n\nSeqBnConfig(**unknown)\n")
    assert run("--dynamic", "--report", "page.html", "train.py").code == 0
    page = (project / "page.html").read_text(encoding="utf-8")
    assert "<h1>No configuration was run</h1>" in page
    assert "train.py:3:1" in page


@pytest.mark.parametrize(
    ("args", "cause"),
    [
        (("--report", "page.html"), "`--report` shows what running configurations shows: it needs `--dynamic`"),
        (("--dynamic", "--report", "missing/page.html"), "missing/page.html: cannot be written: there is no folder"),
        (("--dynamic", "--report", "."), "is a directory"),
    ],
)
def test_a_page_that_cannot_be_written_is_refused_before_anything_is_done(project, run, args, cause):
    (project / "train.py").write_text("SeqBnConfig(")
    result = run(*args, "train.py")
    assert result.code == 2
    assert cause in result.err
    assert result.out == ""
