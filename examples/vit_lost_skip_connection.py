"""Broken: a bottleneck that takes the skip connection of a Vision Transformer away.

Without `original_ln_after`, nothing adds the residual of the base model behind the adapter. The adapter
would have to add it itself, but `residual_before_ln` is true by default, and then adds the wrong one.
Nothing raises: the model does not learn.
"""

import adapters
import torch
from adapters import BnConfig
from datasets import load_dataset
from transformers import AutoImageProcessor, Trainer, TrainingArguments, ViTForImageClassification

CHECKPOINT = "google/vit-base-patch16-224-in21k"

processor = AutoImageProcessor.from_pretrained(CHECKPOINT)
dataset = load_dataset("cifar100")


def transform(batch):
    images = [image.convert("RGB") for image in batch["img"]]
    return {**processor(images, return_tensors="pt"), "labels": torch.tensor(batch["fine_label"])}


model = ViTForImageClassification.from_pretrained(CHECKPOINT, num_labels=100)
adapters.init(model)

config = BnConfig(
    mh_adapter=False,
    output_adapter=True,
    reduction_factor=96,
    non_linearity="gelu",
    original_ln_before=True,
    original_ln_after=False,
)
model.add_adapter("cifar100", config=config)
model.train_adapter("cifar100")

trainer = Trainer(
    model=model,
    args=TrainingArguments(output_dir="output", learning_rate=1e-3, num_train_epochs=10, remove_unused_columns=False),
    train_dataset=dataset["train"].with_transform(transform),
    eval_dataset=dataset["test"].with_transform(transform),
)
trainer.train()
