"""Signals fetched from other systems that answer with JSON over HTTP."""
