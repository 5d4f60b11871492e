"""Healthy: Adapter+ on a Vision Transformer, as its authors configure it.

`AdapterPlusConfig` adds the residual of the base model before the adapter, so that no skip connection is
lost although `original_ln_after` is false.
"""

import adapters
import torch
from adapters import AdapterPlusConfig
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

# Stochastic depth needs torchvision; without it, it has to be 0.
config = AdapterPlusConfig(reduction_factor=96, stochastic_depth=0.0)
model.add_adapter("cifar100", config=config)
model.train_adapter("cifar100")

trainer = Trainer(
    model=model,
    args=TrainingArguments(output_dir="output", learning_rate=1e-3, num_train_epochs=10, remove_unused_columns=False),
    train_dataset=dataset["train"].with_transform(transform),
    eval_dataset=dataset["test"].with_transform(transform),
)
trainer.train()
