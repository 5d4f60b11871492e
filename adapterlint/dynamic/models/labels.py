"""What heads are trained on: labels, and inputs of their own, for every type of head."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from adapterlint.dynamic.models.inputs import Batch

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_TYPES: Final = {
    "SequenceClassification": "classification",
    "ImageClassification": "image_classification",
    "AudioClassification": "classification",
    "TokenClassification": "tagging",
    "QuestionAnswering": "question_answering",
    "MultipleChoice": "multiple_choice",
    "MaskedLM": "masked_lm",
    "CausalLM": "causal_lm",
    "LMHeadModel": "causal_lm",
    "ConditionalGeneration": "seq2seq_lm",
}
"""What adapters calls the heads that models of transformers are loaded with, by the end of the model's class."""
_TASK: Final = re.compile(rf"(?:{'|'.join(_TYPES)})$")
_CHOICES: Final = 2
"""How many answers there are to choose from, where the head does not say."""
_IGNORED: Final = -100
"""The label of tokens that do not count."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Head:
    """What decides on its labels: how many of them there are, and whether any number of them may hold."""

    type: str
    labels: int
    multilabel: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Task:
    """A head, and the texts, images or sounds that it is to be given labels for."""

    head: _Head
    inputs: Mapping[str, Tensor]
    mask: Tensor | None
    padding: int
    generator: torch.Generator

    @property
    def rows(self) -> int:
        """How many rows the batch has."""
        return len(next(iter(self.inputs.values())))

    @property
    def tokens(self) -> int:
        """How long a text is."""
        return self.inputs["input_ids"].shape[-1] if "input_ids" in self.inputs else 0

    def drawn(self, below: int, *shape: int) -> Tensor:
        """Draw integers."""
        return torch.randint(0, max(1, below), shape, generator=self.generator)

    def masked(self, labels: Tensor) -> Tensor:
        """Take padding out of what counts."""
        return labels if self.mask is None else labels.masked_fill(~self.mask.to(labels.device), _IGNORED)


def labelled(model: PreTrainedModel, batch: Batch) -> Batch | None:
    """Return a batch with what the active heads of a model are trained on; None if that is not known."""
    heads = {*_heads(model)}
    if len(heads) != 1:
        return None
    (head,) = heads
    if head.type not in _LABELS:
        return None
    inputs = _taken(model, batch.inputs)
    if head.type == "multiple_choice":
        inputs = {name: _chosen_from(tensor, head.labels) for name, tensor in inputs.items()}
    if (ends := model.config.eos_token_id) is not None and "decoder_input_ids" in inputs and "input_ids" in inputs:
        inputs["input_ids"] = _ended(inputs["input_ids"], ends)
    task = _Task(head, inputs, batch.mask, model.config.pad_token_id or 0, torch.Generator().manual_seed(0))
    device = next(iter(inputs.values())).device
    labels = {name: one.to(device) for name, one in _LABELS[head.type](task).items()}
    return dataclasses.replace(batch, inputs={**inputs, **labels})


def _heads(model: PreTrainedModel) -> Iterator[_Head]:
    """Yield what is known of the heads that a model is run with."""
    if (flexible := getattr(model, "heads", None)) is not None:
        active = model.active_head or ()
        for name in [active] if isinstance(active, str) else active:
            config = flexible[name].config if name in flexible else {}
            labels = config.get("num_choices") or config.get("num_labels") or 0
            multilabel = bool(config.get("multilabel")) or config.get("head_type") == "multilabel_classification"
            yield _Head(config.get("head_type", ""), labels, multilabel)
    elif (task := _TASK.search(type(model).__name__)) is not None:
        kind = _TYPES[task.group()]
        yield _Head(kind, _CHOICES if kind == "multiple_choice" else model.config.num_labels)


def _of_rows(task: _Task) -> dict[str, Tensor]:
    if task.head.multilabel:
        return {"labels": task.drawn(2, task.rows, task.head.labels).float()}
    if task.head.labels == 1:
        return {"labels": torch.rand(task.rows, generator=task.generator)}
    return {"labels": task.drawn(task.head.labels, task.rows)}


def _of_tokens(task: _Task) -> dict[str, Tensor]:
    return {"labels": task.masked(task.drawn(task.head.labels, task.rows, task.tokens))}


def _of_answers(task: _Task) -> dict[str, Tensor]:
    return {name: task.drawn(task.tokens, task.rows) for name in ("start_positions", "end_positions")}


def _of_texts(task: _Task) -> dict[str, Tensor]:
    return {"labels": task.masked(task.inputs["input_ids"].clone())}


def _of_decoders(task: _Task) -> dict[str, Tensor]:
    return {"labels": task.inputs["decoder_input_ids"].clone()}


def _of_words(task: _Task) -> dict[str, Tensor]:
    """Let each token be a word, but for the first one and the last."""
    starts = torch.arange(1, task.tokens + 1).repeat(task.rows, 1)
    starts[:, -1] = task.padding
    return {
        "word_starts": starts,
        "labels_arcs": task.drawn(task.tokens, task.rows, task.tokens),
        "labels_rels": task.drawn(task.head.labels, task.rows, task.tokens),
    }


_LABELS: Final[Mapping[str, Callable[[_Task], dict[str, Tensor]]]] = {
    "classification": _of_rows,
    "image_classification": _of_rows,
    "multilabel_classification": _of_rows,
    "multiple_choice": _of_rows,
    "tagging": _of_tokens,
    "question_answering": _of_answers,
    "masked_lm": _of_texts,
    "causal_lm": _of_texts,
    "seq2seq_lm": _of_decoders,
    "dependency_parsing": _of_words,
}
"""What a head is given beside the input of the model, by what adapters calls the type of the head."""


def _taken(model: PreTrainedModel, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return what a model takes of an input: some heads stand upon the encoder alone, or upon the decoder."""
    parameters = inspect.signature(model.forward).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    return {name: tensor for name, tensor in inputs.items() if takes_all or name in parameters}


def _chosen_from(tensor: Tensor, choices: int) -> Tensor:
    """Return one row of so many answers, which are rows of a batch, some of them repeated if there are too few."""
    return tensor[torch.arange(choices) % len(tensor)][None]


def _ended(texts: Tensor, ends: int) -> Tensor:
    """Let each text end as its tokenizer would: some heads look for the end."""
    texts = texts.clone()
    texts[:, -1] = ends
    return texts
