"""What holds for every command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest


def test_version(run):
    assert run("--version").out == f"adapterlint {version('adapterlint')}\n"


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(run, option):
    result = run(option)
    assert result.code == 0
    assert "check" in result.out
    assert "rule" in result.out
    assert "--adapters-version" in run("check", option).out


def test_the_program_on_the_path():
    program = Path(sys.executable).parent / "adapterlint"
    result = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert result.stdout == f"adapterlint {version('adapterlint')}\n"


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise on Windows")
def test_an_interrupt_exits_with_130(project):
    command = [sys.executable, "-m", "adapterlint", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(b"#" * 2**20)  # more than a pipe holds: when it is written, the linter is reading
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.strip() == b"adapterlint: interrupted"


def test_an_internal_failure_is_one_message(project):
    failing = (
        "from adapterlint import linting\n"
        "from adapterlint.cli import main\n"
        "linting.lint = lambda *_: {}['missing']\n"
        "main(['.'])\n"
    )

    def failed(**environment):
        command = [sys.executable, "-c", failing]
        return subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
        )

    result = failed()
    assert result.returncode == 2
    assert "internal failure: KeyError: " in result.stderr
    assert "ADAPTERLINT_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in failed(ADAPTERLINT_DEBUG="1").stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("- <&-", "Error: standard input is closed: there is nothing to read from `-`\n"),
        (". >&-", "Error: standard output is closed: there is nowhere to print to\n"),
        ("rule ADL201 >&-", "Error: standard output is closed: there is nowhere to print to\n"),
    ],
)
def test_a_closed_stream_is_said_in_one_line(project, line, message):
    result = in_shell(line)
    assert (result.returncode, result.stdout, result.stderr) == (2, "", message)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("line", [".", "rule", "rule ADL201", "schema", "schema BnConfig", "--help", "--version"])
def test_a_full_output_is_said_in_one_line(project, line):
    (project / "train.py").write_text("import torch\n")
    result = in_shell(f"{line} > /dev/full")
    assert result.returncode == 2
    assert result.stderr.startswith("Error: the output cannot be written: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the streams")
def test_without_standard_error_the_exit_code_tells(project):
    (project / "train.py").write_text("import torch\n")
    assert in_shell(". 2>&-").returncode == 0
    assert in_shell("--colour 2>&-").returncode == 2


def in_shell(line):
    command = f"exec {sys.executable} -m adapterlint {line}"
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
