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


def with_room(work: Callable[[], Result]) -> Result:
    """Do work in a thread of its own, whose stack can be larger than the one at hand.

    Raises:
        Exception: whatever the work raises.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    stack_before, limit_before = threading.stack_size(STACK_BYTES), sys.getrecursionlimit()
    sys.setrecursionlimit(max(RECURSION_LIMIT, limit_before))
    try:
        thread = threading.Thread(target=run, name="adapterlint-reader", daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(stack_before)
        sys.setrecursionlimit(limit_before)
    if errors:
        raise errors[0]
    return results[0]
