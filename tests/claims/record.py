"""Run the claims of all sheets in every measured release, and record what happened.

python -m tests.claims.record [RELEASE...]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RECORDED = Path(__file__).with_name("recorded")


def main() -> None:
    """Build the environments that are missing, and record."""
    sys.path.insert(0, str(PROJECT / "scripts"))
    from environments import MEASURED_RELEASES, build, python_of

    for release in sys.argv[1:] or MEASURED_RELEASES:
        ran = subprocess.run(
            [python_of(build(release)), "-m", "tests.claims.run"],
            cwd=PROJECT,
            check=True,
            capture_output=True,
            text=True,
        )
        (RECORDED / f"{release}.json").write_text(ran.stdout + "\n", encoding="utf-8")
        sys.stdout.write(f"adapters {release}: recorded\n")


if __name__ == "__main__":
    main()
