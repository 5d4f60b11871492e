"""What a run showed, and what is to be thought of it."""
