from __future__ import annotations

from pathlib import Path

import pytest

from adapterlint.rules import SheetError, load
from adapterlint.rules.sheet import parse_sheet

SHEET = """+++
code = "XYZ001"
name = "own-rule"
severity = "warning"
reads = "BnConfig"
when = "reduction_factor == 7"
message = "seven"
help = "not seven"
+++
## What it does
Finds sevens. And more.
"""


def test_a_project_adds_sheets_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "XYZ001-own-rule.md").write_text(SHEET, encoding="utf-8")
    rule = load([tmp_path])["XYZ001"]
    assert (rule.name, rule.summary) == ("own-rule", "Finds sevens.")


@pytest.mark.parametrize(
    ("broken", "cause"),
    [
        ("no front matter", "front matter"),
        (SHEET.replace('"warning"', '"fatal"'), "fatal"),
        (SHEET.replace("reduction_factor == 7", "open('x')"), "open"),
        (SHEET.replace("message =", "mesage ="), "mesage"),
        (SHEET.replace('help = "not seven"\n', ""), "help"),
        (SHEET.replace("name = ", "name "), "key"),
    ],
)
def test_a_broken_sheet_names_file_and_cause(tmp_path: Path, broken: str, cause: str) -> None:
    (tmp_path / "broken.md").write_text(broken, encoding="utf-8")
    with pytest.raises(SheetError, match=rf"broken\.md.*{cause}"):
        load([tmp_path])


def test_two_sheets_cannot_share_a_code(tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(SHEET.replace("XYZ001", "ADL101"), encoding="utf-8")
    with pytest.raises(SheetError, match="ADL101 is taken"):
        load([tmp_path])


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="nowhere"):
        load([tmp_path / "nowhere"])


def test_line_ends_of_windows_are_fine() -> None:
    assert parse_sheet(SHEET.replace("\n", "\r\n"), "x").code == "XYZ001"
