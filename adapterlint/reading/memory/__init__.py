"""What a script holds at each point of its run, on every path that leads there."""
