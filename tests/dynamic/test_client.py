"""The server is started, asked and ended; the linter itself never imports the library."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest

from adapterlint.dynamic import Plan, ServerError, Settings, availability, run_plan
from adapterlint.dynamic.processes.client import Server
from tests.dynamic.conftest import Case, bottleneck, run_of


def test_limits_end_a_run_and_not_the_others():
    runs = (run_of(Case(bottleneck(reduction_factor=0.0001))), run_of(Case("seq_bn")))
    report = run_plan(Plan(runs), Settings(device="cpu", seconds=30, megabytes=512, jobs=1))
    too_large, sound = (outcome for _, outcome in report.outcomes)
    assert too_large.died == "it ran out of memory"
    assert sound.died is None
    assert sound.phase == "steps"


@pytest.mark.parametrize("inline", [False, True], ids=["forked", "where nothing can be forked"])
def test_runs_that_take_too_long_are_ended(inline):
    report = run_plan(Plan((run_of(Case("seq_bn")),)), Settings(device="cpu", seconds=0.01, inline=inline))
    assert report.outcomes[0][1].died == "it took longer than 0.01 seconds"


def test_runs_go_on_where_nothing_can_be_forked():
    progress = []
    report = run_plan(Plan((run_of(Case("lora")),)), Settings(device="cpu", inline=True), progress.append)
    assert report.outcomes[0][1].phase == "steps"
    assert [step.done for step in progress] == [0, 0, 1]


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(ServerError, match="finds no device `mps`"), Server(Settings(device="mps")):
        pass


def test_a_server_ends_when_the_linter_is_killed():
    program = (
        "from adapterlint.dynamic.processes.client import Server; from adapterlint.dynamic import Settings\n"
        "import os\n"
        "server = Server(Settings(device='cpu'))\n"
        "print(server.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    process = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=False)
    assert gone(int(process.stdout))


def test_a_server_that_dies_is_an_error_and_leaves_no_child():
    with Server(Settings(device="cpu", jobs=2)) as server:
        futures = [server.submit(run_of(Case("seq_bn", kind)).request) for kind in ("bert", "vit")]
        while len(children := of_session(server.pid)) < 3:
            time.sleep(0.01)
        os.kill(server.pid, signal.SIGKILL)
        for future in futures:
            with pytest.raises(ServerError, match="ended unexpectedly"):
                future.result(timeout=20)
        with pytest.raises(ServerError, match="ended unexpectedly"):
            server.submit(run_of(Case("lora")).request).result(timeout=20)
    assert all(gone(child) for child in children)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_command_ends_everything_it_started(tmp_path, number, code):
    (tmp_path / "train.py").write_text(
        "from adapters import AutoAdapterModel, SeqBnConfig\n"
        "model = AutoAdapterModel.from_pretrained('bert-base-uncased')\n"
        + "".join(f"model.add_adapter('{n}', config=SeqBnConfig(reduction_factor={n}))\n" for n in range(1, 40))
    )
    (tmp_path / "torch.py").write_text("raise SystemExit('imported from the folder that is linted')")
    command = [sys.executable, "-m", "adapterlint", "--dynamic", "--no-cache", "train.py"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    while len(started := descendants(process.pid)) < 2:
        time.sleep(0.1)
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == code
    assert "Traceback" not in said
    assert not {*started} & {*processes()}


def descendants(pid: int) -> list[int]:
    below = [child for child in processes() if parent_and_session(child)[0] == pid]
    return [*below, *(lower for child in below for lower in descendants(child))]


def of_session(leader: int) -> list[int]:
    return [pid for pid in processes() if parent_and_session(pid)[1] == leader]


def processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def parent_and_session(pid: int) -> tuple[int, int]:
    try:
        _, parent, _, session = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[:4]
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0
    return int(parent), int(session)


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "Z":
                return True
        time.sleep(0.1)
    return False


def test_what_is_missing_is_named(monkeypatch):
    assert availability() is None

    def none_installed(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", none_installed)
    assert "torch, transformers and adapters are not installed" in availability()
    assert "adapterlint[dynamic]" in availability()
    with pytest.raises(ServerError, match="adapterlint\\[dynamic\\]"):
        run_plan(Plan((run_of(Case("lora")),)), Settings())


def test_the_linter_does_not_import_the_library():
    program = (
        "import sys; from adapterlint.dynamic.outcomes import verdicts; print({'torch', 'adapters'} & {*sys.modules})"
    )
    process = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=True, text=True)
    assert process.stdout.strip() == "set()"
