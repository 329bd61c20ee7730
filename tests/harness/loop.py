"""A thread with an event loop of its own, as the tests name it."""

from bot.sandbox.loop import LoopThread

__all__ = ["LoopThread"]
