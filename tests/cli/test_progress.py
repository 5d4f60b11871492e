"""The live display of dynamic mode."""

from __future__ import annotations

import io
import re
import sys

from adapterlint import rules
from adapterlint.cli.progress import RECENT, drawn_progress
from adapterlint.dynamic import Installation, Outcome, Progress
from adapterlint.dynamic.planning.plan import plan
from adapterlint.facts import Site, Text
from adapterlint.values import Known

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
INSTALLED = Installation("1.3.0", "4.57.6", "2.13.0", "cpu")
SOUND = Outcome(phase="steps", trainable=8, parameters=2, curves={"candidate": (2.0, 1.5, 1.0)})
RAISED = Outcome(phase="add_adapter", raised="ValueError", raised_message="[red]no[/red]")


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding="utf-8"):
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)

    def isatty(self):
        return True

    def shown(self):
        return ESCAPES.sub("", self.buffer.getvalue().decode(self.encoding))


def drawn(monkeypatch, terminal, outcomes):
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    (run,) = plan([Site(Known(Text("lora")))]).runs
    with drawn_progress(rules.load()) as progress:
        progress(Progress(0, len(outcomes)))
        for number, outcome in enumerate(outcomes, start=1):
            progress(Progress(number, len(outcomes), INSTALLED, run, outcome))
    return terminal.shown()


def test_it_shows_the_last_runs_and_how_many_have_each_verdict(monkeypatch):
    shown = drawn(monkeypatch, Terminal(), [SOUND, RAISED, SOUND])
    assert "pass    'lora' in bert  █▅▁" in shown
    assert "fail    'lora' in bert  `ValueError` in `add_adapter` when run: [red]no[/red]" in shown
    assert "3/3" in shown
    assert "1 fail, 2 pass" in shown


def test_it_forgets_what_is_long_past(monkeypatch):
    last = (
        drawn(monkeypatch, Terminal(), [RAISED, *[SOUND] * RECENT]).rpartition("1 fail")[0].split("\n")[-RECENT - 1 :]
    )
    assert [line.split()[0] for line in last[:RECENT]] == ["pass"] * RECENT


def test_a_terminal_without_block_elements_gets_ascii(monkeypatch):
    assert "'lora' in bert  @+_" in drawn(monkeypatch, Terminal("latin-1"), [SOUND])


def test_nothing_is_drawn_where_nobody_looks(monkeypatch):
    for stream in (None, io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        with drawn_progress(rules.load()) as progress:
            assert progress is None
