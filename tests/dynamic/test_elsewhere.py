"""Runs on an executor: in children of its workers, which survive whatever happens to a run."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from adapterlint.dynamic import Plan, ServerError, Settings, run_plan
from adapterlint.dynamic.processes.pools import let_go
from tests.dynamic.conftest import Case, bottleneck, run_of

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None, memory_limit=0) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
SCRIPT = """
from adapters import AutoAdapterModel, SeqBnConfig
model = AutoAdapterModel.from_pretrained("bert-base-uncased")
model.add_adapter("a", config=SeqBnConfig(reduction_factor=8))
model.add_adapter("b", config=SeqBnConfig(reduction_factor=1e-8))
"""
MANY = """
import sys
from adapterlint.dynamic import Plan, Run, Settings, run_plan
from adapterlint.dynamic.processes.dask import cluster
from adapterlint.dynamic.planning.originals import Original
runs = tuple(Run(f"seq_bn[reduction_factor={n}]", Original("bert"), ()) for n in range(1, 200))
with cluster(sys.argv[1]) as executor:
    tell = lambda step: print("started", flush=True) if step.installation else None
    run_plan(Plan(runs), Settings(device="cpu"), tell, executor=executor)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A local Dask cluster in processes of its own."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER)
    process = subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    process.address = process.stdout.readline().strip()
    yield process
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


LINT = """
import sys
from adapterlint.cli import main
from adapterlint.dynamic.processes import dask
dask.PATIENCE = float(sys.argv.pop(1))
main()
"""


def lint(folder, *options, patience=10):
    (folder / "train.py").write_text(SCRIPT)
    linter = [sys.executable, "-c", LINT, str(patience)]
    command = [*linter, "--dynamic", "--output-format", "concise", *options, "train.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_cluster_performs_the_runs_and_survives_them(tmp_path, cluster):
    process = lint(tmp_path, "--executor", cluster.address, "--no-cache", "--select", "ADL907")
    assert process.returncode == 1, process.stderr
    assert "it ran out of memory" in process.stdout
    assert "2 configurations run with adapters 1." in process.stderr
    assert "Traceback" not in process.stderr
    longer = ("--dynamic=full", "--select", "ADL901", "--output-format", "json")
    again = lint(tmp_path, "--executor", cluster.address, "--no-cache", *longer)
    assert again.returncode == 0, again.stderr
    healthy, dead = json.loads(again.stdout)["runs"]["records"]
    assert {check["probe"]: check["verdict"] for check in healthy["checks"]}["learning"] == "pass"
    assert dead["verdict"] == "fail"


def test_a_cluster_that_dies_is_an_error(cluster):
    process = subprocess.Popen(
        [sys.executable, "-c", MANY, cluster.address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "started\n"
    os.killpg(cluster.pid, signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert "ServerError: the executor" in said.splitlines()[-1]
    assert "Exception in thread" not in said
    assert process.returncode == 1


def test_an_address_where_nobody_answers_is_an_error(tmp_path):
    process = lint(tmp_path, "--executor", "tcp://127.0.0.1:1", patience=1)
    assert process.returncode == 2
    assert "no Dask cluster answers at `tcp://127.0.0.1:1`" in process.stderr
    assert "Traceback" not in process.stderr


def test_what_is_no_address_is_wrong_use(tmp_path):
    process = lint(tmp_path, "--executor", "dask")
    assert process.returncode == 2
    assert "`dask` is no address" in process.stderr


def test_a_missing_extra_is_named(tmp_path):
    (tmp_path / "distributed.py").write_text("raise ImportError('not installed')")
    process = lint(tmp_path, "--executor", "tcp://127.0.0.1:1")
    assert process.returncode == 2
    assert "pip install 'adapterlint[distributed]'" in process.stderr


def test_any_executor_will_do():
    runs = (run_of(Case("lora")), run_of(Case(bottleneck(reduction_factor=1e-8))))
    with ThreadPoolExecutor(2) as executor:
        settings = Settings(device="cpu", megabytes=512, seconds=600)
        report = run_plan(Plan(runs), settings, executor=executor)
    let_go()
    assert [outcome.died for _, outcome in report.outcomes] == [None, "it ran out of memory"]


class Refusing(ThreadPoolExecutor):
    def submit(self, *_, **__):
        future = Future()
        future.set_exception(ModuleNotFoundError("No module named 'adapterlint'"))
        return future


def test_an_executor_that_fails_is_an_error():
    with pytest.raises(ServerError, match="the executor failed: ModuleNotFoundError: No module named 'adapterlint'"):
        run_plan(Plan((run_of(Case("lora")),)), Settings(), executor=Refusing(1))


def test_an_executor_that_is_closed_is_an_error():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(ServerError, match="the executor takes no runs: RuntimeError: cannot schedule new futures"):
        run_plan(Plan((run_of(Case("lora")),)), Settings(), executor=executor)
