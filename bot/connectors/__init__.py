"""Clients of other systems, and files that come from them."""
