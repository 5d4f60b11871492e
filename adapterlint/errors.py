"""Mistakes in what the linter is given."""

from __future__ import annotations


class InputError(ValueError):
    """Something that the user gave cannot be used; the message names the place and the cause.

    The command line prints it and exits with 2; everything else that is raised is a failure of the linter.
    """
