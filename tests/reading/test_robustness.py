"""Whatever a file holds, reading it ends, and says what it could not read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapterlint.reading import budget, interpreter, read
from adapterlint.reading.frameworks import sites
from adapterlint.reading.memory.merging import one_of
from adapterlint.sources import Cell, Document, load
from adapterlint.values import Choice, Known, OneOf, Unknown
from tests.reading.support import reading_of, show

BROKEN = {
    "unclosed bracket": ("from adapters import BnConfig\nBnConfig(\n", 2),
    "Python 2": ("import adapters\nprint 'a'\n", 2),
    "bad indentation": ("import adapters\n  x = 1\n", 2),
    "unclosed string": ("import adapters\nx = '''abc\n", 2),
    "mixed tabs": ("import adapters\nif x:\n\tpass\n        pass\n", 4),
    "null byte": ("import adapters\nx = 1\0\n", 1),
    "two statements": ("x y\n", 1),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_code_is_a_problem_with_its_line(text, line):
    reading = reading_of(text)
    (problem,) = reading.problems
    assert problem.message
    assert problem.span.line == line
    assert reading.sites == ()


DEEP = {
    "brackets": "x = " + "(" * 100_000 + ")" * 100_000,
    "lists": "x = " + "[" * 3_000 + "]" * 3_000,
    "minus": "x = " + "-" * 100_000 + "1",
    "not": "x = " + "not " * 100_000 + "1",
    "sum": "x = 1" + " + 1" * 100_000,
    "sum over lines": "x = (1" + "\n + 1" * 80_000 + ")",
    "attributes": "x = a" + ".b" * 100_000,
    "calls": "x = a" + "()" * 100_000,
    "lambdas": "x = " + "lambda:" * 100_000 + "1",
    "powers": "x = 1" + "**1" * 80_000,
    "conditions": "x = " + "1 if a else " * 50_000 + "1",
    "branches": "if a: pass\n" + "elif a: pass\n" * 40_000,
    "strings": "x = " + "'a' " * 100_000,
    "brackets in f-strings": "x = f'" + "{" * 5_000 + "}" * 5_000 + "'",
    "indentation": "".join(f"{' ' * depth}if a:\n" for depth in range(99)) + " " * 99 + "pass",
    "decorators": "@a\n" * 3_000 + "def f(): pass",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deeply_nested_code_does_not_end_the_process(text):
    reading_of("from adapters import BnConfig\nBnConfig()\n" + text)


CHAINS = {"attributes": ".b" * 5_000, "calls": ".b(1)" * 2_000, "items": "[0]" * 3_000, "sum": " + 1" * 4_000}


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_long_chains_are_not_followed(chain):
    (problem,) = reading_of(f"from adapters import BnConfig\nx = a{chain}").problems
    assert problem.message == "nested too deeply to be read"


def test_long_strings_are_no_chains():
    assert not reading_of(f"from adapters import BnConfig\nx = '{'a+b/' * 5_000}'").problems


def nested_loops(depth, rounds):
    loops = "".join(f"{' ' * level}for x{level} in range({rounds}):\n" for level in range(depth))
    return f"from adapters import BnConfig\n{loops}{' ' * depth}BnConfig(reduction_factor=x0 + x{depth - 1})\n"


@pytest.mark.parametrize(("depth", "rounds"), [(6, 5), (18, 10), (40, 3)])
def test_nested_loops_end(depth, rounds):
    assert len(reading_of(nested_loops(depth, rounds)).sites) == 1


def diamonds(count):
    pairs = "".join(
        f"class A{n}(A{n - 1}, B{n - 1}): pass\nclass B{n}(A{n - 1}, B{n - 1}): pass\n" for n in range(1, count)
    )
    return f"from adapters import BnConfig\nclass A0: pass\nclass B0: pass\n{pairs}BnConfig(A{count - 1}().x)\n"


def test_a_class_above_is_asked_once_however_many_ways_lead_to_it():
    assert len(reading_of(diamonds(40)).sites) == 1


def test_a_choice_decides_once():
    choice, other = Choice("a", ("yes", "no")), Choice("b", ("yes", "no"))
    within = OneOf(other, (OneOf(choice, (Known(1), Known(2))), Known(3)))
    assert one_of(choice, [within, Known(4)]) == OneOf(choice, (OneOf(other, (Known(1), Known(3))), Known(4)))


def test_what_is_not_come_to_is_unknown(monkeypatch):
    for module in (budget, interpreter):
        monkeypatch.setattr(module, "EVALUATIONS_AT_MOST", 50)
    source = "import adapters\nadapters.BnConfig(dropout=0.1)\n" + "x = 1\n" * 50 + "if x:\n    adapters.LoRAConfig()\n"
    first, second = reading_of(source).sites
    assert show(first.configuration) == "BnConfig(dropout=0.1)"
    assert second.configuration == Unknown("reading the file takes more than 50 steps")
    assert (second.span.line, second.span.column) == (54, 5)


def test_of_generated_files_the_first_configurations_are_read(monkeypatch):
    for module in (interpreter, sites):
        monkeypatch.setattr(module, "CONFIGURATIONS_AT_MOST", 3)
    source = "import adapters\n" + "".join(f"adapters.BnConfig(reduction_factor={n})\n" for n in range(6))
    shown = [show(site.configuration) for site in reading_of(source).sites]
    assert shown == [*(f"BnConfig(reduction_factor={n})" for n in range(4)), "?", "?"]
    in_one_list = f"import adapters\nconfigs = [{'adapters.BnConfig(), ' * 6}]\nprint(configs)\n"
    for generated in (source, in_one_list):
        reasons = [one.configuration for one in reading_of(generated).sites][4:]
        assert reasons == [Unknown("the file has more than 3 configurations")] * 2


def test_strings_and_tables_of_data_are_not_taken_for_nesting():
    data = "x = [" + "(1, '((((((((((', \"]]\"),\n" * 1500 + "]\ny = " + repr("[(" * 30_000) + "\n"
    reading = reading_of("from adapters import BnConfig\nBnConfig()\n" + data)
    assert not reading.problems
    assert len(reading.sites) == 1


NEWER = {
    "type parameters": "def f[T](x: T) -> T: return x\ntype X = int",
    "quotes in f-strings": "x = f'{a['b']}'",
    "exception groups": "try:\n    pass\nexcept* ValueError:\n    pass",
    "parenthesised with": "with (open(a) as b, open(c) as d):\n    pass",
    "match": "match a:\n    case {'x': [1, *_], **rest} if rest: pass\n    case A(x=1) | None: pass",
    "positional only": "def f(a, /, b, *, c): pass",
    "walrus": "print(x := 1)",
}


@pytest.mark.parametrize("text", NEWER.values(), ids=NEWER)
def test_newer_syntax_is_read(text):
    reading = reading_of(f"from adapters import BnConfig\n{text}\nBnConfig()")
    assert not reading.problems
    assert len(reading.sites) == 1


@pytest.mark.parametrize("text", ["", "\n", "\f\n", "# only a comment", "\r\n", "x = 1\\\n\n", "\ufeffimport adapters"])
def test_hardly_any_code(text):
    assert not reading_of(text).sites


def test_one_broken_cell_does_not_lose_the_others():
    cells = (Cell("from adapters import BnConfig", 1), Cell("def (", 2), Cell("  \nBnConfig(dropout=0.1)", 3))
    reading = read(Document(Path("a.ipynb"), cells))
    assert [problem.span.cell for problem in reading.problems] == [2]
    assert [(show(site.configuration), site.span.cell, site.span.line) for site in reading.sites] == [
        ("BnConfig(dropout=0.1)", 3, 2)
    ]


def test_columns_of_indented_cells_are_those_of_the_source():
    (site,) = read(Document(Path("a.ipynb"), (Cell("from adapters import *\nBnConfig()", 1, indent=4),))).sites
    assert site.span.column == 5


SEED = """
import adapters
from adapters import BnConfig, ConfigUnion, LoRAConfig, AutoAdapterModel, AdapterConfig
options = {"dropout": 0.1, **dict(ln_before=True)}
model = AutoAdapterModel.from_pretrained("bert-base-uncased").to(device)
for name, rf in zip(["a", "b"], [2, 4]):
    config = BnConfig(True, reduction_factor=rf if name == "a" else rf * 2, **options)
    try:
        model.add_adapter(f"{name}-{rf:>3}", config=ConfigUnion(config, LoRAConfig(r=[8, 16][0])))
    except ValueError as error:
        raise
    finally:
        options["x"] = options.get("y", 1)
