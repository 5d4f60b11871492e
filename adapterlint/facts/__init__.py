"""What is read from a script, and what rules judge: configurations and what they are put into.

Facts come from `adapterlint.reading`, or from `adapterlint.check_config`; nothing here knows files.
"""

from adapterlint.facts.configurations import (
    COMPOSITION,
    Argument,
    Call,
    Change,
    ClassItself,
    Default,
    Dictionary,
    How,
    Loaded,
    NoConfiguration,
    OwnConfiguration,
    Text,
    Uncalled,
)
from adapterlint.facts.models import (
    NOT_FOLLOWED,
    NOTHING_SO_FAR,
    TRAINING,
    BaseModelReference,
    Before,
    ModelHistory,
    Step,
    TrainingSetup,
)
from adapterlint.facts.sites import NO_BASE_MODEL, NO_HISTORY, Expected, Reach, Site

__all__ = [
    "COMPOSITION",
    "NOTHING_SO_FAR",
    "NOT_FOLLOWED",
    "NO_BASE_MODEL",
    "NO_HISTORY",
    "TRAINING",
    "Argument",
    "BaseModelReference",
    "Before",
    "Call",
    "Change",
    "ClassItself",
    "Default",
    "Dictionary",
    "Expected",
    "How",
    "Loaded",
    "ModelHistory",
    "NoConfiguration",
    "OwnConfiguration",
    "Reach",
    "Site",
    "Step",
    "Text",
    "TrainingSetup",
    "Uncalled",
]
