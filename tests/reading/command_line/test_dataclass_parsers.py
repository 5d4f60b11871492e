"""`HfArgumentParser`, `AdapterArguments` and `setup_adapter_training`."""

from __future__ import annotations

import dataclasses
import textwrap

import pytest

from tests.reading.support import linked, show, sites_of

BEGINNING = """
from dataclasses import dataclass, field
from typing import List, Literal, Optional
from transformers import HfArgumentParser, TrainingArguments
from adapters import AdapterArguments, AutoAdapterModel, SeqBnConfig, setup_adapter_training
"""
MODEL = 'model = AutoAdapterModel.from_pretrained("bert-base-uncased")\n'


def configurations(source: str) -> list[str]:
    return [show(site.configuration) for site in sites_of(BEGINNING + textwrap.dedent(source))]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("rf: int = 16", "16 if `--rf` is `16` (the default at line 9) | ? if `--rf` is another value"),
        ("rf: Optional[int] = None", "None if `--rf` is not given | ? if `--rf` is another value"),
        ("rf: int", "?"),
        ("rf: int = field(metadata={'help': 'x'})", "?"),
        ("rf: bool = False", "False if `--rf` is `False` (the default at line 9) | True if `--rf` is given"),
        ("rf: Literal[1, 2] = 2", "2 if `--rf` is `2` (the default at line 9) | 1 if `--rf` is `1`"),
        (
            "rf: str = field(default='a', metadata={'choices': ['a', 'b']})",
            "'a' if `--rf` is `'a'` (the default at line 9) | 'b' if `--rf` is `'b'`",
        ),
        ("rf: dict = field(default_factory=dict)", "{} if `--rf` is not given | ? if `--rf` is another value"),
        (
            "rf: List[int] = field(default_factory=lambda: [1])",
            "[1] if `--rf` is not given | ? if `--rf` is another value",
        ),
    ],
)
def test_fields_are_options(field, expected):
    source = f"""
    @dataclass
    class Arguments:
        {field}

    (arguments,) = HfArgumentParser(Arguments).parse_args_into_dataclasses()
    SeqBnConfig(option=arguments.rf)
    """
    assert configurations(source) == [f"SeqBnConfig(option={expected})"]


def test_several_dataclasses_and_the_json_file_that_users_may_give_instead():
    source = """
    import sys

    @dataclass
    class ModelArguments:
        rf: int = field(default=16)

    parser = HfArgumentParser((ModelArguments, TrainingArguments))
    if len(sys.argv) == 2 and sys.argv[1].endswith(".json"):
        model_args, training_args = parser.parse_json_file(json_file=sys.argv[1])
    else:
        model_args, training_args, rest = parser.parse_args_into_dataclasses(return_remaining_strings=True)
    SeqBnConfig(reduction_factor=model_args.rf, dropout=training_args.weight_decay)
    """
    (configuration,) = configurations(source)
    assert configuration.startswith("SeqBnConfig(reduction_factor=16 if `--rf` is `16`")
    assert configuration.endswith("dropout=?)")


@pytest.mark.parametrize(
    ("parse", "expected"),
    [
        ("parser.parse_args_into_dataclasses(args=['--rf', '8'])", "8"),
        ("parser.parse_args_into_dataclasses(['--rf=8'])", "8"),
        ("parser.parse_dict({'rf': 4})", "4"),
        ("parser.parse_dict({})", "16"),
    ],
)
def test_what_the_script_gives_itself_is_known(parse, expected):
    source = f"""
    @dataclass
    class Arguments:
        rf: int = 16

    parser = HfArgumentParser(Arguments)
    (arguments,) = {parse}
    SeqBnConfig(reduction_factor=arguments.rf)
    """
    assert configurations(source) == [f"SeqBnConfig(reduction_factor={expected})"]


def test_setup_adapter_training_builds_what_the_arguments_name():
    source = MODEL + 'setup_adapter_training(model, AdapterArguments(True, adapter_config="lora"), "task")'
    assert linked(BEGINNING + source) == ["load('lora') -> AutoAdapterModel<'bert-base-uncased'>"]
    source = MODEL + (
        "setup_adapter_training(\n"
        '    model=model, adapter_args=AdapterArguments(train_adapter=True), adapter_name="task",\n'
        '    adapter_config_kwargs={"reduction_factor": 4, "non_linearity": None},\n)'
    )
    assert configurations(source) == ["load('seq_bn', reduction_factor=4, non_linearity=None)"]


def test_setup_adapter_training_sets_what_a_condition_puts_among_the_options():
    source = MODEL + (
        "options = {}\n"
        "if input():\n"
        "    options['leave_out'] = [model.config.num_hidden_layers - 1]\n"
        "setup_adapter_training(model, AdapterArguments(True), 'task', adapter_config_kwargs=options)\n"
    )
    (configuration,) = configurations(source)
    assert "load('seq_bn', leave_out=[11]) if" in configuration
    assert "load('seq_bn') if" in configuration


@pytest.mark.parametrize("given", ["", "train_adapter=False", "train_adapter=True, load_adapter='en/wiki@ukp'"])
def test_setup_adapter_training_builds_nothing_without_training_or_from_a_saved_adapter(given):
    assert configurations(MODEL + f"setup_adapter_training(model, AdapterArguments({given}), 'task')") == []


def test_the_configuration_of_the_command_line_counts_where_an_adapter_is_trained():
    source = MODEL + (
        "(adapter_args,) = HfArgumentParser(AdapterArguments).parse_args_into_dataclasses()\n"
        "names = setup_adapter_training(model, adapter_args, 'task')\n"
    )
    (configuration,) = configurations(source)
    assert "'seq_bn' if `--adapter_config` is `'seq_bn'` (the default in `AdapterArguments`)" in configuration
    assert "? if `--train_adapter` is `False`" in configuration


