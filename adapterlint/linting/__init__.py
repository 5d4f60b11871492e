"""The static road from end to end: paths to documents, to facts, to findings.

Nothing heavy is imported before the gate has let a file in.
"""

from adapterlint.linting.files import lint, lint_bytes
from adapterlint.linting.problems import ABOUT_READING
from adapterlint.linting.sites import judged_releases

__all__ = ["ABOUT_READING", "judged_releases", "lint", "lint_bytes"]
