"""A local place to try the bot in, without a workspace. `redthread serve` uses nothing of it."""
