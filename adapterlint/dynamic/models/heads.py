"""Small models with the head that a script gives them, and the loss that they are trained by."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import adapters
import torch
import transformers
from torch import Tensor, nn

from adapterlint.dynamic.models.inputs import Batch, final_states
from adapterlint.dynamic.models.twin import CANNOT_BUILD, TwinError
from adapterlint.dynamic.outcomes.outcome import in_short

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_FLEXIBLE = ("AdapterModel", "WithHeads")


def with_head(base: PreTrainedModel, class_name: str, labels: int | None) -> PreTrainedModel:
    """Return a model of a class that has heads, upon the weights of a model without one.

    Args:
        class_name: of transformers, or of adapters, whose models are given their heads later.
        labels: how many labels the head has; None for as many as transformers takes.

    Raises:
        TwinError: there is no such class, or it does not fit the model.
    """
    config = base.config
    if labels is not None:
        config.num_labels = labels
    if config.pad_token_id is None:
        # Scripts take it over from their tokenizer.
        config.pad_token_id = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if class_name.endswith(_FLEXIBLE):
                model = adapters.AutoAdapterModel.from_config(config)
            else:
                made_by = getattr(transformers, class_name)
                model = made_by.from_config(config) if class_name.startswith("Auto") else made_by(config)
    except (*CANNOT_BUILD, AssertionError) as error:
        raise TwinError(
            f"no small {class_name} can be built: {type(error).__name__}: {in_short(str(error))}"
        ) from error
    model.base_model.load_state_dict(base.state_dict(), strict=False)
    return model.to(base.device)


def loss_of(model: PreTrainedModel, batch: Batch) -> Tensor | None:
    """Run a model, and return the loss of its heads; None if nothing that is trained has a part in it.

    What heads make no loss of, or the final hidden states of a model without heads, is led towards ones.
    """
    if getattr(model, "base_model", model) is model and not model.can_generate():
        outputs = final_states(model, batch)
    else:
        output = model(**batch.inputs)
        if (loss := getattr(output, "loss", None)) is not None:
            return loss.float() if loss.requires_grad else None
        outputs = [*_tensors(output)]
    trained = [output.float() for output in outputs if output.requires_grad]
    if not trained:
        return None
    return torch.stack([nn.functional.mse_loss(one, torch.ones_like(one)) for one in trained]).mean()


def _tensors(output: object) -> Iterator[Tensor]:
    """Yield the tensors of an output; several heads give one each."""
    match output:
        case Tensor() if output.is_floating_point():
            yield output
        case dict():
            for name, value in output.items():
                if name != "past_key_values":
                    yield from _tensors(value)
        case list() | tuple():
            for value in output:
                yield from _tensors(value)
        case _:
            return
