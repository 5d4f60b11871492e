"""Broken: an option that the configuration does not have.

The library finds out when the object is built, which on a cluster is after the queue, the download of the
checkpoint and the tokenization of the dataset.
"""

import argparse

from adapters import AdapterTrainer, AutoAdapterModel, SeqBnConfig
from datasets import load_dataset
from transformers import AutoTokenizer, TrainingArguments

parser = argparse.ArgumentParser()
parser.add_argument("--task", default="mrpc")
parser.add_argument("--reduction-factor", type=int, default=16)
parser.add_argument("--output-dir", default="output")
args = parser.parse_args()

tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
dataset = load_dataset("glue", args.task)
dataset = dataset.map(
    lambda batch: tokenizer(batch["sentence1"], batch["sentence2"], truncation=True, padding="max_length"),
    batched=True,
)

model = AutoAdapterModel.from_pretrained("bert-base-uncased")
model.add_classification_head(args.task, num_labels=2)
config = SeqBnConfig(reduction_factor=args.reduction_factor, non_linearty="gelu")
model.add_adapter(args.task, config=config)
model.train_adapter(args.task)

trainer = AdapterTrainer(
    model=model,
    args=TrainingArguments(output_dir=args.output_dir, learning_rate=1e-4, num_train_epochs=5),
    train_dataset=dataset["train"],
    eval_dataset=dataset["validation"],
)
trainer.train()
