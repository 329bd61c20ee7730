"""The clock and its jobs: each asks the database once and writes once."""
