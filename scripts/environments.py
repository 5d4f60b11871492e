"""Build one virtual environment per release of adapters, to run claims about it.

    python scripts/environments.py 1.0.1 1.2.0     # or no argument: the measured ones

Each environment lies in `.environments/RELEASE` and holds the release, the
transformers that it pins, and adapterlint itself (editable). torch is large and
the same everywhere, so it is taken, with what it requires, from the interpreter
that runs this script.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = PROJECT / ".environments"

# What each release needs beyond its own declared requirements to be importable today.
EXTRA_REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "0.1.0": ("numpy<2", "huggingface_hub==0.19.4", "accelerate<0.30"),
    "0.1.1": ("numpy<2", "huggingface_hub==0.19.4", "accelerate<0.30"),
    "0.1.2": ("numpy<2", "huggingface_hub==0.19.4", "accelerate<0.30"),
    "0.2.0": ("numpy<2", "huggingface_hub==0.19.4", "accelerate<0.30"),
    "0.2.1": ("numpy<2", "huggingface_hub==0.19.4", "accelerate<0.30"),
    "0.2.2": ("numpy<2", "huggingface_hub==0.19.4", "accelerate<0.30"),
    "1.0.0": ("huggingface_hub<0.26",),
    "1.0.1": (),
    "1.1.0": (),
    "1.1.1": (),
    "1.2.0": (),
    "1.3.0": (),
}
MEASURED_RELEASES = ("0.2.2", "1.0.1", "1.1.1", "1.2.0", "1.3.0")
"""The releases that claims are recorded for; the others differ from them only in names and fields."""


def main() -> None:
    """Build the environments that the command line names."""
    for release in asked_for(sys.argv[1:]):
        print(f"adapters {release}: {python_of(build(release))}", flush=True)


def asked_for(words: Sequence[str]) -> tuple[str, ...]:
    """Return the releases that a command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", type=_release, help="the measured ones, if none is given")
    parser.add_argument("--all", action="store_true", help="every release of adapters, not only the measured ones")
    arguments = parser.parse_args(words)
    return tuple(EXTRA_REQUIREMENTS) if arguments.all else tuple(arguments.releases) or MEASURED_RELEASES


def _release(word: str) -> str:
    if word not in EXTRA_REQUIREMENTS:
        raise argparse.ArgumentTypeError(f"{word!r} is none of {', '.join(EXTRA_REQUIREMENTS)}")
    return word


def build(release: str) -> Path:
    """Build the environment of one release, unless it is there already.

    Returns:
        Its folder.
    """
    folder = ENVIRONMENTS / release
    ready = folder / "ready"
    if ready.exists():
        return folder
    venv.create(folder, with_pip=True, clear=True)
    share_torch(folder)
    pip = [python_of(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, f"adapters=={release}", *EXTRA_REQUIREMENTS[release]], check=True)
    subprocess.run([*pip, "--editable", str(PROJECT)], check=True)
    subprocess.run([python_of(folder), "-c", "import adapters, adapterlint"], check=True)
    ready.touch()
    return folder


def python_of(folder: Path) -> str:
    """Return the interpreter of an environment."""
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def share_torch(folder: Path) -> None:
    """Let an environment see torch and its requirements of the running interpreter, and nothing else of it."""
    shared = ENVIRONMENTS / "torch"
    shared.mkdir(parents=True, exist_ok=True)
    for package in torch_and_its_requirements():
        root = Path(str(package.locate_file("")))
        tops = {Path(str(file)).parts[0] for file in package.files or () if ".." not in Path(str(file)).parts}
        for top in tops - {"__pycache__"}:
            link = shared / top
            if not link.is_symlink():
                link.symlink_to(root / top)
    site_packages = subprocess.run(
        [python_of(folder), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(site_packages) / "shared-torch.pth").write_text(f"{shared}\n", encoding="utf-8")


def torch_and_its_requirements() -> list[Distribution]:
    """Return the installed distribution of torch and, recursively, those that it requires."""
    found: dict[str, Distribution] = {}
    wanted = ["torch"]
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        wanted += [re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in found[name].requires or ()]
    return list(found.values())


if __name__ == "__main__":
    sys.exit(main())
