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
    pipe = project / "train.py"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-m", "adapterlint", pipe], stderr=subprocess.PIPE) as process:
        writing = pipe.open("wb")  # waits until the linter has opened it for reading
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        writing.close()
    assert process.returncode == 130
    assert err.strip() == b"adapterlint: interrupted"


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the input")
def test_an_internal_failure_is_one_message(project):
    def without_input(**environment):
        command = ["sh", "-c", f"exec {sys.executable} -m adapterlint - <&-"]
        return subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
        )

    result = without_input()
    assert result.returncode == 2
    assert "internal failure: AttributeError: " in result.stderr
    assert "ADAPTERLINT_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in without_input(ADAPTERLINT_DEBUG="1").stderr
