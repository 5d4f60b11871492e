"""Facts meet rules: what is wrong with a configuration, and in which worlds and releases."""

from adapterlint.judging.circumstances import Circumstances, releases_for, saved_with
from adapterlint.judging.findings import judge

__all__ = ["Circumstances", "judge", "releases_for", "saved_with"]
