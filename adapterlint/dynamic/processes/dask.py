"""An executor that brings runs to the workers of a Dask cluster."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from adapterlint.dynamic.processes.client import ServerError

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10.0
"""Seconds within which a cluster must answer, and have a worker."""
_LOOK_EVERY = 1.0
_WITH_LEVELS_OF_THEIR_OWN = ("distributed", "distributed.client", "tornado", "tornado.application")
"""Loggers that Dask gives levels, under which it tells of each attempt to come back to a cluster that has died."""


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Connect to an existing cluster, and leave it as it is.

    Args:
        address: that of its scheduler, `tcp://host:8786`.

    Raises:
        ServerError: Dask is not installed, or there is no cluster, or it has no worker.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ServerError(
            "`--executor` needs Dask, which is not installed here; `pip install 'adapterlint[distributed]'` brings it"
        ) from error
    for noisy in _WITH_LEVELS_OF_THEIR_OWN:
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise ServerError(f"no Dask cluster answers at `{address}`: {error}") from error
    try:
        _wait_for_worker(client, address)
        with watched(client):
            yield client.get_executor(pure=False)
    finally:
        # A cluster that died while it was asked says no goodbye; what went wrong has been said by then.
        with suppress(TimeoutError):
            client.close(timeout=PATIENCE)


def _wait_for_worker(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise ServerError(f"the Dask cluster at `{address}` has no worker") from error


@contextmanager
def watched(client: Client) -> Iterator[None]:
    """Give up what a cluster was asked for when it no longer answers; Dask itself would wait for its return."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_EVERY):
            if client.status != "running":
                # Nobody waits for the end of this, and a cluster that is gone cannot confirm it.
                with suppress(TimeoutError):
                    client.close(timeout=0)
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
