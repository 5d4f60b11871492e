"""Broken: adapters in the upper half of twelve layers, of a model that has six.

`leave_out` names every layer of DistilBERT, so that no adapter is built anywhere. Nothing raises: the head is
trained on frozen features, and the adapter that is saved is empty.
"""

from adapters import AdapterTrainer, AutoAdapterModel, SeqBnConfig
from datasets import load_dataset
from transformers import AutoTokenizer, TrainingArguments

checkpoint = "distilbert-base-uncased"
lower_half = list(range(6))

tokenizer = AutoTokenizer.from_pretrained(checkpoint)
dataset = load_dataset("ag_news")
dataset = dataset.map(
    lambda batch: tokenizer(batch["text"], truncation=True, padding="max_length", max_length=128),
    batched=True,
)

model = AutoAdapterModel.from_pretrained(checkpoint)
model.add_classification_head("ag_news", num_labels=4)
config = SeqBnConfig(reduction_factor=16, leave_out=lower_half)
model.add_adapter("ag_news", config=config)
model.train_adapter("ag_news")

trainer = AdapterTrainer(
    model=model,
    args=TrainingArguments(output_dir="output", learning_rate=1e-4, num_train_epochs=3),
    train_dataset=dataset["train"],
    eval_dataset=dataset["test"],
)
trainer.train()
print(trainer.evaluate())
