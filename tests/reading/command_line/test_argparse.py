"""Values of argparse: what the script's own words give is what argparse gives, and what users may give is a choice."""

from __future__ import annotations

import argparse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapterlint.values import Known, OneOf, Unknown, plain
from tests.reading.support import show, sites_of, value_of

PARSER = """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("name", nargs="?", default="none")
parser.add_argument("--init", "-i", choices=["bert", "mam_adapter"], default="bert")
parser.add_argument("--reduction-factor", "-r", type=float, default="16")
parser.add_argument("--leave-out", dest="left", nargs="*", type=int, default=[])
parser.add_argument("--ln", action="store_true")
parser.add_argument("--no-residual", dest="residual", action="store_false")
parser.add_argument("--phm", action=argparse.BooleanOptionalAction, default=None)
parser.add_argument("--mode", action="store_const", const="fast")
parser.add_argument("--tag", action="append")
parser.add_argument("--drop", nargs="?", const=0.5, type=float, default=0.1)
"""
NAMES = ["name", "init", "reduction_factor", "left", "ln", "residual", "phm", "mode", "tag", "drop"]
GIVEN = st.lists(
    st.sampled_from(
        [
            ["--init", "mam_adapter"],
            ["--init=bert"],
            ["-i", "bert"],
            ["--reduction-factor", "8"],
            ["-r2.5"],
            ["--red", "4"],
            ["--leave-out", "1", "2"],
            ["--leave-out"],
            ["--ln"],
            ["--no-residual"],
            ["--phm"],
            ["--no-phm"],
            ["--mode"],
            ["--tag", "a"],
            ["--tag=b"],
            ["--drop"],
            ["--drop", "0.3"],
        ]
    ),
    max_size=5,
)


def one(attribute: str, declared: str, parse: str = "parser.parse_args()") -> object:
    before = f"import argparse\nparser = argparse.ArgumentParser()\n{declared}\nargs = {parse}"
    return value_of(f"args.{attribute}", before)


def shown(attribute: str, declared: str, parse: str = "parser.parse_args()") -> str:
    return show(one(attribute, declared, parse))


@given(GIVEN)
@settings(max_examples=60, deadline=None)
def test_words_of_the_script_give_what_argparse_gives(given_options):
    words = [word for option in given_options for word in option]
    namespace: dict[str, object] = {}
    exec(PARSER, namespace)  # noqa: S102 - the parser above
    parser = namespace["parser"]
    assert isinstance(parser, argparse.ArgumentParser)
    expected = vars(parser.parse_args(words))
    read = value_of(
        f"[{', '.join(f'args.{name}' for name in NAMES)}]", f"{PARSER}\nargs = parser.parse_args({words!r})"
    )
    assert plain(read).value == [expected[name] for name in NAMES]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("'--rf', type=int, default=16", "16 if `--rf` is `16` (the default at line 3) | ? if `--rf` is another value"),
        ("'--rf', type=int, default='8'", "8 if `--rf` is `8` (the default at line 3) | ? if `--rf` is another value"),
        ("'--rf', type=int", "None if `--rf` is not given | ? if `--rf` is another value"),
        ("'--rf', choices=[2, 4], default=4", "4 if `--rf` is `4` (the default at line 3) | 2 if `--rf` is `2`"),
        ("'--rf', choices=[2, 4], required=True", "2 if `--rf` is `2` | 4 if `--rf` is `4`"),
        ("'--rf', choices=[2], default=2", "2"),
        ("'--rf', action='store_true'", "False if `--rf` is not given | True if `--rf` is given"),
        ("'--rf', action='store_false'", "True if `--rf` is not given | False if `--rf` is given"),
        ("'--rf', action='store_true', default=True", "True"),
        ("'--rf', action='store_const', const=3", "None if `--rf` is not given | 3 if `--rf` is given"),
        ("'rf', choices=['a', 'b']", "'a' if `rf` is `'a'` | 'b' if `rf` is `'b'`"),
        (
            "'-r', '--red', dest='rf', default=1.5",
            "1.5 if `--red` is `1.5` (the default at line 3) | ? if `--red` is another value",
        ),
        ("'--rf', required=True", "?"),
        ("'rf'", "?"),
        ("'--rf', default=argparse.SUPPRESS", "?"),
        ("'--rf', type=pickle.loads, default='[1]'", "?"),
        ("'--rf', type=int, default='many'", "?"),
        ("'--rf', **more", "?"),
        ("'--rf', action=Custom, default=3", "3 if `--rf` is not given | ? if `--rf` is given"),
    ],
)
def test_what_the_command_line_may_give(declared, expected):
    assert shown("rf", f"parser.add_argument({declared})") == expected


def test_a_value_that_users_give_is_a_choice_of_theirs_and_says_where_the_default_stands():
    value = one("rf", "parser.add_argument('--rf', type=int, default=16)")
    assert isinstance(value, OneOf)
    assert value.choice.by_user
    default, other = value.alternatives
    assert isinstance(default, Known)
    assert isinstance(other, Unknown)
    assert (default.origin.note, default.origin.span.line) == ("the default of `--rf`", 3)
    assert other.reason == "`--rf`, declared at line 3, is given by users"


