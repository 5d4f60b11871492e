"""Runs a task in forked children, each of which may hang, crash or eat memory without harm to the others.

The parent has imported what the task needs, once; a child starts with it in a few milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from adapterlint.dynamic.processes.limits import MEGABYTE, PATIENCE, Limits, limit_this_process, processor_time

OUTPUT_KEPT = 4096
"""Of what a child prints, the last bytes are kept."""
OUTPUT_AT_MOST = 32 * MEGABYTE
"""A child that prints more is ended: it does nothing else any more."""
_IDLE = 0.01
"""A child that takes a smaller part of a processor hangs."""
_CHUNK = 1 << 16
_OUT_OF_MEMORY = 137
"""The exit status of a child that caught it, as shells count a process that the system killed for it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended.

    Attributes:
        reply: what the task returned; None if it did not return.
        death: how the process ended instead: `it was killed by SIGSEGV`.
        output: the end of what it printed.
    """

    key: int
    reply: bytes | None
    death: str | None
    seconds: float
    output: str


@dataclass(slots=True)
class _Child:
    """A child at work.

    Attributes:
        deadline: when it is looked at whether it may go on.
        looked_at: when that was done last, or when it started.
        worked: how long it had been on a processor then, in seconds.
    """

    key: int
    pid: int
    started: float
    deadline: float
    looked_at: float
    worked: float = 0.0
    reply: bytearray = field(default_factory=bytearray)
    output: bytearray = field(default_factory=bytearray)
    printed: int = 0
    open_pipes: int = 2

    def hear(self, data: bytes, received: bytearray) -> None:
        """Take what came out of one of its pipes."""
        received.extend(data)
        if received is self.output:
            self.printed += len(data)
            del self.output[:-OUTPUT_KEPT]


class ForkPool:
    """Children that perform a task, at most `jobs` at a time.

    Attributes:
        private: file descriptors of the parent that no child may hold open.
    """

    def __init__(
        self, task: Callable[[bytes], bytes], limits: Limits, jobs: int = 1, private: Collection[int] = ()
    ) -> None:
        self._task = task
        self._limits = limits
        self._jobs = jobs
        self.private = private
        self._selector = selectors.DefaultSelector()
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._children: dict[int, _Child] = {}

    def submit(self, key: int, request: bytes) -> None:
        """Ask for the task to be performed; `key` comes back with its end."""
        self._waiting.append((key, request))

    def wait(self, other: int | None = None) -> Iterator[Ended]:
        """Wait until something happens, and yield the children that have ended.

        Args:
            other: a file descriptor to be woken up by as well, when it can be read.
        """
        while self._waiting and len(self._children) < self._jobs:
            self._fork(*self._waiting.popleft())
        if other is not None:
            self._selector.register(other, selectors.EVENT_READ, None)
        try:
            for key, _ in self._selector.select(self._patience()):
                if key.data is not None:
                    self._read(key)
        finally:
            if other is not None:
                self._selector.unregister(other)
        now = time.monotonic()
        for child in list(self._children.values()):
            if child.open_pipes == 0:
                yield self._buried(child, None)
            elif now > child.deadline and not self._may_go_on(child, now):
                yield self._buried(child, f"it took longer than {self._limits.seconds:g} seconds")
            elif child.printed > OUTPUT_AT_MOST:
                yield self._buried(child, f"it printed more than {OUTPUT_AT_MOST // MEGABYTE} megabytes")

    @property
    def idle(self) -> bool:
        """Whether there is nothing to wait for."""
        return not self._waiting and not self._children

    def close(self) -> None:
        """End all children."""
        self._waiting.clear()
        for child in list(self._children.values()):
            self._buried(child, "it was stopped")
        self._selector.close()

    def bury(self) -> None:
        """End all children, wherever the pool is interrupted: not even a zombie is left to whom it would fall to."""
        for pid in [*self._children]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)

    def _patience(self) -> float | None:
        if not self._children:
            return None
        first = min(child.deadline for child in self._children.values())
        return max(0.0, first - time.monotonic()) + 0.01

    def _may_go_on(self, child: _Child, now: float) -> bool:
        """Give a child more time that is at work, and that others kept from the processor."""
        seconds = self._limits.seconds
        worked = processor_time(child.pid)
        if worked is None or worked >= seconds or now - child.started > PATIENCE * seconds:
            return False
        is_at_work = worked - child.worked > _IDLE * (now - child.looked_at)
        child.worked, child.looked_at = worked, now
        child.deadline = now + max(seconds - worked, seconds / PATIENCE)
        return is_at_work

    def _fork(self, key: int, request: bytes) -> None:
        reply_end, reply_start = os.pipe()
        output_end, output_start = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._be_child(request, reply_start, output_start)
        os.close(reply_start)
        os.close(output_start)
        now = time.monotonic()
        child = _Child(key, pid, now, now + self._limits.seconds, now)
        self._children[pid] = child
        self._selector.register(reply_end, selectors.EVENT_READ, (child, child.reply))
        self._selector.register(output_end, selectors.EVENT_READ, (child, child.output))

    def _be_child(self, request: bytes, reply_start: int, output_start: int) -> None:
        """Perform the task and end. Nothing of the parent's stack may run again in here."""
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(output_start, 1)
            os.dup2(output_start, 2)
            for descriptor in self.private:
                os.close(descriptor)
            limit_this_process(self._limits)
            reply = memoryview(self._task(request))
            while reply:
                reply = reply[os.write(reply_start, reply) :]
            status = 0
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 1
        except MemoryError:
            status = _OUT_OF_MEMORY
        except BaseException:  # noqa: BLE001 - there is no one above: the child says what happened, and ends
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(status & 0xFF)

    def _read(self, key: selectors.SelectorKey) -> None:
        child, received = key.data
        if data := os.read(key.fd, _CHUNK):
            child.hear(data, received)
        else:
            self._close(key)
            child.open_pipes -= 1

    def _close(self, key: selectors.SelectorKey) -> None:
        self._selector.unregister(key.fd)
        os.close(key.fd)

    def _buried(self, child: _Child, death: str | None) -> Ended:
        """Reap a child, by force if it is to die."""
        if death is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
        for key in [key for key in self._selector.get_map().values() if key.data and key.data[0] is child]:
            self._close(key)
        _, status = os.waitpid(child.pid, 0)
        del self._children[child.pid]
        code = os.waitstatus_to_exitcode(status)
        if death is None and (code != 0 or not child.reply):
            death = _death(code)
        return Ended(
            key=child.key,
            reply=bytes(child.reply) if death is None else None,
            death=death,
            seconds=time.monotonic() - child.started,
            output=bytes(child.output).decode("utf-8", "replace"),
        )


def _death(code: int) -> str:
    if code == _OUT_OF_MEMORY:
        return "it ran out of memory"
    if code >= 0:
        return f"it ended with exit status {code}"
    known = {int(one): one.name for one in signal.Signals}
    return f"it was killed by {known.get(-code, f'signal {-code}')}"
