"""Broken in its last round: an activation that transformers does not know under that name.

`nn.ELU` exists, `elu` is no key of transformers' `ACT2FN`. The sweep fails after two of three trainings.
"""

from adapters import AdapterTrainer, AutoAdapterModel, DoubleSeqBnConfig
from datasets import load_dataset
from transformers import AutoTokenizer, TrainingArguments

tokenizer = AutoTokenizer.from_pretrained("bert-base-cased")
dataset = load_dataset("conll2003")


def tokenize(batch):
    encoded = tokenizer(batch["tokens"], is_split_into_words=True, truncation=True, padding="max_length")
    labels = []
    for row, tags in enumerate(batch["ner_tags"]):
        labels.append([-100 if word is None else tags[word] for word in encoded.word_ids(row)])
    return {**encoded, "labels": labels}


dataset = dataset.map(tokenize, batched=True)

for activation in ["relu", "gelu", "elu"]:
    model = AutoAdapterModel.from_pretrained("bert-base-cased")
    model.add_tagging_head("conll2003", num_labels=9)
    config = DoubleSeqBnConfig(reduction_factor=16, non_linearity=activation)
    model.add_adapter("conll2003", config=config)
    model.train_adapter("conll2003")

    trainer = AdapterTrainer(
        model=model,
        args=TrainingArguments(output_dir=f"output/{activation}", learning_rate=1e-4, num_train_epochs=4),
        train_dataset=dataset["train"],
        eval_dataset=dataset["validation"],
    )
    trainer.train()
    print(activation, trainer.evaluate())
