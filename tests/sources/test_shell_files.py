"""The commands that files of a project hold which are no shell scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapterlint.sources.command_files import CommandFiles
from adapterlint.sources.script_commands import script_commands
from adapterlint.sources.shell.files import shell_in

WRITTEN = [
    (
        "train.yml",
        '- run: |\n    python train.py \\\n      --a 1 \\\n      --b "x|y"\n',
        [["train.py", ("--a", 3), ("1", 3), ("--b", 4), ("x|y", 4)]],
    ),
    (
        "compose.yaml",
        'a:\n  command: ["python", "train.py", "--a",\n    "x|y"]\n  image: b\n',
        [["train.py", ("--a", 2), ("x|y", 3)]],
    ),
    (
        "compose.yaml",
        "command:\n  - python3\n  - train.py\n  - --a\n  - x|y\n  - 'z[1, 2]'\nports:\n  - 80\n",
        [["train.py", ("--a", 4), ("x|y", 5), ("z[1, 2]", 6)]],
    ),
    ("pod.yaml", 'command: ["python", "-m", "a.b"]\nargs:\n  - --a\n  - "1"\n', [["a/b.py", ("--a", 3), ("1", 4)]]),
    ("pod.yaml", 'command: ["python", "c.py"]\nargs: ["--a"]\n', [["c.py", ("--a", 2)]]),
    (".gitlab-ci.yml", "script:\n  - python a.py\n  - python b.py\n", [["a.py"], ["b.py"]]),
    (
        "Dockerfile",
        'ENV R=8\nRUN pip install x && \\\n  python a.py\nENTRYPOINT ["python", "b.py"]\nCMD ["--r", "$R"]\n',
        [["a.py"], ["b.py", ("--r", 5), ("8", 1)]],
    ),
    ("Dockerfile", "CMD python a.py \\\n  --r 8\n", [["a.py", ("--r", 2), ("8", 2)]]),
    (
        "Makefile",
        "P = python\nRANKS = 4 8\nall: $(RANKS:%=train-%)\ntrain-%:\n\t$(P) a.py $*\nother-%:\n\tpython b.py $*\n",
        [["a.py", ("4", 2)], ["a.py", ("8", 2)], ["b.py", (None, 7)]],
    ),
    (
        "Makefile",
        "A = 1\nbig: A := 9\nbig:\n\tpython a.py $(A)\nsmall:\n\tfor r in 2; do python b.py $(A) --r=$$r; done\n",
        [["a.py", ("9", 4)], ["b.py", ("1", 1), ("--r=2", 6)]],
    ),
    (
        "Makefile",
        "RANKS = 4 8\nall:\n\t$(foreach r,$(RANKS),python a.py $(r);)\n",
        [["a.py", ("4", 1)], ["a.py", ("8", 1)]],
    ),
    (
        "Makefile",
        "T = mnli rte\nP = python\n$(T):\n\tpython a.py $@\nall: run-x run-y\nrun-%:\n\t$(P) b.py $* $@ $(@:run-%=%)\n",
        [["a.py", ("mnli", 1)], ["a.py", ("rte", 1)], *(["b.py", (s, 7), (f"run-{s}", 7), (s, 7)] for s in "xy")],
    ),
    (
        "justfile",
        "a := 'x|y'\ntrain r=\"8\": prepare\n    @python b.py {{a}} --r={{ r }} {{other}}\n",
        [["b.py", ("x|y", 1), ("--r=8", 3), (None, 3)]],
    ),
    (
        "tox.ini",
        "[testenv]\ncommands = python -m a --r 8 \\\n    {posargs}\n",
        [["a.py", ("--r", 2), ("8", 2), (None, 3)]],
    ),
]


@pytest.mark.parametrize(("name", "text", "expected"), WRITTEN)
def test_commands_and_their_lines(name, text, expected):
    found = [
        [command.script, *((word.text, word.span.line) for word in command.line.words)]
        for cell, _, shell in shell_in(Path(name), text)
        for command in script_commands(Path(name), shell, cell)
    ]
    assert found == expected


def test_commands_that_the_project_installs():
    text = "CMD uv run tune --r 8\nCMD echo tune\n"
    ((_, _, shell),) = shell_in(Path("Dockerfile"), text, ["tune"])
    (command,) = script_commands(Path("Dockerfile"), shell, None, {"tune": "tuner/cli.py"})
    assert (command.script, [word.text for word in command.line.words]) == ("tuner/cli.py", ["--r", "8"])


def test_packages_and_commands_of_a_project(tmp_path):
    files = {
        "pyproject.toml": "[project.scripts]\ntune = 'tuner.cli:main'\n",
        "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    tune-old = tuner.old:main\n",
        "src/tuner/cli.py": "",
        "src/tuner/old.py": "",
        "src/tuner/__main__.py": "",
        "run.sh": "tune --a\ntune-old --b\npython -m tuner --c\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    scripts = [tmp_path / name for name in files if name.endswith(".py")]
    commands = CommandFiles([tmp_path], [], scripts)
    assert [[word.text for run in commands.runs_of(script) for word in run.words] for script in scripts] == [
        ["--a"],
        ["--b"],
        ["--c"],
    ]
