"""How arguments of a configuration are read, and where they stand."""

from __future__ import annotations

import pytest

from adapterlint.values import Known, Unknown
from tests.reading.support import reading_of, shown, sites_of

IMPORTS = "from adapters import *\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("BnConfig(True, False, 16)", "BnConfig(True, False, 16)"),
        ("BnConfig(True, reduction_factor=16)", "BnConfig(True, reduction_factor=16)"),
        ("BnConfig(**dict(dropout=0.1))", "BnConfig(dropout=0.1)"),
        ("BnConfig(**{'dropout': 0.1, 'ln_before': True})", "BnConfig(dropout=0.1, ln_before=True)"),
        ("BnConfig(*[True, False], 16)", "BnConfig(True, False, 16)"),
        ("BnConfig(reduction_factor=2, **options)", "BnConfig(reduction_factor=2, **?)"),
        ("BnConfig(*options, 2)", "BnConfig(**?)"),
        ("LoRAConfig(attn_matrices=['q', 'v'])", "LoRAConfig(attn_matrices=['q', 'v'])"),
        ("BnConfig(reduction_factor={'1': 8, 'default': 16})", "BnConfig(reduction_factor={'1': 8, 'default': 16})"),
        ("BnConfig(leave_out=[i for i in range(4)])", "BnConfig(leave_out=[0, 1, 2, 3])"),
        ("BnConfig(leave_out=[0, x])", "BnConfig(leave_out=[0, ?])"),
        (
            "ConfigUnion(SeqBnConfig(reduction_factor=2), LoRAConfig(r=4))",
            "ConfigUnion(SeqBnConfig(reduction_factor=2), LoRAConfig(r=4))",
        ),
        ("ConfigUnion(*[SeqBnConfig(), LoRAConfig()])", "ConfigUnion(SeqBnConfig(), LoRAConfig())"),
        ("AdapterConfig.load('seq_bn', dropout=0.1)", "load('seq_bn', dropout=0.1)"),
        ("SeqBnConfig.load(name)", "load(?)"),
        ("AdapterConfig.load(config={'original_ln_before': True})", "load({'original_ln_before': True})"),
    ],
)
def test_arguments(written, read):
    assert shown(IMPORTS + written) == [read]


def test_replace_gives_another_configuration():
    assert shown(IMPORTS + "a = SeqBnConfig(dropout=0.1)\nb = a.replace(dropout=0.2, ln_before=True)") == [
        "SeqBnConfig(dropout=0.1)",
        "SeqBnConfig(dropout=0.2, ln_before=True)",
    ]


def test_load_of_nothing_is_no_configuration():
    assert shown(IMPORTS + "AdapterConfig.load(None)") == []


def test_dictionaries_are_read_as_they_are_at_the_call():
    source = """
    from adapters import SeqBnConfig
    options = {"dropout": 0.1}
    options["ln_before"] = True
    options.update(reduction_factor=4)
    SeqBnConfig(**options)
    options["dropout"] = 0.9
    """
    assert shown(source) == ["SeqBnConfig(dropout=0.1, ln_before=True, reduction_factor=4)"]


def test_what_is_unpacked_may_depend_on_a_choice():
    source = """
    import argparse
    from adapters import LoRAConfig

    def options(kind):
        return {"r": 8} if kind == "small" else {"alpha": 4}

    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=["small", "large"], default="small")
    LoRAConfig(**options(parser.parse_args().kind))
    """
    found = " ".join(shown(source))
    assert "LoRAConfig(r=8)" in found
    assert "LoRAConfig(alpha=4)" in found
    assert "?" not in found


def test_spans():
    (site,) = sites_of("from adapters import BnConfig\nrf = 16\nc = BnConfig(\n    True, reduction_factor=rf\n)\n")
    assert isinstance(site.configuration, Known)
    call = site.configuration.value
    assert (call.span.line, call.span.column, call.span.end_line, call.span.end_column) == (3, 5, 5, 2)
    assert (call.closing.line, call.closing.column, call.closing.end_column) == (5, 1, 1)
    argument = call.keywords["reduction_factor"]
    assert (argument.span.line, argument.span.column, argument.span.end_column) == (4, 11, 30)
    assert (argument.value_span.column, argument.value_span.end_column) == (28, 30)
    assert (argument.value.origin.note, argument.value.origin.span.column) == ("line 2", 6)
    assert call.positional[0].span.column == 5


def test_columns_count_characters_and_parentheses_are_outside():
    (site,) = sites_of("from adapters import BnConfig\nä = '日本'; c = ((BnConfig(dropout='é', rf=1)))\n")
    assert isinstance(site.configuration, Known)
    assert (site.span.column, site.span.end_column) == (17, 44)
    assert site.configuration.value.keywords["rf"].span.column == 39


def test_arguments_out_of_a_container_have_no_place_of_their_own():
    (site,) = sites_of("from adapters import BnConfig\nBnConfig(**{'dropout': 0.1})")
    argument = site.configuration.value.keywords["dropout"]
    assert argument.span is None
    assert argument.value.origin.span.column == 24


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("args.rf", "`args.rf` at line 5: the result of `tools.Parser()`"),
        ("args.rf * 2", "`args.rf * 2` at line 5: the result of `tools.Parser()`"),
        ("undefined", "`undefined` at line 5: not defined in this file"),
        ("torch.nn.ReLU", "`torch.nn.ReLU`, which is not read"),
        ("compute(1)", "`compute(1)` at line 5: the result of `compute()`"),
    ],
)
def test_unknown_arguments_say_why(argument, reason):
    source = (
        "import torch, tools\nfrom adapters import BnConfig\nparser = tools.Parser()\n"
        f"args = parser.parse_args()\nBnConfig(reduction_factor={argument})"
    )
    (site,) = sites_of(source)
    value = site.configuration.value.keywords["reduction_factor"].value
    assert isinstance(value, Unknown)
    assert value.reason == reason


def test_parameters_say_why():
    (site,) = sites_of("from adapters import BnConfig\ndef f(x, **kw):\n    return BnConfig(reduction_factor=x, **kw)")
    call = site.configuration.value
    assert call.keywords["reduction_factor"].value.reason == "parameter `x` of `f`: callers may pass anything"
    assert call.opaque == "`**kw` at line 3: parameter `kw` of `f`: callers may pass anything"


def test_syntax_errors_are_problems_with_a_place():
    reading = reading_of("from adapters import BnConfig\nprint 'a'\n")
    (problem,) = reading.problems
    assert problem.message.startswith("syntax error: Missing parentheses in call to 'print'")
    assert (problem.span.line, problem.span.column) == (2, 1)
