"""What Python's statements and expressions do: a handler for each kind."""