@pytest.mark.parametrize(
    ("declared", "parse", "expected"),
    [
        ("g = parser.add_argument_group('g'); g.add_argument('--rf', default=1)", "parser.parse_args([])", "1"),
        ("parser.add_mutually_exclusive_group().add_argument('--rf', default=1)", "parser.parse_args([])", "1"),
        ("parser.add_argument('--rf', default=1); parser.set_defaults(rf=2)", "parser.parse_args([])", "2"),
        ("parser.set_defaults(rf=2); parser.add_argument('--rf')", "parser.parse_args([])", "2"),
        ("parser.set_defaults(rf=2)", "parser.parse_args()", "2"),
        ("parser.add_argument('--rf', type=int)", "parser.parse_args('--rf 3'.split())", "3"),
        ("parser.add_argument('--rf', type=int)", "parser.parse_known_args(['--rf', '3', '--more'])[0]", "3"),
        ("parser.add_argument('--rf', type=lambda text: int(text) * 2)", "parser.parse_args(['--rf', '3'])", "6"),
        ("parser.add_argument('--rf', type=load)", "parser.parse_args(['--rf', '3'])", "?"),
        ("parser.add_argument('--rf', choices=['a'])", "parser.parse_args(['--rf'])", "?"),
        (
            "base = argparse.ArgumentParser(); base.add_argument('--rf', default=5)",
            "argparse.ArgumentParser(parents=[base]).parse_args([])",
            "5",
        ),
        (
            "import pytorch_lightning as pl; parser.add_argument('--rf', default=1)",
            "pl.Trainer.add_argparse_args(parser).parse_args([])",
            "1",
        ),
        ("for name in ['rf', 'x']: parser.add_argument(f'--{name}', default=7)", "parser.parse_args([])", "7"),
    ],
)
def test_ways_to_declare_and_to_parse(declared, parse, expected):
    assert shown("rf", declared, parse) == expected


def test_commands_each_have_options_of_their_own():
    declared = (
        "commands = parser.add_subparsers(dest='command')\n"
        "bn = commands.add_parser('bn'); bn.add_argument('--rf', choices=[2], default=2)\n"
        "lora = commands.add_parser('lora'); lora.add_argument('--rf', choices=[4], default=4)"
    )
    assert shown("rf", declared) == "2 if the command is `bn` | 4 if the command is `lora`"
    assert shown("command", declared) == "'bn' if the command is `bn` | 'lora' if the command is `lora`"


def test_an_attribute_assigned_afterwards_counts():
    declared = "parser.add_argument('--rf', default=1)"
    before = f"import argparse\nparser = argparse.ArgumentParser()\n{declared}\nargs = parser.parse_args()\nargs.rf = 3"
    assert show(value_of("args.rf", before)) == "3"


def test_parsers_are_followed_through_functions_and_classes():
    source = """
    import argparse
    from adapters import SeqBnConfig

    def add(parser):
        parser.add_argument("--rf", type=int, choices=[2], default=2)
        return parser

    class Options:
        def __init__(self):
            self.parser = add(argparse.ArgumentParser())
            self.parser.add_argument("--dropout", choices=[0.1], default=0.1)

        def parse(self):
            return self.parser.parse_args()

    def main(args):
        SeqBnConfig(reduction_factor=args.rf, dropout=args.dropout)

    main(Options().parse())
    """
    assert [show(site.configuration) for site in sites_of(source)] == ["SeqBnConfig(reduction_factor=2, dropout=0.1)"]


def test_a_test_of_a_default_keeps_what_belongs_together():
    source = """
    import argparse
    from adapters import SeqBnConfig
    parser = argparse.ArgumentParser()
    parser.add_argument("--rf", type=int)
    args = parser.parse_args()
    if args.rf is not None:
        SeqBnConfig(reduction_factor=args.rf)
    """
    (site,) = sites_of(source)
    assert show(site.configuration) == "SeqBnConfig(reduction_factor=?)"


def test_an_error_of_the_parser_ends_the_script():
    source = """
    import argparse
    from adapters import SeqBnConfig
    parser = argparse.ArgumentParser()
    parser.add_argument("--ln", action="store_true")
    args = parser.parse_args()
    if args.ln:
        parser.error("not supported")
    SeqBnConfig(ln_before=args.ln)
    """
    (site,) = sites_of(source)
    assert show(site.configuration) == "SeqBnConfig(ln_before=False)"


def test_code_elsewhere_fills_in_only_what_is_not_given():
    declared = "parser.add_argument('--rf', default=4); parser.add_argument('--r')"
    before = (
        f"import argparse, tools\nparser = argparse.ArgumentParser()\n{declared}\n"
        "args = parser.parse_args()\ntools.complete(args)"
    )
    assert show(value_of("args.rf", before)).startswith("4 if")
    assert show(value_of("args.r", before)) == "? if `--r` is not given | ? if `--r` is another value"


