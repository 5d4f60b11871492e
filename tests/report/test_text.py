"""The report for people."""

from __future__ import annotations

import textwrap

from adapterlint.findings import Certainty, Claim, Finding, Related, Severity, Span
from adapterlint.report.text import render
from adapterlint.results import Adapters, Report, Summary

SCRIPT = """\
from adapters import LoRAConfig

rank = 0
name = "task"
width = 8
depth = 4

config = LoRAConfig(
    r=rank,
    alpha=16,
)
"""


def finding(span=None, **changes):
    fields = {
        "code": "ADL999",
        "name": "an-example",
        "severity": Severity.ERROR,
        "certainty": Certainty.CERTAIN,
        "message": "`r=0` divides by zero",
        "span": span,
    }
    return Finding(**{**fields, **changes})


def rendered(*findings, source=SCRIPT, color=False):
    """What is printed before the summary."""
    report = Report(findings, Summary(1, 1), sources={("train.py", None): source, ("lab.ipynb", 3): source})
    return render(report, color=color).rpartition("\n\n")[0]


def block(text):
    return textwrap.dedent(text).strip("\n")


def test_a_finding_on_one_line_is_underlined():
    one = finding(Span("train.py", 9, 5, 9, 11), help="use at least 1", claim=Claim("add_adapter", "ZeroDivisionError"))
    assert rendered(one) == block("""
        error[ADL999]: `r=0` divides by zero
          --> train.py:9:5
            |
          9 |     r=rank,
            |     ^^^^^^
            |
          = raises ZeroDivisionError in add_adapter
          = help: use at least 1
        """)


def test_a_finding_on_several_lines_is_marked_in_the_margin():
    assert rendered(finding(Span("train.py", 8, 10, 11, 2))) == block("""
        error[ADL999]: `r=0` divides by zero
          --> train.py:8:10
             |
        >  8 | config = LoRAConfig(
        >  9 |     r=rank,
        > 10 |     alpha=16,
        > 11 | )
             |
        """)


def test_related_places_of_the_same_file_share_the_frame():
    related = (Related("`rank` is set here", Span("train.py", 3, 1, 3, 9)),)
    assert rendered(finding(Span("train.py", 9, 5, 9, 11), related=related)) == block("""
        error[ADL999]: `r=0` divides by zero
          --> train.py:9:5
            |
          3 | rank = 0
            | -------- `rank` is set here
          ...
          9 |     r=rank,
            |     ^^^^^^
            |
        """)


def test_a_single_line_between_two_labels_is_shown():
    related = (Related("set here", Span("train.py", 3, 1, 3, 9)),)
    shown = rendered(finding(Span("train.py", 5, 1, 5, 10), related=related))
    assert '  4 | name = "task"' in shown
    assert "..." not in shown


def test_a_related_place_of_a_file_without_source_is_named():
    related = (Related("required here", Span("requirements.txt", 3, 1, 3, 13)),)
    assert rendered(finding(Span("train.py", 3, 1, 3, 9), related=related)).endswith(
        "\n  ::: requirements.txt:3:1: required here"
    )


def test_notebooks_name_the_cell():
    assert "--> lab.ipynb:cell 3:9:5" in rendered(finding(Span("lab.ipynb", 9, 5, 9, 11, cell=3)))


def test_a_finding_without_a_place_has_no_frame():
    assert rendered(finding()) == "error[ADL999]: `r=0` divides by zero"


def test_a_place_beyond_the_end_of_the_source_has_no_frame():
    assert rendered(finding(Span("train.py", 99, 1, 99, 2))).endswith("--> train.py:99:1")


def test_tabs_and_wide_characters_do_not_move_the_underline():
    source = "\tname, r = '模型', 0\n"
    assert rendered(finding(Span("train.py", 1, 11, 1, 18)), source=source) == block("""
        error[ADL999]: `r=0` divides by zero
          --> train.py:1:11
            |
          1 |     name, r = '模型', 0
            |              ^^^^^^^^^
            |
        """)


def test_control_characters_of_the_source_do_not_reach_the_terminal():
    shown = rendered(finding(Span("train.py", 1, 1, 1, 2), message="\x1b[2J"), source="r = '\x1b[2J'\n")
    assert "\x1b" not in shown


def test_long_lines_are_cut_around_the_place():
    source = "data = [" + "0, " * 500 + "LoRAConfig(r=0)" + ", 0" * 500 + "]\n"
    column = source.index("LoRA") + 1
    lines = rendered(finding(Span("train.py", 1, column, 1, column + 15)), source=source).splitlines()
    quoted, underline = lines[3], lines[4]
    assert len(quoted) < 200
    assert underline.count("^") == 15
    assert quoted[underline.index("^") :].startswith("LoRAConfig(r=0)")


def test_the_middle_of_a_very_long_call_is_left_out():
    source = "config = LoRAConfig(\n" + "    r=0,\n" * 100 + ")\n"
    shown = rendered(finding(Span("train.py", 1, 10, 102, 2)), source=source)
    assert "..." in shown
    assert len(shown.splitlines()) < 20


def test_colour_changes_nothing_but_colour():
    import click

    one = finding(Span("train.py", 8, 10, 11, 2), related=(Related("set here", Span("train.py", 3, 1, 3, 9)),))
    coloured = rendered(one, color=True)
    assert "\x1b[31m" in coloured
    assert click.unstyle(coloured) == rendered(one)


def summary(report):
    return render(report, color=False).splitlines()


def test_a_run_that_understood_nothing_does_not_look_clean():
    assert summary(Report(summary=Summary(3))) == [
        "No configuration of adapters found.",
        "3 files, 0 configurations read; adapters: not declared (every supported release)",
    ]


def test_the_summary_says_what_was_opaque_and_suppressed():
    report = Report(summary=Summary(3, 9, 2, 1), adapters=Adapters("<1.1", "requirements.txt:3"))
    assert summary(report) == [
        "Nothing found.",
        "3 files, 9 configurations read, 2 partly opaque, 1 finding suppressed; adapters: <1.1 (requirements.txt:3)",
    ]


def test_the_summary_counts_by_severity():
    severities = [Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.ADVICE]
    report = Report(tuple(finding(severity=severity) for severity in severities), Summary(1, 4))
    assert "Found 2 errors, 1 warning and 1 advice. `adapterlint rule CODE` explains each." in summary(report)


def test_a_requirement_of_any_release_is_said():
    report = Report((), Summary(1, 1), Adapters(None, "requirements.txt:1"))
    assert summary(report)[-1] == "1 file, 1 configuration read; adapters: any release (requirements.txt:1)"
