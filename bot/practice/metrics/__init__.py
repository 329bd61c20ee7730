"""The figures of a portfolio: pure functions, and set-based queries that agree with them."""
