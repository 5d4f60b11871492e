from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapterlint.sources.ipython import to_python

REPLACED = {
    "plain": ("a = 1\nb = 2\n", "a = 1\nb = 2\n"),
    "line magic": ("%matplotlib inline\nx = 1", "pass\nx = 1"),
    "shell": ("!pip install adapters\nx = 1", "pass\nx = 1"),
    "double shell": ("!!ls\nx = 1", "pass\nx = 1"),
    "continued shell": ("!pip install \\\n  adapters\nx = 1", "pass\n\nx = 1"),
    "inside a block": ("if x:\n    !ls\n    y = 1", "if x:\n    pass\n    y = 1"),
    "only in a block": ("if x:\n    %cd ..", "if x:\n    pass"),
    "assigned shell": ("files = !ls *.py\n", "files = get_ipython()\n"),
    "assigned magic": ("t = %timeit -o f()\n", "t = get_ipython()\n"),
    "timed statement": ("%time x = f(1)\n  %timeit -n 10 g()\n", "0;    x = f(1)\n  0;            g()\n"),
    "timed loop": ("%time for x in y: f()\n", "for x in y: f()\n"),
    "timed nothing": ("%time\nx = 1", "pass\nx = 1"),
    "magic without percent": ("pip install -U adapters\ncd 'a b'\nx = 1", "pass\npass\nx = 1"),
    "names like magics": ("pip = 1\nls in x\ncd(1)\nrm if a else b", "pip = 1\nls in x\ncd(1)\nrm if a else b"),
    "unpacked shell": ("a, b = !ls\n", "a, b = get_ipython()\n"),
    "help": ("model?\nmodel.add_adapter??\n?model\nx = 1", "pass\npass\npass\nx = 1"),
    "timed cell": ("%%time\nx = 1\n%ls", "\nx = 1\npass"),
    "captured cell": ("%%capture output\n!pip install x\ny = 1", "\npass\ny = 1"),
    "other language": ("%%bash\npip install x\n", "\n\n"),
    "file": ("\n%%writefile a.py\nimport adapters\n", "\n\n\n"),
    "shell cell": ("%%!\nls", "\n"),
    "unknown cell magic": ("%%nonsense\nx = (\n", "\n\n"),
    "modulo": ("x = (a\n  % b)\n", "x = (a\n  % b)\n"),
    "modulo after a backslash": ("x = a \\\n  % b\n", "x = a \\\n  % b\n"),
    "in a string": ('x = """\n%d\n!ls\n"""\n%ls', 'x = """\n%d\n!ls\n"""\npass'),
    "bracket in a comment": ("x = 1  # (\n%ls", "x = 1  # (\npass"),
    "bracket in a string": ("x = '('\n%ls", "x = '('\npass"),
    "quote in a comment": ("# don't\n%ls", "# don't\npass"),
    "not equal": ("if a != b:\n    x = 1", "if a != b:\n    x = 1"),
    "text that asks": ("x = 'why?'\n", "x = 'why?'\n"),
    "carriage returns": ("%ls\r\nx = 1\r\n", "pass\r\nx = 1\r\n"),
    "empty": ("", ""),
    "blank": ("\n\n", "\n\n"),
}


@pytest.mark.parametrize(("source", "python"), REPLACED.values(), ids=REPLACED)
def test_replaced(source, python):
    assert to_python(source).text == python
    assert to_python(source).indent == 0


def test_indented_cells():
    cell = to_python("\n    x = 1\n    if x:\n        %ls\n")
    assert (cell.text, cell.indent) == ("\nx = 1\nif x:\n    pass\n", 4)


lines = st.lists(
    st.one_of(
        st.text(max_size=10),
        st.sampled_from(["%ls", "!ls \\", "%%time", "%%bash", "x = !ls", "x = (", ")", '"""', "x?", "    y = 1", "'"]),
    ),
    max_size=8,
)


@given(lines)
def test_line_counts_stay(parts):
    source = "\n".join(parts)
    python = to_python(source).text
    assert python.count("\n") == source.count("\n")
    assert python.count("\r") == source.count("\r")
