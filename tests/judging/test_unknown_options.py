"""Whatever is unknown of a configuration, no rule stumbles over it, and none reports it."""

from __future__ import annotations

import pytest

from adapterlint import lint_source
from adapterlint.space.releases import RELEASES, snapshot

CLASSES = snapshot(RELEASES[-1]).configs


@pytest.mark.parametrize(
    "class_name",
    [
        "SeqBnInvConfig",
        "CompacterConfig",
        "LoRAConfig",
        "MTLLoRAConfig",
        "VeraConfig",
        "PrefixTuningConfig",
        "PromptTuningConfig",
        "LoReftConfig",
        "StaticAdapterFusionConfig",
    ],
)
def test_an_option_that_no_file_shows_is_never_reported(class_name: str) -> None:
    for field in CLASSES[class_name].fields:
        script = f"from adapters import {class_name}\nfrom elsewhere import read\n{class_name}({field}=read())\n"
        assert not lint_source(script, adapters="==1.3.0"), field
