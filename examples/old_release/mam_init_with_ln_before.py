"""Broken: the initialisation of the Mix-and-Match adapter, with a layer norm of the adapter's own.

Before adapters 1.1.0, `init_weights="mam_adapter"` initialises the first layer of the bottleneck as if it
were linear. With `ln_before=True` it is a LayerNorm, and `add_adapter` fails.
"""

from adapters import AdapterTrainer, AutoAdapterModel, SeqBnConfig
from datasets import load_dataset
from transformers import AutoTokenizer, TrainingArguments

CHECKPOINT = "roberta-base"

tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
dataset = load_dataset("rotten_tomatoes").map(
    lambda batch: tokenizer(batch["text"], truncation=True, padding="max_length", max_length=80),
    batched=True,
)
dataset = dataset.rename_column("label", "labels")
dataset.set_format("torch", columns=["input_ids", "attention_mask", "labels"])

model = AutoAdapterModel.from_pretrained(CHECKPOINT)
model.add_classification_head("rotten_tomatoes", num_labels=2)

config = SeqBnConfig(
    reduction_factor=16,
    ln_before=True,
    init_weights="mam_adapter",
)
model.add_adapter("rotten_tomatoes", config=config)
model.train_adapter("rotten_tomatoes")

trainer = AdapterTrainer(
    model=model,
    args=TrainingArguments(output_dir="output", learning_rate=1e-4, num_train_epochs=6, report_to=[]),
    train_dataset=dataset["train"],
    eval_dataset=dataset["validation"],
)
trainer.train()
model.save_adapter("output/rotten_tomatoes", "rotten_tomatoes")
