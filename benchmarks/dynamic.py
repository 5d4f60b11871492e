"""What dynamic mode costs, beside doing the same by hand: import the library, build a model, add, train some steps.

    python benchmarks/dynamic.py [RUNS]      # default: 24 configurations

By hand means a process for each configuration, as a smoke test that is typed has it. Each row is measured in this one
run; what counts are the ratios. Memory is the largest resident set of any one process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from adapterlint.dynamic import Plan, Run, Settings, run_plan
from adapterlint.dynamic.planning.originals import named
from adapterlint.dynamic.processes.client import processors

IMPORT = "import torch, transformers, adapters"
BY_HAND = """
import sys, warnings
warnings.simplefilter("ignore")
import torch, adapters
from transformers import AutoModel, BertConfig
torch.set_num_threads(1)
model = AutoModel.from_config(BertConfig({small}))
adapters.init(model)
model.add_adapter("task", config=sys.argv[1])
model.train_adapter("task")
optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=1e-3)
ids = torch.randint(5, 100, (4, 24))
for _ in range(4):
    loss = model(ids).last_hidden_state.pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
SMALL = (
    "num_hidden_layers=4, hidden_size=128, num_attention_heads=4, intermediate_size=256, vocab_size=128, "
    "max_position_embeddings=512"
)
CLIENT = (
    "import sys; from benchmarks.dynamic import measured; measured(int(sys.argv[1]), sys.argv[2] or None, sys.argv[3])"
)


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    print(f"{count} bottleneck configurations in a small BERT, {processors()} processors")
    print(f"{'':44}{'total':>10} {'each':>10} {'memory':>9}")
    row("import torch, transformers, adapters", 1, [sys.executable, "-c", IMPORT])
    small = row("by hand, small model", 1, [sys.executable, "-c", BY_HAND.format(small=SMALL), "seq_bn"])
    row("by hand, model at full size", 1, [sys.executable, "-c", BY_HAND.format(small=""), "seq_bn"])
    with tempfile.TemporaryDirectory() as folder:
        for name, cache, probes in (
            ("adapterlint, quick", folder, "quick"),
            ("adapterlint, quick, known from before", folder, "quick"),
            ("adapterlint, full", "", "full"),
        ):
            seconds = row(name, count, [sys.executable, "-c", CLIENT, str(count), cache, probes])
            print(f"{'':44}{small * count / seconds:9.1f} times faster than by hand, in a small model")


def measured(count: int, cache: str | None, probes: str) -> None:
    """Run as many configurations as asked for; called in a process of its own, whose memory is measured."""
    model = named("bert-base-uncased")
    if model is None:
        sys.exit("the table of checkpoints has no BERT")
    runs = tuple(Run(f"seq_bn[reduction_factor={number}]", model, ()) for number in range(2, count + 2))
    settings = Settings(device="cpu", jobs=processors(), probes="full" if probes == "full" else "quick")
    report = run_plan(Plan(runs), settings, cache=Path(cache) if cache else None)
    if any(outcome.phase != "steps" for _, outcome in report.outcomes):
        sys.exit("a run did not come through")


def row(name: str, count: int, command: list[str]) -> float:
    """Run a command, and print how long it takes and how much memory.

    Returns:
        The time, in seconds.
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent), "OMP_NUM_THREADS": "1"}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    largest = 0
    while process.poll() is None:
        largest = max([largest, *map(resident, family(process.pid))])
        time.sleep(0.02)
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"{name}: exit status {process.returncode}")
    print(f"{name:44}{seconds:8.2f} s {seconds / count:8.2f} s {largest / 2**20:6.0f} MB", flush=True)
    return seconds


def family(pid: int) -> list[int]:
    """Return a process and all below it; Linux only, as the measurement of memory."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(below for child in children for below in family(int(child)))]


def resident(pid: int) -> int:
    """Return the resident set of a process, in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    main()
