"""Room for deeply nested code: a stack and a recursion limit larger than usual."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

STACK_BYTES = 256 * 2**20
"""Reserved, and only used as far as it is needed."""
RECURSION_LIMIT = 20_000

Result = TypeVar("Result")

_stopping = threading.Event()


def with_room(work: Callable[[], Result]) -> Result:
    """Do work in a thread of its own, whose stack can be larger than the one at hand.

    Raises:
        Exception: whatever the work raises.
    """
    results: list[Result] = []
    errors: list[BaseException] = []
    done = threading.Event()  # unlike `join`, it can be waited for again after an interruption

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)
        finally:
            done.set()

    stack_before, limit_before = threading.stack_size(STACK_BYTES), sys.getrecursionlimit()
    sys.setrecursionlimit(max(RECURSION_LIMIT, limit_before))
    try:
        thread = threading.Thread(target=run, name="adapterlint-reader", daemon=True)
        thread.start()
        try:
            done.wait()
        except KeyboardInterrupt:
            _wait_for(done)
            raise
    finally:
        threading.stack_size(stack_before)
        sys.setrecursionlimit(limit_before)
    if errors:
        raise errors[0]
    return results[0]


def go_on() -> None:
    """Let the work at hand end here if an interruption waits for it.

    Raises:
        KeyboardInterrupt: it does.
    """
    if _stopping.is_set():
        raise KeyboardInterrupt


def _wait_for(done: threading.Event) -> None:
    """Wait for interrupted work to end: Python aborts if it ends while the parser still runs."""
    _stopping.set()
    while not done.is_set():
        try:
            done.wait()
        except KeyboardInterrupt:  # asked once more; it ends as soon as it can
            continue
    _stopping.clear()
