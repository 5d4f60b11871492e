"""Starts the server and asks it to perform runs; whatever happens, no process is left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO, cast

from adapterlint.dynamic.outcome import Outcome, from_json
from adapterlint.dynamic.plan import Run
from adapterlint.dynamic.wire import Installation, Settings, write_request, write_settings

if TYPE_CHECKING:
    from typing_extensions import Self

IMPORT_SECONDS = 120.0
"""How long the import of the library may take."""

_ROOT = Path(__file__).resolve().parents[2]
# The folder in which the linter was started is no place to import from: what lies there is what is linted.
_PROGRAM = "import sys; sys.path[0] = sys.argv.pop(1); from adapterlint.dynamic.server import main; main(sys.argv[1])"
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONWARNINGS": "ignore",
    # Runs are small and side by side; and a process with threads should not fork.
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class ServerError(Exception):
    """The library cannot be run here; the message says why."""


def can_fork(device: str) -> bool:
    """Whether runs can be forked; on macOS, Metal cannot be used in a forked process."""
    return hasattr(os, "fork") and not (sys.platform == "darwin" and device != "cpu")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Server:
    """A running server; a context manager that ends it with all its children.

    Attributes:
        installation: what it runs.
    """

    def __init__(self, settings: Settings) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a program that is written above
            [sys.executable, "-c", _PROGRAM, str(_ROOT), write_settings(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ENVIRONMENT},
            text=True,
            encoding="utf-8",
            # A group of its own: Ctrl-C reaches the linter only, and ends the whole group through it.
            start_new_session=True,
        )
        self._requests = cast("TextIO", self._process.stdin)
        self._answers = cast("TextIO", self._process.stdout)
        try:
            self.installation = self._greeting()
        except BaseException:
            self.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()

    def _greeting(self) -> Installation:
        timer = threading.Timer(IMPORT_SECONDS, self.kill)
        timer.start()
        try:
            message = self._hear()
        finally:
            timer.cancel()
        if message is None:
            raise ServerError("the library could not be imported: the process ended")
        if "failed" in message:
            raise ServerError(f"the library cannot be run: {message['failed']}")
        return Installation(**message["ready"])  # type: ignore[arg-type]

    def perform(self, runs: Sequence[Run]) -> Iterator[tuple[Run, Outcome]]:
        """Perform runs, and yield each outcome when it is there, in any order."""
        pending = dict(enumerate(runs, start=1))
        with contextlib.suppress(BrokenPipeError):
            for key, run in pending.items():
                self._requests.write(write_request(key, run.recipe, run.original) + "\n")
            self._requests.flush()
        while pending and (message := self._hear()):
            yield pending.pop(int(message["key"])), from_json(message["outcome"])  # type: ignore[call-overload,arg-type]
        for run in pending.values():
            yield run, Outcome(phase="", died="the process that runs the library ended")

    def _hear(self) -> dict[str, object] | None:
        line = self._answers.readline()
        return dict(json.loads(line)) if line else None

    def kill(self) -> None:
        """End the server and its children at once."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def perform_one_by_one(runs: Sequence[Run], settings: Settings) -> Iterator[tuple[Run, Outcome]]:
    """Perform each run in a server of its own, where forking is no way to have many from one."""
    for run in runs:
        with Server(replace(settings, inline=True)) as server:
            timer = threading.Timer(settings.seconds, server.kill)
            timer.start()
            yield from server.perform([run])
            timer.cancel()
