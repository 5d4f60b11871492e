"""What Python's own types and functions do: containers, text, enumerations, records, reflection."""
