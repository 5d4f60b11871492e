"""The table of runs in the terminal."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from adapterlint.findings import Span
from adapterlint.report.printable import width as columns_of
from adapterlint.report.runs_table import NARROWEST, draw
from adapterlint.runs import RunPlace, RunRecord, Runs

texts = st.text(max_size=60)
records = st.builds(
    RunRecord,
    number=st.integers(1, 999),
    configuration=texts,
    base_model=texts,
    places=st.lists(st.builds(lambda path: RunPlace(Span(path, 12, 3, 12, 9)), texts), max_size=2).map(tuple),
    verdict=st.sampled_from(["fail", "warn", "skipped", "pass"]),
    reasons=st.lists(texts, max_size=2).map(tuple),
    gap=st.none() | st.floats(),
    curves=st.dictionaries(st.just("candidate"), st.lists(st.floats(), max_size=30).map(tuple)),
)


def drawn(*rows, color=False, width=160, unicode=True):
    return draw(Runs(rows), color=color, width=width, unicode=unicode)


def test_it_shows_what_happened_the_worst_first(record):
    lines = drawn(record(1, verdict="pass", reasons=(), gap=0.004, curves={"candidate": (2.0, 1.0)}), record(2)).split(
        "\n"
    )
    assert lines[0].split() == ["verdict", "where", "configuration", "in", "gap", "loss", "why"]
    assert re.split(r"\s{2,}", lines[1])[:2] == ["fail", "scripts/train.py:12:10"]
    assert lines[1].endswith("the untrained adapter changes `131%` of the output")
    assert re.split(r"\s{2,}", lines[2])[-3:] == ["vit", "0.004", "█▁ 1"]


def test_a_narrow_terminal_gets_less_and_the_line_number_stays(record):
    header, row, _ = drawn(record(), width=44).split("\n")
    assert header.split() == ["verdict", "where", "loss"]
    assert "train.py:12:10" in row


def test_ascii_terminals_get_ascii(record):
    assert drawn(record(), width=60, unicode=False).isascii()


def test_colours_only_where_they_are_wanted(record):
    assert "\x1b[31mfail" in drawn(record(), color=True)
    assert "\x1b" not in drawn(record(), color=False)


def test_markup_in_a_name_is_text(record):
    assert "[bold]x[/bold]" in drawn(record(configuration="[bold]x[/bold]"))


def test_alternatives_are_told(record):
    place = RunPlace(Span("a.py", 1, 1, 1, 2), ("`fast` is true",))
    assert "when `fast` is true" in drawn(record(configuration="lora", places=(place,)))


def test_without_runs_there_is_no_table():
    assert drawn() == ""


@given(st.lists(records, min_size=1, max_size=4), st.integers(1, 200), st.booleans())
def test_whatever_is_in_it_it_fits(rows, width, unicode):
    lines = drawn(*rows, width=width, unicode=unicode).splitlines()
    assert len(lines) == len(rows) + 1
    assert all(columns_of(line) <= max(width, NARROWEST) for line in lines)
    assert all(line.isprintable() for line in lines)
