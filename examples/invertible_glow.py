"""Broken: a language adapter in the style of MAD-X, with the invertible adapter that never worked.

The library builds a GLOW block without complaint; the first forward pass fails. `inv_adapter="nice"` works.
"""

from adapters import AdapterTrainer, AutoAdapterModel, SeqBnInvConfig
from datasets import load_dataset
from transformers import AutoTokenizer, DataCollatorForLanguageModeling, TrainingArguments

LANGUAGE = "qu"

tokenizer = AutoTokenizer.from_pretrained("xlm-roberta-base")
dataset = load_dataset("wikimedia/wikipedia", f"20231101.{LANGUAGE}", split="train")
dataset = dataset.map(
    lambda batch: tokenizer(batch["text"], truncation=True, max_length=256),
    batched=True,
    remove_columns=dataset.column_names,
)

model = AutoAdapterModel.from_pretrained("xlm-roberta-base")
model.add_masked_lm_head(LANGUAGE)
config = SeqBnInvConfig(reduction_factor=2, inv_adapter="glow")
model.add_adapter(LANGUAGE, config=config)
model.train_adapter(LANGUAGE)

trainer = AdapterTrainer(
    model=model,
    args=TrainingArguments(output_dir="output", learning_rate=1e-4, max_steps=50_000),
    train_dataset=dataset,
    data_collator=DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15),
)
trainer.train()
model.save_adapter(f"output/{LANGUAGE}", LANGUAGE)
