"""Values that come from the command line: parsers of the standard library and of others, and how they are called."""
