"""The names of torch's data types, and what becomes of a parameter of each.

Measured with torch 2.13: `torch.nn.Parameter(torch.zeros(shape, dtype=…))`, `torch.nn.Linear(…, dtype=…)` and
`torch.nn.init`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from adapterlint.space.hidden import Hidden, NotShown

HALVES: Final = frozenset({"float16", "bfloat16"})
"""The types of half precision, by their own names."""

_ALIASES: Final = {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "cfloat": "complex64",
    "cdouble": "complex128",
    "chalf": "complex32",
    "short": "int16",
    "int": "int32",
    "long": "int64",
    "newaxis": "float32",
}
WEIGHTS: Final = HALVES | {"float32", "float64", "half", "float", "double"}
"""The names of the types that base models have."""

_TRAINABLE: Final = HALVES | {"float32", "float64", "complex32", "complex64", "complex128"}
_UNFILLABLE: Final = frozenset(f"float8_{name}" for name in ("e4m3fn", "e4m3fnuz", "e5m2", "e5m2fnuz", "e8m0fnu")) | {
    "float4_e2m1fn_x2"
}
"""A parameter can be of these types, but nothing can be drawn from a distribution in them."""
_INTEGER: Final = frozenset(
    {
        *(f"{sign}int{bits}" for sign in ("", "u") for bits in (*range(1, 9), 16, 32, 64)),
        *("bool", "bit", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2"),
    }
)
_CONVERTIBLE: Final = frozenset({"bool", *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))})
"""The integers that another tensor can be turned into."""
_QUANTIZED: Final = frozenset({"qint8", "qint32", "quint8", "quint2x4", "quint4x2"})


_TYPES: Final = _TRAINABLE | _UNFILLABLE | _INTEGER | _QUANTIZED


@dataclass(frozen=True, slots=True, repr=False)
class TorchType:
    """A type of torch itself, `torch.bfloat16`, and not its name, which is what the library asks for."""

    name: str

    def __repr__(self) -> str:
        return f"torch.{self.name}"


def torch_type(path: str) -> TorchType | None:
    """Return the type of torch that a dotted path leads to; None if it leads to none."""
    module, _, name = path.rpartition(".")
    is_type = module == "torch" and name != "newaxis" and _ALIASES.get(name, name) in _TYPES
    return TorchType(_ALIASES.get(name, name)) if is_type else None


@cache
def _no_types() -> frozenset[str]:
    """Return what torch has under a name, and what is no data type, as `scripts/extract_torch_names.py` found it."""
    return frozenset(json.loads(files(__package__).joinpath("torch_names.json").read_text(encoding="utf-8")))


def meant(dtype: object) -> str:
    """Return the name of the type that is meant: `half` is `float16`, and none at all is `float32`."""
    name = str(dtype) if dtype else "float32"
    return _ALIASES.get(name, name)


def lookup_failure(dtype: object) -> str:
    """`getattr(torch, dtype) if dtype else None`."""
    if isinstance(dtype, Hidden):
        raise NotShown
    if not dtype:
        return ""
    if not isinstance(dtype, str):
        return "TypeError"
    return "" if meant(dtype) in _TYPES or dtype in _no_types() else "AttributeError"


def creation_failure(dtype: object) -> str:
    """`torch.zeros(shape, dtype=dtype)`, of something that torch has."""
    name = meant(dtype)
    return "TypeError" if name in _no_types() else "NotImplementedError" if name in _QUANTIZED else ""


def parameter_failure(dtype: object) -> str:
    """`torch.nn.Parameter(torch.zeros(shape, dtype=dtype))`, of something that torch has."""
    return creation_failure(dtype) or ("RuntimeError" if meant(dtype) in _INTEGER else "")


def filling_failure(dtype: object, *, random: bool) -> str:
    """`torch.nn.init`: drawing from a distribution, or filling with one number."""
    name = meant(dtype)
    unfillable = name in _UNFILLABLE | _INTEGER | _QUANTIZED if random else name == "float4_e2m1fn_x2"
    return "NotImplementedError" if unfillable else ""


def conversion_failure(dtype: object) -> str:
    """`tensor.to(dtype=dtype)`, of something that torch has; to no type at all is no conversion."""
    name = meant(dtype)
    if name in _QUANTIZED:
        return "RuntimeError"
    return "NotImplementedError" if name in _INTEGER - _CONVERTIBLE else creation_failure(dtype)


def weight_failure(dtype: object) -> str:
    """`torch.nn.Linear(…, dtype=dtype)`: an empty parameter, and drawing it."""
    if meant(dtype) in _QUANTIZED:
        return "RuntimeError"
    return parameter_failure(dtype) or filling_failure(dtype, random=True)
