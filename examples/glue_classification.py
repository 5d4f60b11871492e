"""Healthy: the adapter that most people train, on a task of GLUE."""

import argparse

import evaluate
import numpy as np
from adapters import AdapterTrainer, AutoAdapterModel, SeqBnConfig
from datasets import load_dataset
from transformers import AutoTokenizer, TrainingArguments

parser = argparse.ArgumentParser()
parser.add_argument("--checkpoint", default="bert-base-uncased")
parser.add_argument("--reduction-factor", type=int, default=16)
parser.add_argument("--learning-rate", type=float, default=1e-4)
args = parser.parse_args()

tokenizer = AutoTokenizer.from_pretrained(args.checkpoint)
dataset = load_dataset("glue", "cola")
dataset = dataset.map(
    lambda batch: tokenizer(batch["sentence"], truncation=True, padding="max_length", max_length=64), batched=True
)
metric = evaluate.load("glue", "cola")

model = AutoAdapterModel.from_pretrained(args.checkpoint)
model.add_classification_head("cola", num_labels=2, id2label={0: "unacceptable", 1: "acceptable"})
config = SeqBnConfig(reduction_factor=args.reduction_factor, non_linearity="relu")
model.add_adapter("cola", config=config)
model.train_adapter("cola")


def matthews(prediction):
    return metric.compute(predictions=np.argmax(prediction.predictions, axis=-1), references=prediction.label_ids)


trainer = AdapterTrainer(
    model=model,
    args=TrainingArguments(
        output_dir="output",
        learning_rate=args.learning_rate,
        num_train_epochs=10,
        per_device_train_batch_size=32,
        eval_strategy="epoch",
    ),
    train_dataset=dataset["train"],
    eval_dataset=dataset["validation"],
    compute_metrics=matthews,
)
trainer.train()
model.save_adapter("output/cola", "cola")
