"""A base model with its real weights, from a folder on this machine; the network is never asked."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from transformers import AutoConfig, AutoModel

from adapterlint.dynamic.models.inputs import batch_for
from adapterlint.dynamic.models.sizes import forbid_dropout, layers_of, width_of
from adapterlint.dynamic.models.twin import CANNOT_BUILD, Twin, TwinError, full_config
from adapterlint.dynamic.processes.limits import MEGABYTE, address_space_left

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel

    from adapterlint.dynamic.planning.originals import Original

_COPIES = 3
"""The weights, a copy to compare them with, and room for states and gradients."""
_PLENTY = 1 << 62
_WEIGHTS = ("*.safetensors", "*.bin")


def real_twin(folder: Path, original: Original, tokens: int, device: str, *, padded: bool) -> Twin:
    """Return a model with the weights of a checkpoint, in its full size.

    Args:
        folder: what `save_pretrained` wrote.
        original: the model that a configuration is meant for.
        tokens: how long the input must be.

    Raises:
        TwinError: it cannot be read, it is another model than the configuration is meant for, or it is too large.
    """
    if not folder.is_dir():
        raise TwinError(f"there is no folder `{folder}` with a checkpoint in it")
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
    except (*CANNOT_BUILD, OSError) as error:
        raise TwinError(f"the checkpoint `{folder}` cannot be read: {_first_line(error)}") from error
    _refuse_another(folder, config, original)
    _refuse_too_large(folder)
    forbid_dropout(config)
    model = _loaded(folder, config)
    return Twin(
        model=model.to(device),
        batch=batch_for(model, tokens, device, padded=padded),
        description=f"the {config.model_type} in `{folder}`, {layers_of(config)} layers, {width_of(config)} wide",
    )


def _loaded(folder: Path, config: PretrainedConfig) -> PreTrainedModel:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model: PreTrainedModel = AutoModel.from_pretrained(folder, config=config, local_files_only=True)
    except Exception as error:
        # Whatever a damaged file makes the readers of three formats raise, it is not the configuration's fault.
        raise TwinError(f"the weights in `{folder}` cannot be read: {_first_line(error)}") from error
    return model.float()


def _refuse_another(folder: Path, config: PretrainedConfig, original: Original) -> None:
    if original.assumed is not None:
        return
    meant = full_config(original)
    if config.model_type != meant.model_type:
        raise TwinError(f"`{folder}` holds a {config.model_type}, and the configuration is for a {meant.model_type}")
    if original.sized and (width_of(config), layers_of(config)) != (width_of(meant), layers_of(meant)):
        raise TwinError(
            f"`{folder}` holds a {config.model_type} of {layers_of(config)} layers, {width_of(config)} wide, and the "
            f"configuration is for one of {layers_of(meant)} layers, {width_of(meant)} wide"
        )


def _refuse_too_large(folder: Path) -> None:
    largest = max((sum(file.stat().st_size for file in folder.glob(pattern)) for pattern in _WEIGHTS), default=0)
    needed = _COPIES * largest
    there = _free_memory()
    if needed > there:
        needed, there = needed // MEGABYTE, there // MEGABYTE
        raise TwinError(f"`{folder}` needs about {needed} MB to be run in full size, and {there} MB are free")


def _free_memory() -> int:
    """Return how many bytes this process may still use; a very large number where the system does not tell."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _PLENTY
    return min(free, address_space_left() or _PLENTY)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
