from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapterlint.sources import Cell, Document, Problem, amount, documents, load

SCRIPT, NOTEBOOK = Path("a.py"), Path("a.ipynb")


def text_of(data: bytes) -> str:
    document = load(SCRIPT, data)
    assert isinstance(document, Document)
    (cell,) = document.cells
    return cell.text


def notebook(*sources: object, **more: object) -> bytes:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, **more}).encode()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nx = 'é'".encode("latin-1"), "# -*- coding: latin-1 -*-\nx = 'é'"),
        ("#!/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'".encode("cp1252"), None),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
        (b"x = 1\0", "x = 1\0"),
    ],
)
def test_encodings_of_scripts(data, text):
    assert text_of(data) == (text or data.decode("cp1252"))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"x = '\xe9'\n", "encoding declaration"),
        (b"\n\n\nx = '\xe9'\n", "utf-8"),
        (b"# coding: nonsense\n", "unknown encoding: nonsense"),
        (b"# coding: hex\nff", "hex"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "encoding problem"),
        (b"\xff\xfex\0", "encoding declaration"),
        ("import adapters".encode("utf-32"), "encoding declaration"),
    ],
)
def test_scripts_that_cannot_be_decoded(data, cause):
    problem = load(SCRIPT, data)
    assert isinstance(problem, Problem)
    assert problem.message.startswith("cannot be decoded")
    assert cause in problem.message


def test_absurdly_large_files(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_CODE", 10)
    assert load(SCRIPT, b"x" * 11) == Problem(SCRIPT, "larger than 10 bytes, not read")
    assert isinstance(load(SCRIPT, b"x" * 10), Document)
    assert load(NOTEBOOK, notebook("x" * 6, "y" * 5)) == Problem(NOTEBOOK, "its code is larger than 10 bytes, not read")
    assert isinstance(load(NOTEBOOK, notebook("x" * 5, "y" * 5)), Document)


def test_code_of_too_many_words_signs_and_lines(monkeypatch):
    monkeypatch.setattr(amount, "MOST_PIECES", 10)
    told = "more than 10 words, signs and lines, not read"
    assert load(SCRIPT, b"x=1;y=2;z=3") == Problem(SCRIPT, told)
    assert load(SCRIPT, b"\n" * 11) == Problem(SCRIPT, told)
    assert load(NOTEBOOK, notebook("x=1;y=2", "z=f(1)")) == Problem(NOTEBOOK, f"its code is {told}")
    texts = b'"""x y z; "u" v; w"""; a = "b, c; d e" # f, g, h\n'
    assert isinstance(load(SCRIPT, texts), Document)


def test_code_cells_in_order():
    data = json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": "# title"},
                {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
                {"cell_type": "code", "source": "c = 3"},
                {"cell_type": "raw", "source": "d"},
                {"cell_type": "code"},
            ]
        }
    )
    document = load(NOTEBOOK, data.encode())
    assert document == Document(NOTEBOOK, (Cell("a = 1\nb = 2", 1), Cell("c = 3", 2), Cell("", 3)))


def test_nbformat_3():
    data = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["a\n", "b"]}]}, {"cells": []}]}
    assert load(NOTEBOOK, json.dumps(data).encode()) == Document(NOTEBOOK, (Cell("a\nb", 1),))


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"[]", b"{}", b'{"cells": 1}', b'{"cells": {}}', b"null", b"\xff", b"[" * 100_000, b"x = 1"),
        *("{}".encode("utf-16"), b'{"cells": [], "nbformat": ' + b"9" * 5000 + b"}"),
    ],
)
def test_what_is_no_notebook(data):
    assert isinstance(load(NOTEBOOK, data), Problem)


def test_a_broken_cell_does_not_lose_the_others():
    document = load(NOTEBOOK, notebook("a", 5, ["b", 1], None, "c"))
    assert isinstance(document, Document)
    assert [(cell.text, cell.number) for cell in document.cells] == [("a", 1), ("c", 5)]
    assert [problem.cell for problem in document.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("metadata", "cells"),
    [
        ({}, 1),
        ({"language_info": {"name": "python"}}, 1),
        ({"kernelspec": {"language": "ipython"}}, 1),
        ({"language_info": {"name": "R"}}, 0),
        ({"kernelspec": {"language": "julia", "name": "julia-1.9"}}, 0),
        ({"kernelspec": 1, "language_info": {"name": None}}, 1),
    ],
)
def test_notebooks_of_other_languages_hold_no_python(metadata, cells):
    document = load(NOTEBOOK, notebook("library(adapters)", metadata=metadata))
    assert isinstance(document, Document)
    assert len(document.cells) == cells
    assert not document.problems


def test_half_a_surrogate_pair():
    document = load(NOTEBOOK, b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}')
    assert isinstance(document, Document)
    document.cells[0].text.encode()
