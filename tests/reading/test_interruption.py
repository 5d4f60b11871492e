from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

READ = """
import sys
from pathlib import Path
from adapterlint.reading import read
from adapterlint.sources import load
document = load(Path("a.py"), b"import adapters\\nadapters.BnConfig()\\n" + b"x = [1, 2, 3]\\n" * 2_000)
print("reading", flush=True)
try:
    while True:
        read(document)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("after", [0.2, 1])
def test_an_interruption_ends_the_process_in_order(after):
    with subprocess.Popen([sys.executable, "-c", READ], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, b"")