def test_a_configuration_string_is_possible_only_where_it_is_chosen():
    source = """
    import argparse
    from adapters import AutoAdapterModel
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="seq_bn")
    model = AutoAdapterModel.from_pretrained("bert-base-uncased")
    model.add_adapter("task", config=parser.parse_args().config)
    """
    (site,) = sites_of(source)
    assert show(site.configuration) == (
        "text seq_bn if `--config` is `'seq_bn'` (the default at line 5) | ? if `--config` is another value"
    )
    assert site.span.line == 5


CONVERTERS = {
    "ast.literal_eval": ("[1, 2]", [1, 2]),
    "json.loads": ("[1, 2]", [1, 2]),
    "eval": ("[1, 2]", [1, 2]),
    "str.split": ("1 2", ["1", "2"]),
    "functools.partial(str.split, sep=',')": ("1,2", ["1", "2"]),
    "list": ("12", ["1", "2"]),
    "Layers.of": ("1-2", [1, 2]),
    "Layers()": ("1-2", [1, 2]),
    "lambda text: pathlib.Path(text).name": ("a/b.json", "b.json"),
}


@pytest.mark.parametrize("converter", CONVERTERS)
def test_whatever_can_be_called_converts_text(converter):
    text, expected = CONVERTERS[converter]
    before = f"""
import argparse, ast, functools, json, pathlib
class Layers:
    @classmethod
    def of(cls, text):
        return [int(layer) for layer in text.split("-")]
    def __call__(self, text):
        return Layers.of(text)
parser = argparse.ArgumentParser()
parser.add_argument("--rf", type={converter}, default={text!r})
args = parser.parse_args([])"""
    assert plain(value_of("args.rf", before)).value == expected


def test_a_default_that_is_set_later_is_converted_as_any_text():
    declared = "parser.add_argument('--rf', type=int, default=4)\nparser.set_defaults(rf='6')"
    assert shown("rf", declared, "parser.parse_args([])") == "6"


def test_what_is_parsed_into_an_object_is_not_the_defaults():
    declared = "parser.add_argument('--rf', type=int, default=4)\nheld = argparse.Namespace(rf=9)"
    assert shown("rf", declared, "parser.parse_args([], namespace=held)") == "?"


def test_arguments_of_one_attribute_are_one_option_with_the_default_of_the_first():
    pair = (
        'parser.add_argument("--inv", dest="inv", action="store_const", const="nice", default="nice")\n'
        'parser.add_argument("--no-inv", dest="inv", action="store_const", const=None)'
    )
    assert shown("inv", pair, 'parser.parse_args(["--no-inv"])') == "None"
    assert shown("inv", pair, "parser.parse_args([])") == "'nice'"


@pytest.mark.parametrize(
    "listed",
    ["{a.dest: a.default for a in group._group_actions}", "{a.dest: a.default for a in [first, second]}"],
)
def test_groups_list_their_arguments(listed):
    declared = (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--lr', default=1)\n"
        "group = parser.add_argument_group('lora')\nfirst = group.add_argument('--r', type=int, default=8)\n"
        "second = group.add_argument('--lora-alpha', default=16)"
    )
    assert show(value_of(listed, declared)) == show(Known({"r": 8, "lora_alpha": 16}))
    assert show(value_of("[g.title for g in parser._action_groups][2]", declared)) == "'lora'"


def test_a_file_of_words_may_give_any_option():
    assert isinstance(one("r", 'parser.add_argument("--r", default=8)', 'parser.parse_args(["@options.txt"])'), OneOf)


def test_a_comprehension_leaves_out_what_is_not_given():
    declared = (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--scaling', type=float)\n"
        "args = parser.parse_args()\noptions = {'r': 8, 'scaling': args.scaling}"
    )
    left = show(value_of("[k for k, v in options.items() if v is not None]", declared))
    assert left.startswith("['r'] if `--scaling` is not given | ['r', 'scaling'] if")


OWN_PARSER = """
import argparse, sys
class Parser(argparse.ArgumentParser):
    def __init__(self, *given):
        super().__init__(*given, description="train")
        self.add_argument("--r", type=int, default=4)
        self.add_argument_group("lora").add_argument("--alpha", type=int, default=8)

    def error(self, message):
        self.print_help()
        sys.exit(2)
class Options(Parser):
    def add_argument(self, *flags, **options):
        return super().add_argument(*flags, **{"help": "", **options})

    def parse_args(self, args=None):
        parsed = super().parse_args(args)
        parsed.total = parsed.r + parsed.alpha
        return parsed
parser = Options()
parser.set_defaults(left=[1])
"""


@pytest.mark.parametrize(("read", "value"), [("r", "16"), ("alpha", "8"), ("left", "[1]"), ("total", "24")])
def test_a_class_of_parsers_is_a_parser_with_what_its_own_methods_do(read, value):
    assert show(value_of(f"parser.parse_args(['--r', '16']).{read}", OWN_PARSER)) == value
