"""How fast the static road is, beside what cannot be avoided.

    python benchmarks/static.py [FOLDER]      # default: the project's own code and examples

Each row is measured in this one run, as the median of several rounds; what counts are the ratios.
"""

from __future__ import annotations

import ast
import functools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import libcst

from adapterlint import check_config
from adapterlint.linting import lint, lint_bytes
from adapterlint.settings import Settings

ROUNDS = 5
HEAD = "from adapters import BnConfig\nconfig = BnConfig(reduction_factor=8)\n"
ADDED = "model.add_adapter('a{0}', config=BnConfig(True, True, reduction_factor={0} + 1, non_linearity='relu'))"
MANY = range(1_000)
GENERATED = {
    "1,000 branches": "".join(f"if option_{i}:\n    a_{i} = {i}\nelse:\n    a_{i} = -{i}\n" for i in MANY),
    "1,000 guards": "".join(f"if option_{i}:\n    raise ValueError({i})\n" for i in MANY),
    "1,000 functions": "".join(f"def f_{i}(a, b=1):\n    c = a + b\n    return c\nf_{i}({i})\n" for i in MANY),
    "500 functions with a configuration": "".join(f"def f_{i}(model):\n    {ADDED.format(i)}\n" for i in range(500)),
    "500 branches with a configuration": "".join(f"if option_{i}:\n    {ADDED.format(i)}\n" for i in range(500)),
    "a table of 20,000 numbers": f"table = [{', '.join(map(str, range(20_000)))}]\n",
}
"""Scripts that people do not write, and their tools do."""
PROJECT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure, and print a table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "examples"
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    print(f"{folder.name}: {len(sources)} scripts, {sum(source.count(chr(10)) for source in sources)} lines")
    parse = row("ast.parse", lambda: [ast.parse(source) for source in sources])
    row("libcst.parse_module", lambda: [libcst.parse_module(source) for source in sources], parse)
    row("lint", lambda: lint([folder], Settings()), parse)
    print()
    for name, code in GENERATED.items():
        source = HEAD + code
        parse = row(f"ast.parse, {name}", functools.partial(ast.parse, source))
        row(f"lint, {name}", functools.partial(lint_bytes, source.encode(), "generated.py", Settings()), parse)
    print()
    options = {"original_ln_after": False, "reduction_factor": 8}
    bert = "bert-base-uncased"
    one = row(
        "check_config, one release", lambda: check_config("SeqBnConfig", options, adapters="==1.3.0", base_model=bert)
    )
    row("check_config, every release", lambda: check_config("SeqBnConfig", options, base_model=bert), one)
    text = "seq_bn|lora"
    one = row("check_config, a text, one release", lambda: check_config(text, adapters="==1.3.0", base_model=bert))
    row("check_config, a text, every release", lambda: check_config(text, base_model=bert), one)
    print()
    few, many = (functools.partial(lint_modules, number) for number in (30, 60))
    row("lint, 60 modules in a cycle, beside 30", many, row("lint, 30 modules in a cycle", few))
    print()
    start = row("python -c pass", lambda: run("-c", "pass"))
    with tempfile.TemporaryDirectory() as elsewhere:
        Path(elsewhere, "script.py").write_text("print('no such library')\n", encoding="utf-8")
        row("adapterlint, a tree without adapters", lambda: run("-m", "adapterlint", elsewhere), start)
    row(
        "adapterlint, one script",
        lambda: run("-m", "adapterlint", str(PROJECT / "examples/vit_adapter_plus.py")),
        start,
    )


def lint_modules(number: int) -> None:
    """Lint so many modules that import one another."""
    with tempfile.TemporaryDirectory() as folder:
        for i in range(number):
            other = f"m{(i + 1) % number}"
            code = f"from {other} import *\nimport {other}\n{HEAD}value_{i} = 8\nused = {other}.config\n"
            Path(folder, f"m{i}.py").write_text(code, encoding="utf-8")
        lint([Path(folder)], Settings())


def row(name: str, action: Callable[[], object], reference: float | None = None) -> float:
    """Measure an action and print it, with its ratio to a reference.

    Returns:
        The median of several rounds, in seconds.
    """
    action()
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        rounds.append(time.perf_counter() - began)
    median = statistics.median(rounds)
    ratio = f"{median / reference:8.1f} x" if reference else ""
    print(f"{name:40} {median * 1000:10.2f} ms {ratio}")
    return median


def run(*arguments: str) -> None:
    """Run this interpreter."""
    subprocess.run([sys.executable, *arguments], check=False, capture_output=True)


if __name__ == "__main__":
    main()
