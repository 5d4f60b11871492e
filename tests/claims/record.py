"""Run the claims of all sheets in the measured releases that are not installed, and record what happened.

python -m tests.claims.record [RELEASE...]      # only examples that are not recorded yet are run
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from scripts.environments import MEASURED_RELEASES, build, python_of
from tests.claims.examples import claimed_for

PROJECT = Path(__file__).resolve().parents[2]
RECORDED = Path(__file__).with_name("recorded")


def main() -> None:
    """Build the environments that are missing, and record."""
    for release in sys.argv[1:] or MEASURED_RELEASES[:-1]:
        file = RECORDED / f"{release}.json"
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        command = [python_of(build(release)), "-m", "tests.claims.run", *known]
        ran = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
        new = json.loads(ran.stdout)
        keys = {claimed.key for claimed in claimed_for(release)}
        kept = {key: outcome for key, outcome in (known | new).items() if key.removesuffix("-without") in keys}
        RECORDED.mkdir(exist_ok=True)
        file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        sys.stdout.write(f"adapters {release}: {len(kept)} outcomes, {len(new)} of them new\n")


if __name__ == "__main__":
    main()
