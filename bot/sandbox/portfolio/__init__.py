"""The sample portfolio: files, and the functions that put them into a database."""
