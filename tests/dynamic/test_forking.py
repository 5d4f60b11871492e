"""Children may die in any way; the others and the parent go on."""

import faulthandler
import os
import signal
import sys
import time

import pytest

from adapterlint.dynamic.forking import OUTPUT_KEPT, ForkPool
from adapterlint.dynamic.limits import Limits

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def task(request: bytes) -> bytes:
    match request:
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"crash":
            faulthandler.disable()
            os.abort()
        case b"hang":
            time.sleep(60)
        case b"exit":
            sys.exit(3)
        case b"vanish":
            os._exit(0)
        case b"raise":
            raise RuntimeError("not caught by the task")
        case b"devour":
            bytearray(1 << 33)
        case b"print":
            os.write(1, b"x" * 100_000 + b"the end")
    return request * 100_000


def ends(*requests: bytes, jobs: int = 2, seconds: float = 0.5):
    pool = ForkPool(task, Limits(seconds=seconds, megabytes=256), jobs)
    for key, request in enumerate(requests):
        pool.submit(key, request)
    ended = {}
    while not pool.idle:
        ended |= {requests[one.key]: one for one in pool.wait()}
    pool.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    return ended


def test_deaths_are_told_apart_and_harm_nobody():
    ended = ends(b"a", b"kill", b"crash", b"hang", b"exit", b"vanish", b"raise", b"devour", b"b")
    deaths = {request: one.death for request, one in ended.items()}
    assert deaths == {
        b"a": None,
        b"b": None,
        b"kill": "it was killed by SIGKILL",
        b"crash": "it was killed by SIGABRT",
        b"hang": "it took longer than 0.5 seconds",
        b"exit": "it ended with exit status 3",
        b"vanish": "it ended with exit status 0",
        b"raise": "it ended with exit status 1",
        b"devour": "it ended with exit status 1",
    }
    assert ended[b"b"].reply == b"b" * 100_000
    assert "not caught by the task" in ended[b"raise"].output


def test_what_a_child_prints_is_kept_within_limits():
    output = ends(b"print")[b"print"].output
    assert output.endswith("the end")
    assert len(output) == OUTPUT_KEPT


def test_closing_ends_children_that_still_run():
    pool = ForkPool(task, Limits(seconds=60), jobs=1)
    pool.submit(0, b"hang")
    pool.submit(1, b"hang")
    other, wake = os.pipe()
    os.write(wake, b"!")
    assert list(pool.wait(other)) == []
    pool.close()
    os.close(other)
    os.close(wake)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
