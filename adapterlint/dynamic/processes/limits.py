"""Limits on a process, set from inside it."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource

MEGABYTE = 1 << 20
GRACE = 5.0
"""Seconds after which a process ends itself that should have been ended from outside."""
PATIENCE = 10
"""So many times its seconds a process may take that others keep from the processor."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use.

    Attributes:
        seconds: of time on the clock; of time on the processor where there is less of it.
        megabytes: of memory, on top of what the imported libraries take; None for no limit.
    """

    seconds: float = 60.0
    megabytes: int | None = 4096


def limit_this_process(limits: Limits) -> None:
    """Limit memory where the system can, and time for the case that nobody is left to watch."""
    if sys.platform == "win32":
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE * limits.seconds + GRACE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.megabytes is not None and (used := address_space()) is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = used + limits.megabytes * MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def processor_time(process: int) -> float | None:
    """Return how many seconds a process was on a processor; None where Linux's /proc is missing."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:  # noqa: PTH123 - no Path for a kernel interface
            # The name of the process, in parentheses, may contain anything.
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    user, system = fields[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def address_space_left() -> int | None:
    """Return how many bytes of address space this process may still take; None without a limit."""
    if sys.platform == "win32" or (used := address_space()) is None:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft - used


def address_space() -> int | None:
    """Return how many bytes of address space this process takes; None where Linux's /proc is missing."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no Path for a kernel interface
            pages = int(file.read().split()[0])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
