"""Broken: a Compacter whose bottleneck cannot be cut into `phm_dim` equal parts.

768 / 20 leaves a bottleneck of 38 units, and the Kronecker products of a parametrized hypercomplex layer need
a multiple of `phm_dim`, 4 by default.
"""

import torch
from adapters import AutoAdapterModel, CompacterPlusPlusConfig
from datasets import load_dataset
from torch.utils.data import DataLoader
from transformers import AutoTokenizer, get_linear_schedule_with_warmup

checkpoint = "roberta-base"
device = "cuda" if torch.cuda.is_available() else "cpu"

tokenizer = AutoTokenizer.from_pretrained(checkpoint)
dataset = load_dataset("glue", "sst2", split="train")
dataset = dataset.map(lambda batch: tokenizer(batch["sentence"], truncation=True, padding="max_length"), batched=True)
dataset.set_format("torch", columns=["input_ids", "attention_mask", "label"])
loader = DataLoader(dataset, batch_size=32, shuffle=True)

model = AutoAdapterModel.from_pretrained(checkpoint)
model.add_classification_head("sst2", num_labels=2)
model.add_adapter("sst2", config=CompacterPlusPlusConfig(reduction_factor=20))
model.train_adapter("sst2")
model.to(device)

optimizer = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=3e-3)
scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=500, num_training_steps=3 * len(loader))

for _ in range(3):
    for batch in loader:
        labels = batch.pop("label").to(device)
        output = model(**{name: tensor.to(device) for name, tensor in batch.items()}, labels=labels)
        output.loss.backward()
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
model.save_adapter("output/sst2", "sst2")
