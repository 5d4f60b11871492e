"""What of a project cannot be read, and how much of it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapterlint.linting import lint
from adapterlint.reading import project as project_module
from adapterlint.settings import Settings
from tests.reading.projects import linted, write
from tests.reading.support import show

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
