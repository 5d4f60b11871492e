"""Values that scripts read from INI files of the project."""

from __future__ import annotations

import pytest

from tests.reading.test_files import read

INI = "[model]\nname = bert-base-uncased\n\n[adapter]\nreduction_factor = %s\nnon_linearity: relu\nln_before = no\n"
PARSER = "import configparser\nini = configparser.ConfigParser()\nini.read('run.ini')\n"
ADD = "model.add_adapter('task', config=SeqBnConfig({}))"
WAYS = {
    "items": "reduction_factor=int(ini['adapter']['reduction_factor']), non_linearity=ini['adapter']['non_linearity']",
    "get": (
        "reduction_factor=ini.getint('adapter', 'reduction_factor'), "
        "non_linearity=ini.get(section='adapter', option='non_linearity')"
    ),
    "a section": (
        "reduction_factor=ini['adapter'].getint('reduction_factor'), non_linearity=ini['adapter'].get('non_linearity')"
    ),
    "fallback": (
        "reduction_factor=ini.getint('adapter', 'reduction_factor', fallback=4), "
        "non_linearity=ini.get('adapter', 'act', fallback='relu')"
    ),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_options_are_values(tmp_path, way):
    shown = read(tmp_path, PARSER + ADD.format(way), **{"run.ini": INI % 8})
    assert shown == ["SeqBnConfig(reduction_factor=8, non_linearity='relu')"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ln_before=ini.getboolean('adapter', 'ln_before')", "ln_before=False"),
        ("reduction_factor=ini.getfloat('adapter', 'reduction_factor')", "reduction_factor=8.0"),
        ("reduction_factor=ini.getint('adapter', 'non_linearity')", "reduction_factor=?"),
        ("reduction_factor=ini['other']['x']", "reduction_factor=?"),
        ("reduction_factor=len(ini.sections())", "reduction_factor=2"),
        (
            "reduction_factor=ini.getint('adapter', 'reduction_factor', vars={'reduction_factor': '4'})",
            "reduction_factor=?",
        ),
        ("reduction_factor=ini.getint('adapter', 'reduction_factor', vars=None)", "reduction_factor=8"),
    ],
)
def test_options_as_the_parser_gives_them(tmp_path, body, expected):
    shown = read(tmp_path, PARSER + ADD.format(body), **{"run.ini": INI % 8})
    assert shown == [f"SeqBnConfig({expected})"]


@pytest.mark.parametrize("text", ["no section = 1", "[a]\nx = 1\nx = 2", "[a]\nx = %(y)s"])
def test_what_is_no_ini_is_not_known(tmp_path, text):
    shown = read(tmp_path, PARSER + ADD.format("reduction_factor=ini.getint('a', 'x')"), **{"run.ini": text})
    assert shown == ["SeqBnConfig(reduction_factor=?)"]


def test_a_raw_parser_leaves_references_as_they_are(tmp_path):
    body = "import configparser\nini = configparser.RawConfigParser()\nini.read('run.ini')\n" + ADD.format(
        "non_linearity=ini.get('a', 'x')"
    )
    assert read(tmp_path, body, **{"run.ini": "[a]\ny = 1\nx = %(y)s"}) == ["SeqBnConfig(non_linearity='%(y)s')"]
