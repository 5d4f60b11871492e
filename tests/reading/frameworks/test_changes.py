"""Configurations that a script changes after they are built."""

from __future__ import annotations

import pytest

from adapterlint import lint_source
from adapterlint.findings import Certainty, Severity

HEAD = "import adapters\nfrom adapters import LoRAConfig, SeqBnConfig\n"


def found(script: str) -> list[str]:
    return [finding.code for finding in lint_source(HEAD + script)]


SILENT = {
    "a dictionary": "options = {'r': 8}\noptions['r'] = 4\nLoRAConfig(**options)",
    "of another library": "from peft import LoraConfig\nconfig = LoraConfig()\nconfig.r = 8",
    "an exception that is handled": "config = LoRAConfig()\ntry:\n    config.r = 4\nexcept Exception:\n    pass",
    "a test": "import pytest\nconfig = LoRAConfig()\nwith pytest.raises(AttributeError):\n    config.r = 4",
    "an attribute of its own": "config = LoRAConfig()\nconfig.comment = 'as in the paper'",
    "a class that allows it": (
        "class Open(LoRAConfig):\n    def __setattr__(self, name, value):\n        self.__dict__[name] = value\n"
        "config = Open()\nconfig.r = 4"
    ),
    "what no release comes to": "config = LoRAConfig()\nif config.alpha is None:\n    config.alpha = 8",
    "a list in it": "config = SeqBnConfig()\nconfig.leave_out.append(99)\nmodel.add_adapter('a', config=config)",
    "what asks before": (
        "def put(config, r):\n    if hasattr(config, 'replace'):\n        return config.replace(r=r)\n"
        "    config.r = r\n    return config\nput(LoRAConfig(), 4)"
    ),
    "a parameter of nobody knows what": "def set_rank(config):\n    config.r = 4",
    "adapter-transformers": (
        "from transformers.adapters import HoulsbyConfig\nconfig = HoulsbyConfig()\nconfig.ln_after = True"
    ),
}


@pytest.mark.parametrize("script", SILENT.values(), ids=SILENT)
def test_is_silent(script: str) -> None:
    assert found(script) == []


@pytest.mark.parametrize(
    "script",
    [
        "config = LoRAConfig()\nmodel.add_adapter('a', config=config)\nconfig.r = 4",
        "class Run:\n    def __init__(self):\n        self.config = LoRAConfig()\nrun = Run()\nrun.config.r = 4",
        "def set_rank(config):\n    config.r = 4\nset_rank(LoRAConfig())",
        "configs = [LoRAConfig(r=2)]\nfor config in configs:\n    config['r'] = 4",
    ],
)
def test_is_found_wherever_the_configuration_comes_from(script: str) -> None:
    assert found(script) == ["ADL183"]


def test_defaults_that_another_class_hands_on_are_those_of_the_release() -> None:
    script = "from adapters import BnConfig, ParBnConfig\nBnConfig(**{**ParBnConfig(), 'phm_layer': True})"
    assert found(script) == ["ADL202"]


def test_what_may_be_no_configuration_is_a_warning() -> None:
    script = "import sys\nconfig = {'r': 8} if len(sys.argv) > 1 else LoRAConfig()\nconfig['r'] = 4"
    (finding,) = lint_source(HEAD + script)
    assert (finding.code, finding.certainty, finding.claim) == ("ADL183", Certainty.POSSIBLE, None)


@pytest.mark.parametrize("test", ["len(sys.path) > 1", "torch.cuda.is_available()"])
def test_behind_a_test_that_is_open_it_is_a_warning(test):
    (finding,) = lint_source(HEAD + f"import sys, torch\nconfig = LoRAConfig()\nif {test}:\n    config.r = 4")
    assert (finding.severity, finding.certainty) == (Severity.WARNING, Certainty.POSSIBLE)
    assert " when " in finding.message


def test_the_fix_replaces_the_statement() -> None:
    (finding,) = lint_source(HEAD + "config = LoRAConfig()\nconfig.r = 2 * 4\n")
    (fix,) = finding.fixes
    (edit,) = fix.edits
    assert (edit.span.line, edit.span.column, edit.span.end_column) == (4, 1, 17)
    assert edit.text == "config = config.replace(r=2 * 4)"


def test_what_passes_the_check_by_is_judged_as_changed() -> None:
    table = "for name, value in {'reduction_factor': 9999}.items():\n    object.__setattr__(config, name, value)"
    script = f"config = SeqBnConfig()\n{table}\nmodel = adapters.BertAdapterModel.from_pretrained('bert-base-uncased')"
    assert found(f"{script}\nmodel.add_adapter('a', config=config)") == ["ADL409"]
