"""Comments that silence findings."""

from __future__ import annotations

import dataclasses

import pytest

from adapterlint import rules
from adapterlint.findings import Certainty, Finding, Related, Severity, Span
from adapterlint.settings import Settings
from adapterlint.suppressions import about_comments, silence, suppressions_in

PATH = "train.py"


def finding(line=1, end_line=None, code="ADL201", cell=None):
    span = Span(PATH, line, 1, end_line or line, 10, cell)
    return Finding(code, "a-name", Severity.ERROR, Certainty.CERTAIN, "a message", span)


def kept(text, *findings):
    return list(silence(findings, {(PATH, None): text}).kept)


@pytest.mark.parametrize(
    "comment",
    [
        "# adapterlint: ignore",
        "# adapterlint: ignore[ADL201]",
        "# adapterlint:ignore[adl201]",
        "#adapterlint: ignore [ADL301, ADL201]",
        "# adapterlint: ignore[ADL2]",
        "# adapterlint: ignore[ADL201] - the checkpoint was trained like this",
        "# type: ignore  # adapterlint: ignore[ADL201]",
        "# noqa",
        "# NOQA",
        "# noqa: ADL201",
        "# noqa:E501,ADL201",
        "# noqa: E501 ADL201",
        "# adapterlint: ignore-file",
        "# adapterlint: ignore-file[ADL2]",
    ],
)
def test_a_comment_silences_the_finding_on_its_line(comment):
    assert kept(f"config = 1  {comment}\n", finding()) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# adapterlint: ignore[ADL301]",
        "# adapterlint: ignore-file[ADL3]",
        "# noqa: E501",
        "# noqa: ADL301",
        "# adapterlint",
        "# adapterlint: ingore[ADL201]",
        "; note = '# adapterlint: ignore'",
    ],
)
def test_a_comment_about_something_else_does_not(comment):
    assert kept(f"config = 1  {comment}\n", finding()) == [finding()]


@pytest.mark.parametrize("line", [1, 2, 3])
def test_every_line_of_a_finding_counts(line):
    lines = ["config = LoRAConfig(", "    r=0,", ")"]
    lines[line - 1] += "  # adapterlint: ignore"
    assert kept("\n".join(lines), finding(1, 3)) == []


def test_the_lines_of_what_explains_a_finding_count():
    explained = dataclasses.replace(finding(1), related=(Related("added here", Span(PATH, 3, 1, 3, 9)),))
    assert kept("config = 1\n\nadd(config)  # adapterlint: ignore\n", explained) == []
    assert kept("config = 1\n# adapterlint: ignore\nadd(config)\n", explained) == [explained]
    elsewhere = dataclasses.replace(explained, related=(Related("added here", Span("other.py", 3, 1, 3, 9)),))
    assert kept("config = 1\n\nadd(config)  # adapterlint: ignore\n", elsewhere) == [elsewhere]


@pytest.mark.parametrize("name", ["a-name", "A-Name"])
def test_a_rule_can_be_named(name):
    assert kept(f"config = 1  # adapterlint: ignore[{name}]\n", finding()) == []
    assert kept(f"# adapterlint: ignore-file[{name}]\nconfig = 1\n", finding(2)) == []


def test_ignore_file_reaches_every_line():
    assert kept("# adapterlint: ignore-file[ADL201]\n\nconfig = 1\n", finding(3), finding(3, code="ADL301")) == [
        finding(3, code="ADL301")
    ]


def test_cells_of_a_notebook_are_apart():
    sources = {(PATH, 1): "config = 1  # adapterlint: ignore\n", (PATH, 2): "config = 1\n"}
    result = silence([finding(cell=1), finding(cell=2)], sources)
    assert result.kept == (finding(cell=2),)
    assert result.silenced == (finding(cell=1),)


def test_a_finding_without_a_place_is_kept():
    placeless = Finding("ADL201", "a-name", Severity.ERROR, Certainty.CERTAIN, "a message")
    assert kept("# adapterlint: ignore-file\n", placeless) == [placeless]


@pytest.mark.parametrize(
    "text",
    [
        "!pip install adapters\nconfig = f('  # adapterlint: ignore\n",
        "if True:\n  config = (]  # adapterlint: ignore\n",
        "x = 'unclosed\nconfig = 1  # adapterlint: ignore\n",
    ],
)
def test_what_python_cannot_tokenize_is_searched_all_the_same(text):
    assert kept(text, finding(2)) == []


def test_the_place_of_a_comment():
    assert [one.span for one in suppressions_in("x = 1  # why  # noqa: ADL201\n", PATH, 4)] == [
        Span(PATH, 1, 15, 1, 29, 4)
    ]


def about(text, *findings, **chosen):
    silenced = silence(findings, {(PATH, None): text})
    return [(one.code, one.message) for one in about_comments(silenced, rules.load(), Settings(**chosen))]


@pytest.mark.parametrize(
    ("comment", "what"),
    [
        ("# adapterlint: ignore[ADL899]", "ADL899"),
        ("# noqa: ADL899", "ADL899"),
        ("# adapterlint: ingore[ADL002]", "ingore"),
        ("# adapterlint: disable", "disable"),
    ],
)
def test_a_comment_that_asks_for_something_unknown_is_reported(comment, what):
    [(code, message)] = about(f"config = 1  {comment}\n")
    assert code == "ADL003"
    assert f"`{what}`" in message


def test_a_code_that_silences_nothing_is_reported():
    [(code, message)] = about("x = 1  # adapterlint: ignore[ADL001, ADL002]\n", finding(code="ADL001"))
    assert code == "ADL004"
    assert "`ADL002`" in message


@pytest.mark.parametrize(
    "comment",
    [
        "# adapterlint: ignore[ADL004]",
        "# adapterlint: ignore[unused-suppression]",
        "# adapterlint: ignore[ADL002, ADL004]",
        "# adapterlint: ignore[ADL899, ADL003]",
        "# adapterlint: ignore-file[ADL004]",
    ],
)
def test_what_is_said_about_comments_can_be_silenced_too(comment):
    assert about(f"config = 1  {comment}\n") == []


@pytest.mark.parametrize("comment", ["# adapterlint: ignore", "# noqa", "# noqa: E501", "# adapterlint: ignore[ADL9]"])
def test_what_another_run_may_need_is_not_reported(comment):
    assert about(f"config = 1  {comment}\n") == []


def test_codes_that_are_not_selected_are_not_judged():
    comment = "config = 1  # adapterlint: ignore[ADL002]\n"
    assert about(comment, select=("ADL001", "ADL004")) == []
    assert about(comment, ignore=("ADL004",)) == []


def test_long_lines_with_many_hashes_are_searched_once():
    assert not list(suppressions_in("# a " * 200_000, "data.py"))
