"""Redthread: what the product is. It could serve another chat with other handlers."""

__version__ = "0.1.0"
