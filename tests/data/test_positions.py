from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from adapterlint.data.nodes import DEEPEST, Items, Scalar, Table, TooDeepError, tables_in, value_of
from adapterlint.data.positioned_json import parse_json
from adapterlint.data.positioned_yaml import parse_yaml
from adapterlint.values import Unknown, plain

DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def what(node):
    return plain(value_of(node)).value


def at(text, span):
    """Return the text at a place."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def nodes(node):
    yield node
    parts = [entry.value for entry in node.entries] if isinstance(node, Table) else ()
    for part in node.items if isinstance(node, Items) else parts:
        yield from nodes(part)


@given(DATA, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_means_what_it_means_and_every_place_holds_what_is_said_to_stand_there(data, indent, ascii_only):
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    root = parse_json(text, "x.json")
    assert what(root) == data
    for node in nodes(root):
        assert json.loads(at(text, node.span)) == what(node)


@given(DATA.filter(lambda data: not isinstance(data, float)), st.booleans())
def test_yaml_means_what_it_means_and_a_scalar_stands_at_its_place(data, flow):
    text = yaml.safe_dump(data, default_flow_style=flow)
    (root,) = parse_yaml(text, "x.yaml")
    for node in nodes(root):
        if isinstance(node, Scalar) and node.unknown is None and node.value != "":
            assert yaml.safe_load(at(text, node.span)) == node.value
    if not any(isinstance(node, Scalar) and node.unknown for node in nodes(root)):
        assert what(root) == data


def test_the_last_of_two_equal_keys_counts():
    (document,) = parse_yaml("a: 1\na: 2\n", "x.yaml")
    assert document.node("a").value == parse_json('{"a": 1, "a": 2}', "x.json").node("a").value == 2


def test_a_block_ends_where_its_last_part_ends():
    text = "a:\n  b: 1\n  c:\n  - 2\n\n# more\nd: 3\n"
    (root,) = parse_yaml(text, "x.yaml")
    assert at(text, root.entry("a").span) == "a:\n  b: 1\n  c:\n  - 2"


def test_merge_keys():
    (root,) = parse_yaml("x: &x {r: 8, alpha: 4}\ny: {<<: *x, r: 2}\nz: {<<: [{r: 1}, *x]}\n", "x.yaml")
    assert what(root.node("y")) == {"r": 2, "alpha": 4}
    assert what(root.node("z")) == {"r": 1, "alpha": 4}


@pytest.mark.parametrize("text", ["yes", "off", "1e-3", "012", "1:30", "1_000", "${seed}", "!object x", "2020-99-99"])
def test_what_readers_of_yaml_do_not_agree_about_is_unknown(text):
    (root,) = parse_yaml(f"a: {text}\nb: '{text}'\n", "x.yaml")
    assert isinstance(value_of(root.node("a")), Unknown)


@pytest.mark.parametrize("text", ["a: {", "a:\n\tb: 1", "a: \x01", "a: b: c"])
def test_malformed_yaml_is_refused_with_its_cause(text):
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        list(parse_yaml(text, "x.yaml"))


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_json, "[" * 100_000),
        (parse_json, "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2)),
        (parse_json, '{"a":' * 3000 + "1" + "}" * 3000),
        (lambda text, path: list(parse_yaml(text, path)), "- " * 100_000),
        (lambda text, path: list(parse_yaml(text, path)), "a: " + "[" * 5000),
    ],
)
def test_deep_nesting_is_refused(parse, text):
    with pytest.raises((TooDeepError, json.JSONDecodeError)):
        parse(text, "x")


def test_aliases_cost_nothing_until_they_are_asked_for_and_then_there_is_a_limit():
    text = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    (root,) = parse_yaml(text, "x.yaml")
    assert value_of(root.node("a59")) == Unknown("a value with too many parts", value_of(root.node("a59")).origin)
    assert list(tables_in(root)) == [root]
    (circle,) = parse_yaml("a: &a [*a]\n", "x.yaml")
    assert isinstance(plain(value_of(circle.node("a"))), Unknown)


@pytest.mark.parametrize("data", [b"a: 1" * 10, b"\xff\xfe", b"%YAML 9.9\n---\n", b"--- !x\n", b"? [a]: b", b""])
def test_strange_documents_raise_nothing_else(data):
    try:
        list(parse_yaml(data.decode(errors="replace"), "x.yaml"))
    except ValueError as error:
        assert str(error)  # noqa: PT017 - both are fine; what is tested is that it is nothing else
