"""What importing a module does besides binding names: what it registers, in a table of another module or in a store.

Modules are run when something of them is asked for; one that registers something is not asked for anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from adapterlint.reading.memory.contents import STORE
from adapterlint.values import Unknown

if TYPE_CHECKING:
    from adapterlint.reading.interpreter import Interpreter
    from adapterlint.sources import ModuleFile


def let_register(interpreter: Interpreter, name: str) -> None:
    """Run an imported module and the packages that it is in, as far as they may register something.

    What they put into Hydra's store is then in that of the importer.
    """
    for module in _with_packages(name):
        file = interpreter.project.find(interpreter.module, module)
        if file is not None and file.has_code and interpreter.project.may_register(file):
            _run(interpreter, file)


def _with_packages(name: str) -> Iterator[str]:
    """Yield the name of a module after those of the packages that it is in; a relative one begins with dots."""
    plain = name.lstrip(".")
    dots = name[: len(name) - len(plain)]
    yield from (dots + one for one in itertools.accumulate(plain.split("."), "{}.{}".format))


def _run(interpreter: Interpreter, file: ModuleFile) -> None:
    module = interpreter.project.module(file)
    if isinstance(module, Unknown) or module.run is None:
        return
    stored = module.run.state.memory
    for key in stored.keys_of(STORE):
        interpreter.state.memory[key] = stored[key]
