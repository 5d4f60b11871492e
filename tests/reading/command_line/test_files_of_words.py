"""Files of words: what argparse makes of them is the measure, and the files of `HfArgumentParser` come first."""

from __future__ import annotations

import argparse

import pytest

from tests.reading.scripts_with_files import read

FILES = {"a.args": "--rf\n4\n--act=elu\n", "b.args": "@a.args\n--rf\n2", "c.args": "--act\nseq bn\n--left\n1\n2"}
GIVEN = [
    ["@a.args"],
    ["@a.args", "--rf", "8"],
    ["--rf", "8", "@a.args"],
    ["@b.args"],
    ["@c.args"],
    ["@a.args", "@c.args"],
]


def declare(parser):
    parser.add_argument("--rf", type=int, default=16)
    parser.add_argument("--act", default="relu")
    parser.add_argument("--left", nargs="*")


DECLARED = """
import argparse
parser = argparse.ArgumentParser(fromfile_prefix_chars="@")
parser.add_argument("--rf", type=int, default=16)
parser.add_argument("--act", default="relu")
parser.add_argument("--left", nargs="*")
"""
MADE = "SeqBnConfig(reduction_factor=args.rf, non_linearity=args.act, leave_out=args.left)\n"


@pytest.mark.parametrize("given", GIVEN, ids=" ".join)
def test_the_words_in_a_file_are_those_of_the_command(tmp_path, monkeypatch, given):
    script = f"{DECLARED}args = parser.parse_args({given})\n{MADE}"
    (shown,) = read(tmp_path, script, **FILES)
    monkeypatch.chdir(tmp_path)
    parser = argparse.ArgumentParser(fromfile_prefix_chars="@")
    declare(parser)
    taken = parser.parse_args(given)
    left = f"reduction_factor={taken.rf}, non_linearity={taken.act!r}, leave_out={taken.left}"
    assert shown == f"SeqBnConfig({left})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# small\n--rf 4\n--left 1 2\n", "reduction_factor=4, non_linearity='relu', leave_out=['1', '2']"),
        ("--rf '4'\n", "reduction_factor=16 if `--rf` is `16` (the default at line 8) | ? if `--rf` is another value"),
    ],
)
def test_a_script_that_splits_lines_shows_in_its_files(tmp_path, text, expected):
    script = f"{DECLARED}parser.convert_arg_line_to_args = str.split\nargs = parser.parse_args(['@a.args'])\n{MADE}"
    (shown,) = read(tmp_path, script, **{"a.args": text})
    assert shown.startswith(f"SeqBnConfig({expected}")


def test_files_that_name_themselves_are_bounded(tmp_path):
    script = f"{DECLARED}args = parser.parse_args(['@a.args'])\n{MADE}"
    (shown,) = read(tmp_path, script, **{"a.args": "--rf\n4\n" + "@a.args\n" * 1_000})
    assert shown.startswith("SeqBnConfig(reduction_factor=16 if `--rf` is `16` (the default at line 8) | ?")


RECORD = """
from dataclasses import dataclass
from transformers import HfArgumentParser
@dataclass
class Arguments:
    rf: int = 16
    act: str = "relu"
(args,) = HfArgumentParser(Arguments).parse_args_into_dataclasses(%s)
SeqBnConfig(reduction_factor=args.rf, non_linearity=args.act)
"""


@pytest.mark.parametrize(
    ("call", "files", "expected"),
    [
        ("args=[], args_filename='a.args'", {"a.args": "--rf 4"}, "4, non_linearity='relu'"),
        ("args=['--rf', '8'], args_filename='a.args'", {"a.args": "--rf 4 --act elu"}, "8, non_linearity='elu'"),
        ("args=[]", {"src/train.args": "--act\nelu"}, "16, non_linearity='elu'"),
        ("args=[], look_for_args_file=False", {"src/train.args": "--act\nelu"}, "16, non_linearity='relu'"),
        (
            "args=['--f', 'a.args', '--rf', '2'], args_file_flag='--f'",
            {"a.args": "--rf 4 --act elu"},
            "2, non_linearity='elu'",
        ),
        ("args_filename='a.args'", {"a.args": "--rf 4"}, "4 if `--rf` is `4` (the default in `"),
    ],
)
def test_the_file_of_a_parser_of_dataclasses_comes_first(tmp_path, call, files, expected):
    (shown,) = read(tmp_path, RECORD % call, **files)
    assert shown.startswith(f"SeqBnConfig(reduction_factor={expected}")
