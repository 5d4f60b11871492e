"""Children may die in any way; the others and the parent go on."""

import faulthandler
import os
import signal
import sys
import time

import pytest

from adapterlint.dynamic.processes.forking import OUTPUT_KEPT, ForkPool
from adapterlint.dynamic.processes.limits import Limits

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def raise_uncaught():
    raise RuntimeError("not caught by the task")


def flood():
    while True:
        os.write(1, b"x" * (1 << 20))


def burn(seconds: float = float("inf")):
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass


def work_with_breaks():
    """Be off the processor most of the time, as when others are on it."""
    for _ in range(10):
        burn(0.02)
        time.sleep(0.1)


DOES = {
    b"kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    b"abort": os.abort,
    b"segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    b"real-time": lambda: os.kill(os.getpid(), signal.SIGRTMIN + 1),
    b"hang": lambda: time.sleep(60),
    b"burn": burn,
    b"breaks": work_with_breaks,
    b"exit": lambda: sys.exit(3),
    b"exit far": lambda: sys.exit(1 << 40),
    b"vanish": lambda: os._exit(0),
    b"raise": raise_uncaught,
    b"devour": lambda: bytearray(1 << 33),
    b"print": lambda: os.write(1, b"x" * 100_000 + b"the end"),
    b"flood": flood,
}
DEATHS = {
    b"kill": "it was killed by SIGKILL",
    b"abort": "it was killed by SIGABRT",
    b"segfault": "it was killed by SIGSEGV",
    b"real-time": f"it was killed by signal {signal.SIGRTMIN + 1}",
    b"hang": "it took longer than 0.5 seconds",
    b"exit": "it ended with exit status 3",
    b"exit far": "it ended with exit status 0",
    b"vanish": "it ended with exit status 0",
    b"raise": "it ended with exit status 1",
    b"devour": "it ran out of memory",
    b"flood": "it printed more than 32 megabytes",
}


def task(request: bytes) -> bytes:
    faulthandler.disable()
    DOES.get(request, lambda: None)()
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
    ended = ends(b"a", *DEATHS, b"b")
    assert {request: one.death for request, one in ended.items()} == {b"a": None, **DEATHS, b"b": None}
    assert ended[b"b"].reply == b"b" * 100_000
    assert "not caught by the task" in ended[b"raise"].output
    assert len(ended[b"flood"].output) == OUTPUT_KEPT


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_a_child_that_others_keep_from_the_processor_has_more_time():
    ended = ends(b"breaks", b"burn", b"hang", jobs=3)
    assert ended[b"breaks"].death is None
    assert ended[b"breaks"].seconds > 1
    assert ended[b"burn"].death == ended[b"hang"].death == "it took longer than 0.5 seconds"
    assert ended[b"hang"].seconds < 4


def test_what_a_child_prints_is_kept_within_limits():
    output = ends(b"print")[b"print"].output
    assert output.endswith("the end")
    assert len(output) == OUTPUT_KEPT


def test_a_child_holds_nothing_open_that_is_the_parents_own():
    other, private = os.pipe()
    pool = ForkPool(task, Limits(seconds=60), private=(private,))
    pool.submit(0, b"hang")
    woken, wake = os.pipe()
    os.write(wake, b"!")
    assert list(pool.wait(woken)) == []
    os.close(private)
    assert os.read(other, 1) == b""
    pool.close()
    for descriptor in (other, woken, wake):
        os.close(descriptor)


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
