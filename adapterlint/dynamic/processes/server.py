"""The process that imports the real library once, and performs runs in children.

It is started by `adapterlint.dynamic.processes.client` and speaks JSON, one object a line, on its standard input and
output: first it says what it runs (`ready`) or why it cannot (`failed`); then it takes runs and gives outcomes.
It ends, with all its children, when its input ends, and on SIGTERM.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, TextIO

from adapterlint.dynamic.outcomes.outcome import Outcome, from_json, to_json
from adapterlint.dynamic.processes.forking import Ended, ForkPool
from adapterlint.dynamic.processes.limits import Limits
from adapterlint.dynamic.processes.wire import Installation, number_of, read_request, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 1 << 16
_DEVICE = 0
"""The key of the task that finds the device; runs have keys from 1."""


def main(arguments: str) -> None:
    """Serve until the input ends.

    Args:
        arguments: the settings, as `adapterlint.dynamic.processes.wire` writes them.
    """
    settings = read_settings(arguments)
    answers = _taken_output()
    # Imports make a million objects and no garbage to look for, neither now nor in each child.
    gc.disable()
    try:
        # Whatever an import of the library may need to raise, a broken installation is told as what it is.
        from adapterlint.dynamic import device, trial, worker

        # What the library imports on first use is imported here once, and not in every child.
        from adapterlint.dynamic.models.modules import import_ahead
    except Exception as error:  # noqa: BLE001 - see above
        _say(answers, {"failed": f"{type(error).__name__}: {error}"})
        return
    gc.freeze()
    gc.enable()

    def perform(request: bytes) -> bytes:
        recipe, original, setup = read_request(request)
        found = device.best(settings.device)
        return json.dumps(to_json(trial.perform(recipe, original, found, setup, settings))).encode()

    def find_device(_: bytes) -> bytes:
        return device.best(settings.device).encode()

    pool: ForkPool | None = None
    if settings.inline:
        found = find_device(b"")
    else:
        # A process that has touched CUDA cannot fork, so a child looks which devices there are.
        found = _asked_of_a_child(find_device)
        # What CUDA reserves of the address space has no measure.
        megabytes = settings.megabytes if found == b"cpu" else None
        pool = ForkPool(perform, Limits(settings.seconds, megabytes), settings.jobs, private=(answers.fileno(),))
    if not found:
        _say(answers, {"failed": f"torch finds no device `{settings.device}` here"})
        return
    _say(answers, {"ready": dataclasses.asdict(Installation(*worker.versions(), device=found.decode()))})
    if pool is None:
        _serve_inline(perform, answers)
    else:
        _serve(pool, answers, lambda request: import_ahead(read_request(request)[1]))


def _asked_of_a_child(task: Callable[[bytes], bytes]) -> bytes:
    pool = ForkPool(task, Limits(megabytes=None))
    pool.submit(_DEVICE, b"")
    while not pool.idle:
        for ended in pool.wait():
            return ended.reply or b""
    return b""


def _serve(pool: ForkPool, answers: TextIO, prepare: Callable[[bytes], None]) -> None:
    """Perform runs in children, once this process is prepared for them."""

    def end(*_: object) -> None:
        pool.bury()
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    received = b""
    requests = sys.stdin.fileno()
    os.set_blocking(requests, False)
    try:
        while True:
            for ended in pool.wait(requests):
                _say(answers, {"key": ended.key, "outcome": to_json(_outcome(ended))})
            try:
                data = os.read(requests, _CHUNK)
            except BlockingIOError:
                continue
            if not data:
                return
            *lines, received = (received + data).split(b"\n")
            for line in lines:
                key, request = number_of(line)
                prepare(request)
                pool.submit(key, request)
    finally:
        pool.close()


def _serve_inline(perform: Callable[[bytes], bytes], answers: TextIO) -> None:
    for line in sys.stdin.buffer:
        key, request = number_of(line)
        _say(answers, {"key": key, "outcome": json.loads(perform(request))})


def _outcome(ended: Ended) -> Outcome:
    if ended.reply is None:
        return Outcome(phase="", died=ended.death, seconds=ended.seconds, output=ended.output)
    return dataclasses.replace(from_json(json.loads(ended.reply)), output=ended.output)


def _taken_output() -> TextIO:
    """Take standard output for the answers, so that nothing else can print between them."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _say(answers: TextIO, message: dict[str, object]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()
