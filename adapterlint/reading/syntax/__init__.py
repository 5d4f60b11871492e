"""Text to syntax trees, and where each piece of them stands."""
