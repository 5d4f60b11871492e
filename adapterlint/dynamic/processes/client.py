"""Starts the server and asks it to perform runs; whatever happens, no process is left behind."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent import futures
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO, cast

from adapterlint.dynamic.outcomes.outcome import Outcome, from_json
from adapterlint.dynamic.processes.wire import Installation, Settings, numbered, write_settings

if TYPE_CHECKING:
    from typing_extensions import Self

IMPORT_SECONDS = 120.0
"""How long the import of the library may take."""

_MOMENT = 1.0
"""Seconds within which a server that is told to end does so, unless it is stopped or stuck."""

_ROOT = Path(__file__).resolve().parents[3]
# The folder in which the linter was started is no place to import from: what lies there is what is linted.
_PROGRAM = (
    "import sys; sys.path[0] = sys.argv.pop(1); "
    "from adapterlint.dynamic.processes.server import main; main(sys.argv[1])"
)
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
        ended: whether it performs no more runs.
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
        self._writing = threading.Lock()
        self._keys = itertools.count(1)
        self._pending: dict[int, futures.Future[Outcome]] = {}
        self.ended = False
        self._asked = time.monotonic()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        try:
            self.installation = self._greeting()
            self._listener.start()
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

    def submit(self, request: str) -> futures.Future[Outcome]:
        """Ask for a run.

        Returns:
            Its outcome, when it is there; a `ServerError` if the server ends before.
        """
        future: futures.Future[Outcome] = futures.Future()
        future.set_running_or_notify_cancel()
        key = next(self._keys)
        self._asked = time.monotonic()
        self._pending[key] = future
        with self._writing, contextlib.suppress(BrokenPipeError, ValueError):  # it has ended; `_listen` finds out
            self._requests.write(numbered(key, request))
            self._requests.flush()
        if self.ended:
            self._give_up()
        return future

    @property
    def pid(self) -> int:
        """Its process, the leader of a session that all of its children belong to."""
        return self._process.pid

    @property
    def idle_seconds(self) -> float:
        """How long nothing has been asked of it; 0 while it performs runs."""
        return 0.0 if self._pending else time.monotonic() - self._asked

    def _listen(self) -> None:
        """Hand out outcomes until the server ends."""
        with contextlib.suppress(OSError, ValueError):  # it was killed from here, which closes the pipe
            while message := self._hear():
                future = self._pending.pop(int(cast("int", message["key"])))
                future.set_result(from_json(cast("dict[str, object]", message["outcome"])))
        self.ended = True
        self._give_up()

    def _give_up(self) -> None:
        with contextlib.suppress(KeyError):
            while True:
                _, future = self._pending.popitem()
                future.set_exception(ServerError("the process that runs the library ended unexpectedly"))

    def _hear(self) -> dict[str, object] | None:
        line = self._answers.readline()
        return dict(json.loads(line)) if line else None

    def kill(self) -> None:
        """End the server and its children at once; it has a moment to bury them itself."""
        self._process.terminate()
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_MOMENT)
        finally:  # also when Ctrl-C is pressed again
            if hasattr(os, "killpg"):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
        self._process.wait()
        if self._listener.is_alive():
            self._listener.join()  # a pipe must not be closed while it is read
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def perform_alone(request: str, settings: Settings) -> Outcome:
    """Perform a run in a server of its own, where forking is no way to have many from one."""
    with Server(replace(settings, inline=True)) as server:
        try:
            return server.submit(request).result(settings.seconds)
        except futures.TimeoutError:
            death = f"it took longer than {settings.seconds:g} seconds"
        except ServerError:
            death = "its process ended"
    return Outcome(phase="", died=death)
