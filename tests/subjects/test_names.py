"""What a subject says of a configuration never hides an option of it from conditions and messages."""

from __future__ import annotations

import pytest

from adapterlint.space.families import BASES, Method, model_of
from adapterlint.space.releases import RELEASES, snapshot
from adapterlint.subjects import Subject
from adapterlint.subjects.configuration import Configuration
from adapterlint.subjects.fusion import Fusion
from adapterlint.subjects.lora import PlacedLoRA
from adapterlint.subjects.placed import PlacedBottleneck
from adapterlint.subjects.prefix_tuning import PrefixModule
from adapterlint.subjects.prompt_tuning import Prompt
from adapterlint.subjects.reft import Intervention

SUBJECTS: dict[Method, type[Configuration]] = {
    "bottleneck": PlacedBottleneck,
    "lora": PlacedLoRA,
    "prefix_tuning": PrefixModule,
    "prompt_tuning": Prompt,
    "reft": Intervention,
    "fusion": Fusion,
}
MEANT = {"leave_out", "reduction_factor"}
"""A subject's own word for these is the option, or what it is at a place."""


@pytest.mark.parametrize(("base", "method"), BASES.items(), ids=BASES.values())
def test_no_option_is_hidden(base: type, method: Method) -> None:
    models = {model_of(name) for release in RELEASES for name in snapshot(release).configs} - {None}
    options = {name for model in models if issubclass(model, base) for name in model.model_fields}
    subject: type[Subject] = SUBJECTS[method]
    assert {name for name in options if hasattr(subject, name)} <= MEANT
