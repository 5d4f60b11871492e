"""Configuration strings, against the library's own parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapterlint.space.strings import ConfigStringError, parse_config_string

pieces = st.sampled_from(
    [
        "seq_bn",
        "lora",
        "|",
        "[",
        "]",
        "r",
        "=",
        "8",
        "leave_out",
        "[0, 1]",
        "'gelu'",
        "gelu",
        ",",
        " ",
        "None",
        "1.5",
        "{",
        "}",
    ]
)


@pytest.fixture(scope="module")
def library_parser() -> object:
    return pytest.importorskip("adapters.utils").parse_adapter_config_string


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=20), st.lists(pieces, max_size=12).map("".join)))
def test_parses_what_the_library_parses_and_refuses_what_it_refuses(library_parser: object, text: str) -> None:
    try:
        expected = library_parser(text)  # type: ignore[operator]
    except (ValueError, TypeError):
        with pytest.raises(ConfigStringError):
            parse_config_string(text)
        return
    parsed = [(chunk.identifier, chunk.options) for chunk in parse_config_string(text)]
    assert parsed == [(name, options if names_options(options) else None) for name, options in expected]


def names_options(options: object) -> bool:
    """Tell whether `config.replace(**options)` can be called."""
    return isinstance(options, dict) and all(isinstance(key, str) for key in options)
