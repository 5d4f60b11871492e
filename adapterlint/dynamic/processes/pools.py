"""Where runs are performed: in children of a server beside the linter, or wherever an executor brings them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol, TypeVar

from adapterlint.dynamic.outcomes.outcome import Outcome
from adapterlint.dynamic.processes.client import Server, ServerError, perform_alone, processors
from adapterlint.dynamic.processes.wire import Installation, Settings, read_settings, write_settings
from adapterlint.dynamic.storage import cache_folder

IDLE_SECONDS = 60.0
"""After so long without a run, a worker of an executor lets go of the library."""

Result = TypeVar("Result")


class Pool(Protocol):
    """Performs runs.

    Attributes:
        installation: what it performs them with.
    """

    installation: Installation

    def submit(self, request: str) -> Future[Outcome]:
        """Ask for a run; see `adapterlint.dynamic.processes.wire.write_request`."""
        ...


@contextmanager
def opened(settings: Settings, executor: Executor | None) -> Iterator[Pool]:
    """Yield a pool, and end whatever it has started.

    Args:
        executor: where to perform runs; None for here.

    Raises:
        ServerError: the library cannot be run there.
    """
    if executor is not None:
        elsewhere = Elsewhere(executor, settings)
        try:
            yield elsewhere
        finally:
            elsewhere.cancel()
    elif settings.inline:
        with ThreadPoolExecutor(max_workers=1) as thread:
            one_by_one = OneByOne(thread, settings)
            try:
                yield one_by_one
            finally:
                thread.shutdown(wait=False, cancel_futures=True)
    else:
        with Server(settings) as server:
            yield server


class OneByOne:
    """Performs each run in a process of its own, that imports the library for it."""

    def __init__(self, thread: Executor, settings: Settings) -> None:
        self._thread = thread
        self._settings = settings
        with Server(settings) as server:
            self.installation = server.installation

    def submit(self, request: str) -> Future[Outcome]:
        """Ask for a run."""
        return self._thread.submit(perform_alone, request, self._settings)


class Elsewhere:
    """Performs runs on an executor, each in a child process of a worker, which survives it.

    The workers need adapterlint with its extra `dynamic`.
    """

    def __init__(self, executor: Executor, settings: Settings) -> None:
        self._executor = executor
        self._settings = write_settings(settings)
        self._theirs: list[Future[Outcome]] = []
        self.installation: Installation = _result(_asked(executor, introduce, self._settings))

    def submit(self, request: str) -> Future[Outcome]:
        """Ask for a run."""
        mine: Future[Outcome] = Future()
        mine.set_running_or_notify_cancel()
        theirs = _asked(self._executor, perform, self._settings, request)
        self._theirs.append(theirs)

        def hand_over(done: Future[Outcome]) -> None:
            try:
                mine.set_result(_result(done))
            except ServerError as error:
                mine.set_exception(error)

        theirs.add_done_callback(hand_over)
        return mine

    def cancel(self) -> None:
        """Take back what is still waiting."""
        for future in self._theirs:
            future.cancel()


def _asked(executor: Executor, function: Callable[..., Result], *arguments: str) -> Future[Result]:
    """Submit something to an executor, which may be closed, or lose its cluster, at any time.

    Raises:
        ServerError: it takes nothing any more.
    """
    try:
        return executor.submit(function, *arguments)
    except Exception as error:
        raise ServerError(f"the executor takes no runs: {type(error).__name__}: {error}") from error


def _result(future: Future[Result]) -> Result:
    """Wait for a future; whatever went wrong where it was performed is told as what it is."""
    try:
        return future.result()
    except ServerError:
        raise
    except CancelledError as error:
        raise ServerError("the executor gave up: its connection is lost, or it was closed") from error
    except Exception as error:
        raise ServerError(f"the executor failed: {type(error).__name__}: {error}") from error


def introduce(settings: str) -> Installation:
    """Tell what a worker runs; called in the worker."""
    return _server(settings).installation


def perform(settings: str, request: str) -> Outcome:
    """Perform a run in a child process of a worker; called in the worker, in one of its threads."""
    understood = read_settings(settings)
    if understood.inline:
        return perform_alone(request, understood)
    return _server(settings).submit(request).result()


_servers: dict[str, Server] = {}
_starting = threading.Lock()


def _server(settings: str) -> Server:
    """Return this worker's server; it is started where there is none, and ended when it is no longer needed."""
    with _starting:
        server = _servers.get(settings)
        if server is None or server.ended:
            understood = read_settings(settings)
            pretrained = str(cache_folder() / "models") if understood.pretrained else None
            server = Server(replace(understood, jobs=processors(), pretrained=pretrained))
            _servers[settings] = server
            _look_after(settings, server)
        return server


def let_go() -> None:
    """End this worker's servers at once, and not only when they have been idle for long."""
    with _starting:
        while _servers:
            _, server = _servers.popitem()
            server.kill()


def _look_after(settings: str, server: Server) -> None:
    """End a server when it was idle for long enough."""

    def look() -> None:
        with _starting:
            if server.idle_seconds < IDLE_SECONDS:
                _look_after(settings, server)
                return
            if _servers.get(settings) is server:
                del _servers[settings]
        server.kill()

    timer = threading.Timer(IDLE_SECONDS, look)
    timer.daemon = True
    timer.start()
