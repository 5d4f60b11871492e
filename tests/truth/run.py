"""Runs cases inside the environment of one release: one child process per case, with a time and a memory limit.

    python -m tests.truth.run [observe|fingerprint] < cases.jsonl > records.jsonl

Each line of the output is a record (see `observe` and `fingerprint`) with its case, written before the next case is
read; the first line says what was installed.
Cases whose class or base model the release does not have are left out.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import os
import resource
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import adapters
import torch
import transformers

from tests.truth.base_models import Batch, Unavailable, build, without_adapters
from tests.truth.cases import Case
from tests.truth.fingerprint import fingerprint
from tests.truth.observe import Record, observe

Watch = Callable[[torch.nn.Module, Batch, torch.Tensor, Case], Record]
"""What looks at a case in a process of its own."""

SECONDS = 60
GIGABYTES = 4


def main() -> None:
    """Run the cases of the standard input."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    torch.set_num_threads(1)
    _import_what_steps_import()
    cases = (Case.from_json(json.loads(line)) for line in sys.stdin)
    with _only_mine() as output:
        versions = {module.__name__: module.__version__ for module in (adapters, transformers, torch)}
        _write(output, {"versions": versions})
        watch = {"observe": observe, "fingerprint": fingerprint}[sys.argv[1] if sys.argv[1:] else "observe"]
        for name, group in itertools.groupby(cases, key=lambda case: case.base_model):
            for line in run_all(name, group, watch):
                _write(output, line)


def run_all(base_model: str, cases: Iterable[Case], watch: Watch) -> Iterator[dict[str, Any]]:
    """Run the cases of one base model, after the base model's own configuration."""
    try:
        model, batch, base = _built(base_model)
    except Unavailable:
        return
    configuration = json.loads(model.config.to_json_string())
    yield {"base_model": base_model, "config": {"architectures": [type(model).__name__], **configuration}}
    for case in cases:
        if case.class_name is None or hasattr(adapters, case.class_name):
            yield {"case": case.to_json(), **in_child(model, batch, base, case, watch)}


@cache
def _built(base_model: str) -> tuple[torch.nn.Module, Batch, torch.Tensor]:
    """Build a base model once, with a batch and what it computes: no case changes it."""
    model, batch = build(base_model)
    return model, batch, without_adapters(model, batch)


def in_child(model: torch.nn.Module, batch: Batch, base: torch.Tensor, case: Case, watch: Watch) -> Record:
    """Watch a case in a forked child, so that neither a crash nor a hang ends the run."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            limit = GIGABYTES * 2**30 + _address_space()
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            os.write(writer, json.dumps(watch(model, batch, base, case)).encode())
        finally:
            os._exit(0)  # whatever happens, what follows is the parent's
    os.close(writer)
    try:
        answer = _read(reader, time.monotonic() + SECONDS)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if answer is None:
        return {"phase": "timeout"}
    return json.loads(answer) if answer else {"phase": "died"}


def _import_what_steps_import() -> None:
    """Take the first step of an optimizer here: it imports half of torch, which each child would do anew."""
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW([parameter])
    optimizer.zero_grad()
    parameter.sum().backward()
    optimizer.step()


def _read(reader: int, deadline: float) -> bytes | None:
    """Read all that a child writes; None if it takes too long."""
    answer = b""
    while select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
        chunk = os.read(reader, 2**16)
        if not chunk:
            return answer
        answer += chunk
    return None


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


@contextlib.contextmanager
def _only_mine() -> Iterator[TextIO]:
    """Keep the standard output for records: whatever else prints goes to the standard error."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as output:
        os.dup2(2, 1)
        yield output


def _write(output: TextIO, line: dict[str, Any]) -> None:
    output.write(json.dumps(line, ensure_ascii=False) + "\n")
    output.flush()


if __name__ == "__main__":
    main()
