"""The options with which a script of the project runs another one are values of that one."""

from __future__ import annotations

import pytest

from tests.reading.projects import linted, read

TRAIN = """
import argparse
from adapters import LoRAConfig
parser = argparse.ArgumentParser()
parser.add_argument("--r", type=int, default=2)
LoRAConfig(r=parser.parse_args().r)
"""
EIGHT = "8 if it is run as at {}:{} | ? if it is run in another way"
BOTH = "8 if it is run as at {0}:{1} | 16 if it is run as at {0}:{1} | ? if it is run in another way"
DRIVERS = {
    "a list": ("import subprocess\nsubprocess.run(['python', 'train.py', '--r', '8'], check=True)", EIGHT, 2),
    "this python": (
        (
            "import subprocess, sys\nfrom pathlib import Path\n"
            "subprocess.check_call([sys.executable, Path('train.py'), '--r', str(2 ** 3)])"
        ),
        EIGHT,
        3,
    ),
    "a module": ("from subprocess import Popen\nPopen(['python', '-m', 'train', '--r=8'])", EIGHT, 2),
    "text": ("import os\nr = 8\nos.system(f'CUDA_VISIBLE_DEVICES=0 python train.py --r {r}')", EIGHT, 3),
    "text that is split": (
        "import shlex, subprocess\nsubprocess.run(shlex.split('torchrun --nproc 2 train.py --r 8'))",
        EIGHT,
        2,
    ),
    "a loop": ("import os\nfor r in (8, 16):\n    os.system('python train.py --r %d' % r)", BOTH, 3),
    "a list that grows": (
        (
            "import subprocess\nfor r in ('8', '16'):\n    cmd = ['python', 'train.py']\n    cmd += ['--r', r]\n"
            "    subprocess.run(cmd)"
        ),
        BOTH,
        5,
    ),
    "a function": (
        (
            "import subprocess\ndef run(r):\n    subprocess.run(['python', 'train.py', '--r', str(r)])\n"
            "if __name__ == '__main__':\n    run(8)"
        ),
        EIGHT,
        3,
    ),
    "a branch": (
        "import subprocess, sys\nr = '8' if sys.argv[1:] else '16'\nsubprocess.run(['python', 'train.py', '--r', r])",
        BOTH,
        3,
    ),
}


@pytest.mark.parametrize(("driver", "expected", "line"), DRIVERS.values(), ids=DRIVERS)
def test_a_script_that_runs_another(tmp_path, driver, expected, line):
    (shown,) = read(tmp_path, {"train.py": TRAIN, "sweep.py": driver, ".git/HEAD": ""})
    assert shown == f"train.py: LoRAConfig(r={expected.format(tmp_path / 'sweep.py', line)}) -> ?"


@pytest.mark.parametrize(
    "driver",
    [
        "import subprocess\nsubprocess.run(['python', 'other.py', '--r', '8'])  # not train.py",
        "import subprocess\ndef run(r):\n    subprocess.run(['python', 'train.py', '--r', r])",
        "import subprocess\nsubprocess.run(['cat', 'train.py'])",
    ],
    ids=["another script", "a function that nobody calls", "no python"],
)
def test_what_runs_nothing_that_is_known(tmp_path, driver):
    (shown,) = read(tmp_path, {"train.py": TRAIN, "sweep.py": driver, ".git/HEAD": ""})
    assert "it is run as" not in shown


def test_a_finding_shows_where_the_value_is_written(tmp_path):
    driver = "import subprocess\nsubprocess.run(['python', 'train.py', '--r', '-8'])"
    report = linted(tmp_path, {"train.py": TRAIN, "sweep.py": driver})
    (finding,) = report.findings
    assert f"{tmp_path / 'sweep.py'}:2" in finding.message
    assert "train.py" in report.sources[str(tmp_path / "sweep.py"), None]
