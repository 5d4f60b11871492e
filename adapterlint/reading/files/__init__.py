"""Files that scripts read when they run: paths, opened files, and the documents in them."""