def test_a_class_that_inherits_from_the_librarys_arguments_has_its_fields():
    source = """
    @dataclass
    class MyArguments(AdapterArguments):
        rf: int = 4

    (arguments,) = HfArgumentParser(MyArguments).parse_args_into_dataclasses(["--adapter_config", "lora"])
    SeqBnConfig(reduction_factor=arguments.rf, config=arguments.adapter_config)
    """
    assert configurations(source) == ["SeqBnConfig(reduction_factor=4, config='lora')"]


def test_the_arguments_of_adapter_transformers_have_more_fields():
    source = """
    from transformers import AdapterConfig, HfArgumentParser, MultiLingAdapterArguments
    (arguments,) = HfArgumentParser(MultiLingAdapterArguments).parse_args_into_dataclasses(args=[])
    AdapterConfig.load(arguments.adapter_config, reduction_factor=arguments.lang_adapter_reduction_factor)
    """
    assert configurations(source) == ["load('pfeiffer', reduction_factor=None)"]


def test_arguments_that_are_not_known_leave_the_configuration_open():
    assert configurations(MODEL + "setup_adapter_training(model, arguments, 'task')") == ["load(?)"]


def test_the_fields_are_those_of_the_library():
    training = pytest.importorskip("adapters.training")
    expected = {field.name: field.default for field in dataclasses.fields(training.AdapterArguments)}
    arguments = ", ".join(f"{name}=arguments.{name}" for name in expected)
    source = f"arguments = AdapterArguments()\nSeqBnConfig({arguments})"
    shown = ", ".join(f"{name}={default!r}" for name, default in expected.items())
    assert configurations(source) == [f"SeqBnConfig({shown})"]


@pytest.mark.parametrize(("factory", "rank"), [("Inner", 16), ("lambda: Inner(rf=4)", 4)])
def test_the_default_of_a_dataclass_in_a_dataclass_is_that_of_its_object(factory, rank):
    source = f"""
    import tyro

    @dataclass
    class Inner:
        rf: int = 16

    @dataclass
    class Outer:
        inner: Inner = field(default_factory={factory})

    SeqBnConfig(reduction_factor=tyro.cli(Outer).inner.rf)
    """
    (shown,) = configurations(source)
    assert shown.startswith(f"SeqBnConfig(reduction_factor={rank} if `--inner.rf`")


STARTED = {
    "tyro": "import tyro\ndef main(args: Outer):\n    cfg = args\n    %s\ntyro.cli(main)",
    "tyro, several": "import tyro\ndef main(seed: int, cfg: Outer):\n    %s\ntyro.cli(main)",
    "jsonargparse": "import jsonargparse\ndef main(cfg: Outer = Outer(Inner())):\n    %s\njsonargparse.CLI(main)",
    "jsonargparse, parser": """
from jsonargparse import ArgumentParser
parser = ArgumentParser()
parser.add_argument("--cfg.inner.rf", type=int, default=16)
cfg = parser.parse_args().cfg
%s
""",
    "draccus": "import draccus\n@draccus.wrap()\ndef main(cfg: Outer):\n    %s\nmain()",
    "pyrallis": "import pyrallis\ncfg = pyrallis.parse(config_class=Outer)\n%s",
    "simple_parsing": "import simple_parsing\ncfg = simple_parsing.parse(Outer)\n%s",
    "simple_parsing, parser": """
from simple_parsing import ArgumentParser
parser = ArgumentParser()
parser.add_arguments(Outer, dest="given")
cfg = parser.parse_args().given
%s
""",
}


@pytest.mark.parametrize("start", STARTED.values(), ids=STARTED)
def test_dataclasses_in_dataclasses_are_filled(start):
    source = """
@dataclass
class Inner:
    rf: int = 16

@dataclass
class Outer:
    inner: Inner

"""
    (shown,) = configurations(source + start % "SeqBnConfig(reduction_factor=cfg.inner.rf)")
    assert shown.startswith("SeqBnConfig(reduction_factor=16 if `--")


def test_a_class_that_is_its_own_parser():
    source = """
    from tap import Tap

    class Arguments(Tap):
        rf: int = 16  # the reduction factor
        name: str

    SeqBnConfig(reduction_factor=Arguments().parse_args().rf)
    SeqBnConfig(reduction_factor=Arguments().parse_args(["--rf", "8"]).rf)
    """
    assert configurations(source) == [
        "SeqBnConfig(reduction_factor=16 if `--rf` is `16` (the default at line 10) | ? if `--rf` is another value)",
        "SeqBnConfig(reduction_factor=8)",
    ]


def test_a_parser_of_dataclasses_takes_defaults_and_other_arguments():
    source = """
    @dataclass
    class Arguments:
        rf: int = 16

    parser = HfArgumentParser(Arguments)
    parser.set_defaults(rf=8)
    parser.add_argument("--scale", type=float, default=4)
    arguments, others = parser.parse_args_into_dataclasses(args=[])
    SeqBnConfig(reduction_factor=arguments.rf, scaling=others.scale)
    """
    assert configurations(source) == ["SeqBnConfig(reduction_factor=8, scaling=4)"]


def test_what_a_logger_is_given_stays_as_it_is():
    source = """
    import logging
    from dataclasses import asdict
    logger = logging.getLogger(__name__)

    @dataclass
    class Arguments:
        scaling: float = 1

    (arguments,) = HfArgumentParser(Arguments).parse_args_into_dataclasses(args=[])
    options = asdict(arguments)
    logger.info("options %s", options)
    SeqBnConfig(**options)
    """
    assert configurations(source) == ["SeqBnConfig(scaling=1)"]
