"""What is measured on a model that holds an adapter: each module is a probe, and looks at one thing.

A probe returns what it saw. Whether that is good is decided elsewhere: by the properties of `Outcome`, with the
numbers of `adapterlint.dynamic.outcomes.thresholds`. What a configuration cannot be judged by raises `NotJudgedError`.
"""


class NotJudgedError(Exception):
    """The configuration cannot be judged by a probe; the message says why."""
