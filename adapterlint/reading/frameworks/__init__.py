"""What adapters, transformers, torch and Lightning do: base models, configurations, training."""
