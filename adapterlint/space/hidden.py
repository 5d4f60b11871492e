"""A placeholder for what a script does not show, so that derived facts can be plain Python.

A property that only works with known values gets `HIDDEN` for the others. Whatever it does with
it raises `NotShown`; whoever asked for the property then knows that it is undetermined.
"""

from __future__ import annotations

from typing import Final, NoReturn


class NotShown(Exception):  # noqa: N818 - it is no error
    """A derived fact depends on a value that the script does not show."""


class Hidden:
    """Stands for a value that is not known; any use of it raises `NotShown`."""

    def _refuse(self, *_: object) -> NoReturn:
        raise NotShown

    __bool__ = __len__ = __iter__ = __int__ = __float__ = __index__ = _refuse
    __contains__ = __getitem__ = __call__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = _refuse
    __floordiv__ = __rfloordiv__ = __truediv__ = __rtruediv__ = __mod__ = __rmod__ = _refuse

    def __eq__(self, other: object) -> bool:
        self._refuse()

    def __ne__(self, other: object) -> bool:
        self._refuse()

    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotShown

    def __repr__(self) -> str:
        return "HIDDEN"


HIDDEN: Final = Hidden()


def shown(value: object) -> object:
    """Return a value of a base model, where None stands for what is not known."""
    return HIDDEN if value is None else value