class Learner(Base):
    rate = 1e-4
    def __init__(self, args, *rest, kind="bn", **kw):
        self.config, (self.a, *self.b) = AdapterConfig.load(kind, **kw), args
        while args.test and not self.done:
            if rf := args.rf: break
            else: continue
    def go(self): self.model.add_adapter("x", self.config); return lambda x: [y for y in x if y]
match model:
    case BertModel(layers=[first, *rest]): del first
    case _: assert False, "no"
"""


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_scripts_are_read(data):
    lines = SEED.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        kind = data.draw(st.sampled_from(["delete", "swap", "repeat", "insert", "cut"]))
        at, other = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
        if kind == "delete" and len(lines) > 1:
            del lines[at]
        elif kind == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "repeat":
            lines.insert(other, lines[at])
        elif kind == "insert":
            line, column = lines[at], data.draw(st.integers(0, len(lines[at])))
            piece = data.draw(
                st.sampled_from(["(", ")", "[", "]", "*", "**", " if ", ":", "=", "'", ",", ".", "{", "}", "not "])
            )
            lines[at] = line[:column] + piece + line[column:]
        else:
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))] + "\n"
        at = min(at, len(lines) - 1)
    reading_of("".join(lines))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text):
    reading_of("import adapters\n" + text + "\nadd_adapter")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.py", "a.ipynb"]))
def test_any_bytes_are_read(data, name):
    document = load(Path(name), b"# add_adapter\n" * (name == "a.py") + data)
    if isinstance(document, Document):
        read(document)
