"""From what the static part read to runs, as plain data."""
