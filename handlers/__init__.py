"""Slack listeners, one file a noun: each translates, calls once and renders."""
